"""The keys and what they do, made of the declared commands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import ModalScreen

from workbench.ui.actions.registry import MAIN
from workbench.ui.commands.command import Command, Scope, declared_in
from workbench.ui.commands.keymap import Keymap, keys_of
from workbench.ui.drawing import styles
from workbench.ui.drawing.lines import BLANK, Line
from workbench.ui.drawing.styles import say
from workbench.ui.widgets.line_view import LineView
from workbench.ui.widgets.reader import Reader
from workbench.ui.widgets.tree_commands import TreeCommands

KEYS_WIDTH = 14
TITLE_WIDTH = 30
WIDE = 100
"""From this width on, in cells, what a command does stands beside its title; else below it."""


@dataclass(frozen=True, slots=True)
class HelpGroup:
    """Commands whose keys work in the same place."""

    title: str
    commands: tuple[Command[Any], ...]


def main_groups() -> list[HelpGroup]:
    """Return the commands of the main screen, and of lists and texts, by where their keys work."""

    def of(scope: Scope) -> tuple[Command[Any], ...]:
        return tuple(one for one in MAIN.values() if one.scope is scope)

    return [
        HelpGroup("Everywhere, also while typing", of(Scope.EVERYWHERE)),
        HelpGroup("Outside the editor", of(Scope.OUTSIDE_EDITOR)),
        HelpGroup("In lists and texts", tuple(LineView.COMMANDS.values())),
        HelpGroup("In the answer's tree", tuple(declared_in(TreeCommands))),
        HelpGroup("In the palette only", of(Scope.PALETTE)),
    ]


def help_lines(groups: Sequence[HelpGroup], keymap: Keymap, width: int) -> list[Line]:
    """Return all commands by where their keys work, for a screen of that width."""
    lines: list[Line] = []
    for group in groups:
        lines.append(Line(say((group.title, f"bold {styles.ACCENT}"))))
        for command in group.commands:
            lines += _lines(command, keymap, is_wide=width >= WIDE)
        lines.append(BLANK)
    lines.append(Line(styles.grey("ctrl+c copies in the editor. The mouse works everywhere, and is never needed.")))
    return lines


def _lines(command: Command[Any], keymap: Keymap, *, is_wide: bool) -> list[Line]:
    shown = "  ".join(keys_of(command, keymap))
    head = f"  {shown:<{KEYS_WIDTH}}" if shown else "  "
    indent = len(head)
    if is_wide:
        parts = (head, styles.WARN), f"{command.title:<{TITLE_WIDTH}}", (f" {command.help}", styles.GREY)
        return [Line(say(*parts), hang=indent + TITLE_WIDTH + 1)]
    return [
        Line(say((head, styles.WARN), command.title), hang=indent),
        Line(say((" " * indent + command.help, styles.GREY)), hang=indent),
    ]


class HelpScreen(ModalScreen[None]):
    """Shows the keys over the screen; any of escape, q, f1 and ? closes it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,f1,question_mark", "dismiss", "Close", show=False, id="help-close")
    ]

    def __init__(self, keymap: Keymap, groups: Sequence[HelpGroup]) -> None:
        super().__init__(id="help")
        self._groups = groups
        self._keymap = keymap
        self._reader = Reader(id="help-text")

    def compose(self) -> ComposeResult:
        """Make the parts."""
        self._reader.border_title = "Keys"
        self._reader.border_subtitle = "esc closes"
        yield self._reader

    def on_mount(self) -> None:
        """Give the text the keys."""
        self._reader.focus()

    def on_resize(self, event: events.Resize) -> None:
        """Fill in the text, as the width allows."""
        self._reader.show(help_lines(self._groups, self._keymap, event.size.width))
