"""Every action of the screen with its keys, as data: known without the screen, which takes long to load.

Owns how a key is written for people. Which keys a person has changed is for the settings to say.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from workbench.generated import generated_text

_FILE: Final = "keys.json"
_NAMES: Final = {"escape": "esc", "pagedown": "pgdn", "pageup": "pgup"}
CHARACTERS: Final = {"slash": "/", "backslash": "\\", "at": "@", "minus": "-", "plus": "+", "underscore": "_"}
"""Of keys whose names are not those of Unicode."""


@dataclass(frozen=True, slots=True)
class KeyAction:
    """One thing that can be asked for on the screen."""

    id: str
    """By which settings give it other keys."""
    title: str
    help: str
    """One sentence: what it does; empty: the title says it all."""
    place: str
    """Where its keys work: `Everywhere, also while typing`, `On the sheet History`."""
    keys: tuple[str, ...]
    """As settings name them, the first is shown; empty: it stands in the palette alone."""
    browser_keys: tuple[str, ...] = ()
    """Those that stand in for them in a browser; empty: the same."""


@cache
def declared_actions() -> tuple[KeyAction, ...]:
    """Return all actions with the keys that they have unless a person changes them, place by place.

    Raises:
        OSError: The installation is damaged.
    """
    return tuple(
        KeyAction(one["id"], one["title"], one["help"], place["place"], tuple(one["keys"]), tuple(one["browser_keys"]))
        for place in json.loads(generated_text(_FILE))["places"]
        for one in place["actions"]
    )


ChangedKeys = Mapping[str, Sequence[str]]
"""The keys that a person gave to actions in place of their own, by the id of the action: the setting `keys`."""


def keys_under(action: KeyAction, changed: ChangedKeys) -> tuple[str, ...]:
    """Return the keys of an action, a person's own or those that it is declared with."""
    return tuple(changed.get(action.id, action.keys))


def key_for_people(key: str) -> str:
    """Return a key as people write it: `ctrl+j`, `f5`, `?`, `esc`; settings call it by another name, perhaps."""
    modifiers, plus, last = key.rpartition("+")
    return f"{modifiers}{plus}{_NAMES.get(last) or CHARACTERS.get(last) or _by_unicode(last)}"


def _by_unicode(name: str) -> str:
    """Return the character of a name such as `question_mark`; the name itself where it is none that can be seen."""
    try:
        character = unicodedata.lookup(name.replace("_", " "))
    except KeyError:
        return name
    return character if character.isprintable() and not character.isspace() else name
