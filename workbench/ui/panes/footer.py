"""The last line: the keys that matter here, and what they do."""

from __future__ import annotations

from collections.abc import Mapping

from textual import events
from textual.content import Content
from textual.widget import Widget

from workbench.ui.commands import COMMANDS, Scope, key_of
from workbench.ui.drawing import styles
from workbench.ui.messages import CommandRequested

SCOPES = (Scope.EVERYWHERE, Scope.OUTSIDE_EDITOR)
"""Of the commands that stand here; those of sheets stand in their own frame."""


def footer_line(keymap: Mapping[str, str], width: int, *, running: bool) -> tuple[Content, list[tuple[int, int, str]]]:
    """Return the line and the place of each command; the palette stands at the right end.

    While a call runs, cancelling it comes first.
    """
    items = [("leave", "cancel")] if running else []
    items += [
        (command.id, command.footer) for command in COMMANDS.values() if command.footer and command.scope in SCOPES
    ]
    last = _item("palette", "palette", keymap)
    line, places = Content(" "), []
    for command_id, word in items:
        item = _item(command_id, word, keymap)
        if line.cell_length + item.cell_length + 2 + last.cell_length > width:
            break
        places.append((line.cell_length, line.cell_length + item.cell_length, command_id))
        line += item + Content("  ")
    gap = max(width - 1 - line.cell_length - last.cell_length, 0)
    line += Content(" " * gap)
    places.append((line.cell_length, line.cell_length + last.cell_length, "palette"))
    return (line + last).truncate(max(width, 1)), places


def _item(command_id: str, word: str, keymap: Mapping[str, str]) -> Content:
    return styles.say((key_of(command_id, keymap), f"bold {styles.WARN}"), (f" {word}", styles.GREY))


class Footer(Widget):
    """Draws the keys; a click does what the key does."""

    def __init__(self, keymap: Mapping[str, str]) -> None:
        super().__init__(id="footer")
        self._keymap = keymap
        self._call_runs = False
        self._places: list[tuple[int, int, str]] = []

    def show(self, *, running: bool) -> None:
        """Show the keys for a screen on which a call runs, or does not."""
        if running != self._call_runs:
            self._call_runs = running
            self.refresh()

    def render(self) -> Content:
        """Draw the line."""
        line, self._places = footer_line(self._keymap, self.size.width, running=self._call_runs)
        return line

    def on_click(self, event: events.Click) -> None:
        """Ask for the command under the mouse."""
        for start, end, command_id in self._places:
            if start <= event.x < end:
                self.post_message(CommandRequested(command_id))
