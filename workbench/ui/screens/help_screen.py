"""The keys and what they do, made of the command registry."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import ModalScreen

from workbench.ui.commands import COMMANDS, Command, Scope, key_name
from workbench.ui.drawing import styles
from workbench.ui.drawing.lines import BLANK, Line
from workbench.ui.drawing.styles import say
from workbench.ui.widgets.reader import Reader

TITLES = {
    Scope.EVERYWHERE: "Everywhere, also while typing",
    Scope.OUTSIDE_EDITOR: "Outside the editor",
    Scope.LIST: "In lists and texts",
    Scope.HOST: "On the sheet Host",
    Scope.HISTORY: "On the sheet History",
    Scope.GENERATIONS: "On the sheet Generations",
    Scope.COMPARE: "On the sheet Compare",
    Scope.MATRIX: "On the sheet Replay matrix",
    Scope.BENCH: "On the sheet Bench",
    Scope.BUILD: "On the sheet Build output",
    Scope.PALETTE: "In the palette",
}
KEYS_WIDTH = 14
TITLE_WIDTH = 30
WIDE = 100
"""From this width on, in cells, what a command does stands beside its title; else below it."""


def help_lines(keymap: Mapping[str, str], width: int) -> list[Line]:
    """Return all commands by where their keys work, for a screen of that width."""
    lines: list[Line] = []
    for scope, title in TITLES.items():
        commands = [command for command in COMMANDS.values() if command.scope is scope]
        lines.append(Line(say((title, f"bold {styles.ACCENT}"))))
        for command in commands:
            lines += _lines(command, keymap, is_wide=width >= WIDE)
        lines.append(BLANK)
    lines.append(
        Line(say(("ctrl+c copies in the editor; the mouse works everywhere, and is needed nowhere.", styles.GREY)))
    )
    return lines


def _lines(command: Command, keymap: Mapping[str, str], *, is_wide: bool) -> list[Line]:
    keys = (keymap.get(command.id) or ",".join(command.keys)).split(",")
    shown = "  ".join(key_name(key) for key in keys if key)
    head = f"  {shown:<{KEYS_WIDTH}}" if shown else "  "
    indent = len(head)
    if is_wide:
        told = (head, styles.WARN), f"{command.title:<{TITLE_WIDTH}}", (f" {command.help}", styles.GREY)
        return [Line(say(*told), hang=indent + TITLE_WIDTH + 1)]
    return [
        Line(say((head, styles.WARN), command.title), hang=indent),
        Line(say((" " * indent + command.help, styles.GREY)), hang=indent),
    ]


class HelpScreen(ModalScreen[None]):
    """Shows the keys over the screen; any of escape, q, f1 and ? closes it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,f1,question_mark", "dismiss", "Close", show=False, id="help-close")
    ]

    def __init__(self, keymap: Mapping[str, str]) -> None:
        super().__init__(id="help")
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
        self._reader.show(help_lines(self._keymap, event.size.width))
