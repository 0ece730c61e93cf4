"""Which keys the footer shows: those that matter where the focus is, and work there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from workbench.ui.actions.registry import MAIN
from workbench.ui.commands.command import Command, declared_in
from workbench.ui.commands.keymap import Keymap, key_of
from workbench.ui.editor.fast_text_area import FastTextArea
from workbench.ui.panes.footer import FooterKey
from workbench.ui.widgets.line_view import LineView
from workbench.ui.widgets.tree_commands import TreeCommands

if TYPE_CHECKING:
    from textual.widget import Widget

IN_LISTS: Mapping[str, Command[Any]] = {**LineView.COMMANDS, **{one.id: one for one in declared_in(TreeCommands)}}
LEAVES = "leaves"
_EDITOR = ("send", "complete", "format", "next-function", "editor", "history", "reload", "maximise", "help", "quit")
_EDITOR_IN_BROWSER = tuple("save" if one == "editor" else one for one in _EDITOR)
_LINES = ("send", "find", "list-copy", "list-next-view", "explain", "maximise", "help", "reload", "history", "quit")
_BY_ID = {
    "answer-tree": (
        "send",
        "find",
        "tree-fold",
        "list-copy",
        "tree-copy-pointer",
        "answer-path",
        "list-next-view",
        "tree-unfold-all",
        "help",
        "quit",
    ),
    "response-text": (
        "send",
        "find",
        "list-copy",
        "list-next-view",
        "answer-path",
        "explain",
        "maximise",
        "help",
        "reload",
        "history",
        "quit",
    ),
    "problem-list": ("list-choose", "send", "find", "list-copy", "explain", "help", "quit"),
    "function-list": ("lab", "send", "find", "list-copy", "list-next-view", "explain", "maximise", "help", "quit"),
    "handshake-text": ("lab", "send", "find", "list-copy", "list-next-view", "explain", "maximise", "help", "quit"),
    "section-list": ("send", "find", "list-copy", "hex", "list-next-view", "explain", "maximise", "help", "quit"),
    "section-text": ("send", "find", "list-copy", "hex", "list-next-view", "explain", "maximise", "help", "quit"),
}
_Line = tuple[tuple[str, str], ...]
_FINDING: _Line = (
    ("enter", "next"),
    ("up", "previous"),
    ("tab", "replace"),
    ("alt+a", "all"),
    ("esc", "closes"),
)
_REPLACING: _Line = (
    ("enter", "replaces"),
    ("down", "next"),
    ("up", "previous"),
    ("alt+a", "all"),
    ("esc", "closes"),
)
_FINDING_ALONE: _Line = (("enter", "leaves"), ("down", "next"), ("up", "previous"), ("esc", "closes"))
_GAPS: _Line = (("tab", "next gap"), ("esc", "ends"))
_OF_LINE = {"find": _FINDING, "replace": _REPLACING}
"""Keys of lines that are typed in; a click on them does nothing."""
LAST = "palette"
"""Stands at the right end, whatever has the focus."""


def footer_keys(
    focused: Widget | None, keymap: Keymap, *, running: bool, beside: str = "", in_browser: bool = False
) -> list[FooterKey]:
    """Return the keys, the most important first, the palette last. While a call runs, cancelling it comes first.

    `beside` names the plugin that is open beside the one that is shown; empty: there is none. `in_browser`: nobody
    would see another editor.
    """
    ids: tuple[str, ...] = _EDITOR_IN_BROWSER if in_browser else _EDITOR
    if isinstance(focused, LineView):
        ids = _BY_ID.get(focused.id or "", _LINES)
    keys = [FooterKey("leave", key_of(MAIN["leave"], keymap), "cancel")] if running else []
    line = _OF_LINE.get((focused.id if focused is not None else None) or "")
    if line is not None and focused is not None:
        line = _FINDING_ALONE if focused.has_class("-alone") else line
        return [*keys, *(FooterKey("", key, word) for key, word in line), _key(MAIN[LAST], keymap)]
    shown = keys + [_key(_command(one), keymap) for one in (*ids, LAST)]
    in_editor = not isinstance(focused, LineView)
    if in_editor and isinstance(focused, FastTextArea) and focused.document.gaps:
        return [*keys, *(FooterKey("", key, word) for key, word in _GAPS), *shown[len(keys) :]]
    if in_editor and not running:
        # Tab belongs to the text: how to get out of it must be said.
        shown.insert(2, FooterKey("leave", key_of(MAIN["leave"], keymap), LEAVES))
    if beside:
        shown.insert(1, FooterKey("swap-plugin", key_of(MAIN["swap-plugin"], keymap), beside))
    return shown


def commands_of(focused: Widget | None) -> tuple[Command[Any], ...]:
    """Return the commands that matter where the focus is, the most important first."""
    ids = _BY_ID.get(focused.id or "", _LINES) if isinstance(focused, LineView) else _EDITOR
    return tuple(_command(one) for one in (*ids, LAST))


def build_strip_keys(keymap: Keymap, focused: Widget | None, *, has_place: bool = True) -> str:
    """Return the keys that stand at the foot of a failed build's errors, and do so where the focus is.

    Args:
        keymap: The keys of commands.
        focused: What has the focus.
        has_place: The chosen error names a file.
    """
    words = [("build-error-open", "opens the line"), ("build-error-next", "next")] if has_place else []
    # Where a plain key is text, the palette leads there.
    words.append(("build-output", "whole output") if isinstance(focused, LineView) else (LAST, "build output"))
    return " · ".join(f"{key_of(MAIN[command_id], keymap)} {word}" for command_id, word in words)


def _command(command_id: str) -> Command[Any]:
    return MAIN[command_id] if command_id in MAIN else IN_LISTS[command_id]


def _key(command: Command[Any], keymap: Keymap) -> FooterKey:
    return FooterKey(command.id, key_of(command, keymap), command.footer)
