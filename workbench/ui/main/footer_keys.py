"""Which keys the footer shows: those that matter where the focus is, and work there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workbench.ui.actions.registry import MAIN
from workbench.ui.commands.keymap import Keymap, key_of
from workbench.ui.panes.footer import FooterKey
from workbench.ui.widgets.line_view import LineView

if TYPE_CHECKING:
    from textual.widget import Widget

    from workbench.ui.commands.command import Command

_EDITOR = ("send", "complete", "format", "next-function", "editor", "history", "reload", "maximise", "help", "quit")
_LINES = ("send", "find", "list-copy", "list-next-view", "explain", "maximise", "help", "reload", "history", "quit")
_BY_ID = {
    "problem-list": ("list-choose", "send", "find", "list-copy", "explain", "help", "quit"),
    "section-list": ("send", "find", "list-copy", "hex", "list-next-view", "explain", "maximise", "help", "quit"),
    "section-text": ("send", "find", "list-copy", "hex", "list-next-view", "explain", "maximise", "help", "quit"),
}
LAST = "palette"
"""Stands at the right end, whatever has the focus."""


def footer_keys(focused: Widget | None, keymap: Keymap, *, running: bool) -> list[FooterKey]:
    """Return the keys, the most important first, the palette last. While a call runs, cancelling it comes first."""
    ids: tuple[str, ...] = _EDITOR
    if isinstance(focused, LineView):
        ids = _BY_ID.get(focused.id or "", _LINES)
    keys = [FooterKey("leave", key_of(MAIN["leave"], keymap), "cancel")] if running else []
    return keys + [_key(_command(one), keymap) for one in (*ids, LAST)]


def build_strip_keys(keymap: Keymap) -> str:
    """Return the keys that stand at the foot of a failed build's errors."""
    words = (("build-error-open", "opens the line"), ("build-error-next", "next"), ("build-output", "whole output"))
    return " · ".join(f"{key_of(MAIN[command_id], keymap)} {word}" for command_id, word in words)


def _command(command_id: str) -> Command[Any]:
    return MAIN[command_id] if command_id in MAIN else LineView.COMMANDS[command_id]


def _key(command: Command[Any], keymap: Keymap) -> FooterKey:
    return FooterKey(command.id, key_of(command, keymap), command.footer)
