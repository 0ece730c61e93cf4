"""`workbench keys [WORD]`: every action of the screen with its keys and its id, as your settings have them."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from workbench.cli.key_options import set_keys
from workbench.cli.options import resolved_settings
from workbench.cli.output import Exit, narrate, new_page, print_json, print_page, terminal_columns
from workbench.cli.streams import write_out
from workbench.errors.operator import NameUnknown
from workbench.key_table import ChangedKeys, KeyAction, declared_actions, key_for_people, keys_under
from workbench.naming import nearest
from workbench.reports.json.keys import keys_json
from workbench.reports.text.keys import keys_markdown, write_keys
from workbench.visible import visible


def run(arguments: argparse.Namespace) -> int:
    """Print the actions."""
    changed = _changed_keys(arguments)
    every = declared_actions()
    actions = tuple(one for one in every if _is_wanted(one, arguments.word, changed))
    if not actions:
        raise NameUnknown("action or key", arguments.word, nearest(arguments.word, [one.id for one in every]))
    if arguments.word is not None:
        _say_moved(arguments.word, actions, changed)
    if arguments.format == "json":
        print_json(keys_json(actions, changed))
    elif arguments.format == "markdown":
        write_out(keys_markdown(actions, changed))
    else:
        page = new_page(arguments.color)
        write_keys(page, actions, changed, terminal_columns())
        print_page(page)
    return Exit.PASSED


def _changed_keys(arguments: argparse.Namespace) -> ChangedKeys:
    """Return the keys that the person's settings change; what is wrong with others is said, since ids are here."""
    changed, problems = set_keys(resolved_settings(arguments, goes_on=True))
    for problem in problems:
        narrate(f"workbench: {visible(str(problem), limit=2_000)}")
    return changed


def _say_moved(word: str, actions: Sequence[KeyAction], changed: ChangedKeys) -> None:
    """Say on stderr where the actions are now whose key a word is by default."""
    moved = [one for one in actions if _is_key(word, one.keys) and not _is_key(word, keys_under(one, changed))]
    is_free = not any(_is_key(word, keys_under(one, changed)) for one in actions)
    for one in moved:
        keys = ", ".join(map(key_for_people, keys_under(one, changed))) or "no key"
        nothing = "does nothing now: " if is_free else ""
        narrate(f"workbench: {visible(word)} {nothing}your settings moved {one.id} ({one.title}) to {visible(keys)}")


def _is_key(word: str, keys: Sequence[str]) -> bool:
    return word in (*keys, *map(key_for_people, keys))


def _is_wanted(action: KeyAction, word: str | None, changed: ChangedKeys) -> bool:
    """Say whether a word is a key of the action, or was before the person's settings, or stands in a text of it.

    Its texts are id, title and place. None: every action is wanted.
    """
    if word is None or _is_key(word, keys_under(action, changed)) or _is_key(word, action.keys):
        return True
    return len(word) > 1 and any(word.casefold() in text.casefold() for text in (action.id, action.title, action.place))
