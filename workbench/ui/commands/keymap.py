"""Keys of commands: how they are bound, remapped by id, and written for people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from textual.binding import Binding, BindingType
from textual.keys import key_to_character

from workbench.key_table import declared_actions, key_for_people
from workbench.ui.commands.command import Command, Scope

if TYPE_CHECKING:
    from textual.app import App
    from textual.dom import DOMNode

Keymap = Mapping[str, str]
"""Keys by command id, separated by commas, in place of the declared ones. Made of the person's settings."""

_KEYS_OF_TEXTUAL = (("quit", "ctrl+q", "quit"), ("palette", "ctrl+p", "command_palette"))
"""Commands that the application has keys for itself: command, key, and the action."""
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


def bind_keyless(node: DOMNode, commands: Iterable[Command[Any]], keymap: Keymap) -> None:
    """Bind the keys that a person has given to commands that have none of their own; `node` has `action_run`."""
    for command in commands:
        if not command.keys and command.id in keymap:
            node._bindings.bind(keymap[command.id], f"run('{command.id}')", command.title, show=False)


def bind_own_keys(app: App[Any], keymap: Keymap) -> None:
    """Let the application's own keys, which Textual gives it, follow the commands that do the same."""
    for command_id, key, action in _KEYS_OF_TEXTUAL:
        if command_id in keymap:
            app._bindings.key_to_bindings.pop(key, None)
            app._bindings.bind(keymap[command_id], action, show=False, priority=True)


def replaced_keys(keymap: Keymap) -> dict[str, str]:
    """Return what is written in place of each declared key that its action has no longer, in both ways of writing.

    A key that several actions have, each in its place, is left out: which one is meant nobody knows.
    """
    found: dict[str, str] = {}
    actions = declared_actions() if keymap else ()
    owners = Counter(key for one in actions for key in one.keys)
    for action in actions:
        keys = keymap.get(action.id, "").split(",")
        for key in action.keys if keys[0] else ():
            if key not in keys and owners[key] == 1:
                found |= {key_name(key): key_name(keys[0]), key_for_people(key): key_for_people(keys[0])}
    return found


def keys_of(command: Command[Any], keymap: Keymap) -> list[str]:
    """Return the keys of a command, remapped or not, as people write them."""
    return [key_name(key) for key in raw_keys_of(command, keymap)]


def raw_keys_of(command: Command[Any], keymap: Keymap) -> list[str]:
    """Return the same as they arrive from a terminal."""
    keys = keymap.get(command.id) or ",".join(command.keys)
    return [key.strip() for key in keys.split(",") if key.strip()]


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
