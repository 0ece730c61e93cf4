"""Keys of commands: how they are bound, remapped by id, and written for people."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from textual.binding import Binding, BindingType
from textual.keys import key_to_character

from workbench.ui.commands.command import Command, Scope

Keymap = Mapping[str, str]
"""Keys by command id, separated by commas, in place of the declared ones. Made of the person's settings."""

_KEY_NAMES = {"escape": "esc", "pagedown": "pgdn", "pageup": "pgup", "plus": "+", "minus": "-", "slash": "/"}
"""Of keys that are not named as people name them, and that are no character by their Unicode name."""


def bindings(commands: Iterable[Command[Any]]) -> list[BindingType]:
    """Return the bindings of commands that have keys; each has its command's id, so that it can be remapped.

    Who is given them has a method `action_run` that takes the id.
    """
    return [
        Binding(
            ",".join(command.keys),
            f"run('{command.id}')",
            command.title,
            show=False,
            priority=command.scope is Scope.EVERYWHERE,
            id=command.id,
        )
        for command in commands
        if command.keys
    ]


def keys_of(command: Command[Any], keymap: Keymap) -> list[str]:
    """Return the keys of a command, remapped or not, as people write them."""
    keys = keymap.get(command.id) or ",".join(command.keys)
    return [key_name(key.strip()) for key in keys.split(",") if key.strip()]


def key_of(command: Command[Any], keymap: Keymap) -> str:
    """Return the key that is shown for a command; empty when it has none."""
    return next(iter(keys_of(command, keymap)), "")


def key_name(key: str) -> str:
    """Return a key as people write it: `^j`, `f5`, `?`."""
    modifiers, plus, last = key.rpartition("+")
    character = key_to_character(last)
    named = character if character and character.isprintable() and not character.isspace() else last
    name = f"{modifiers}{plus}{_KEY_NAMES.get(last, named)}"
    return "^" + name.removeprefix("ctrl+") if name.startswith("ctrl+") else name
