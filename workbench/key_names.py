"""Names of keys: how people write them, how they arrive, and which no command can have. Pure."""

from __future__ import annotations

import unicodedata
from typing import Final

from workbench.key_table import CHARACTERS

MODIFIERS: Final = ("alt", "ctrl", "shift", "super", "hyper", "meta")
NAMED: Final = (
    *("escape", "enter", "tab", "space", "backspace", "delete", "insert", "home", "end", "pageup", "pagedown"),
    *("up", "down", "left", "right"),
    *(f"f{number}" for number in range(1, 25)),
)
_ALSO: Final = {
    "esc": "escape",
    "return": "enter",
    "pgup": "pageup",
    "pgdn": "pagedown",
    "del": "delete",
    "ins": "insert",
}
"""Other names, as they stand in footers and on keyboards."""
RESERVED: Final = {
    "ctrl+c": "which copies in texts",
    "ctrl+h": "which is backspace to many terminals",
    "ctrl+i": "which is tab to every terminal",
    "ctrl+m": "which is enter to every terminal",
    "ctrl+left_square_bracket": "which is escape to every terminal",
    "shift+f3": "which arrives from tmux as the place of the cursor",
    "escape": "which closes what is open",
    "tab": "which goes on, in texts and lines",
    "shift+tab": "which goes back, in texts and lines",
}
"""Keys that no command can have, unless it has them of itself, and what they are for."""
_OF_TEXT: Final = frozenset(
    {
        *("enter", "backspace", "delete", "insert", "up", "down", "left", "right", "home", "end", "pageup", "pagedown"),
        *("ctrl+a", "ctrl+v", "ctrl+x", "ctrl+y", "ctrl+z"),
    }
)
_MOVES: Final = frozenset({"up", "down", "left", "right", "home", "end", "backspace", "delete"})


def key_from(written: str) -> str | None:
    """Return a key as it arrives, of one that a person wrote: `ctrl+j` of `Ctrl+J` and of `^j`; None: there is none."""
    text = f"ctrl+{written[1:]}" if written.startswith("^") and len(written) > 1 else written
    head, _, last = text.rpartition("+") if len(text) > 1 and not text.endswith("+") else ("", "", text)
    if text.endswith("++"):
        head, last = text[:-2], "+"
    modifiers = head.lower().split("+") if head else []
    if len(set(modifiers)) != len(modifiers) or not set(modifiers) <= set(MODIFIERS):
        return None
    key = _last_of(last, is_plain=not modifiers)
    if key is None:
        return None
    if modifiers == ["shift"] and len(key) == 1 and key.isalpha():
        return key.upper()
    if "shift" not in modifiers and len(key) == 1 and modifiers:
        key = key.lower()
    key = "@" if key == "at" and modifiers else key
    return "+".join([*sorted(modifiers), key])


def _last_of(written: str, *, is_plain: bool) -> str | None:
    """Return the key without its modifiers; None: there is none of this name."""
    name = _ALSO.get(written.lower(), written.lower())
    if name in NAMED:
        return name
    if len(written) == 1:
        return _named(written)
    character = CHARACTERS.get(name) or _character_of(name)
    if character is None or not character.isprintable():
        return None
    # `question_mark`, `full_stop`: as Textual calls them.
    return _named(character) if is_plain or not character.isalnum() else character


def _character_of(name: str) -> str | None:
    """Return the character of a name such as `question_mark`; None: there is none."""
    try:
        return unicodedata.lookup(name.replace("_", " "))
    except KeyError:
        return None


def _named(character: str) -> str | None:
    """Return a character as a key, which has a name where it is neither letter nor digit, as Textual gives it."""
    if not character.isprintable() or character.isspace():
        return None
    if character.isalnum():
        return character
    try:
        name = unicodedata.name(character)
    except ValueError:
        return None
    short = {sign: key for key, sign in CHARACTERS.items()}
    return short.get(character) or name.lower().replace("-", "_").replace(" ", "_")


def is_character(key: str) -> bool:
    """Say whether a key types a character where one can type."""
    return key == "space" or ("+" not in key and key not in NAMED)


def reserved_for(key: str, *, while_typing: bool) -> str:
    """Return what a key is for that a command cannot have; empty: it can. `while_typing`: it works in texts, too."""
    if key in RESERVED:
        return RESERVED[key]
    if while_typing and is_character(key):
        return "which is typed, where this action works while typing"
    modifiers, _, last = key.rpartition("+")
    moves = last in _MOVES and set(modifiers.split("+")) <= {"ctrl", "shift"}
    return (
        "which belongs to the text, where this action works while typing"
        if while_typing and (key in _OF_TEXT or moves)
        else ""
    )
