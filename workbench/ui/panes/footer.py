"""The last line: the keys that matter here, and what they do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from textual import events
from textual.content import Content
from textual.widget import Widget

from workbench.ui.drawing import styles
from workbench.ui.messages import CommandRequested


class FooterKey(NamedTuple):
    """One key of the footer."""

    command_id: str
    key: str
    """As people write it."""
    word: str
    """What it does."""


def footer_line(keys: Sequence[FooterKey], width: int) -> tuple[Content, list[tuple[int, int, str]]]:
    """Return the line and the place of each command, as many as fit; the last key stands at the right end."""
    if not keys:
        return Content(), []
    *items, last = ((key.command_id, _drawn(key)) for key in keys)
    line, places = Content(" "), []
    for command_id, item in items:
        if line.cell_length + item.cell_length + 2 + last[1].cell_length > width:
            break
        places.append((line.cell_length, line.cell_length + item.cell_length, command_id))
        line += item + Content("  ")
    gap = max(width - 1 - line.cell_length - last[1].cell_length, 0)
    line += Content(" " * gap)
    places.append((line.cell_length, line.cell_length + last[1].cell_length, last[0]))
    return (line + last[1]).truncate(max(width, 1)), places


def _drawn(key: FooterKey) -> Content:
    return styles.say((key.key, f"bold {styles.WARN}"), (f" {key.word}", styles.GREY))


class Footer(Widget):
    """Draws the keys; a click does what the key does."""

    def __init__(self) -> None:
        super().__init__(id="footer")
        self._keys: Sequence[FooterKey] = ()
        self._places: list[tuple[int, int, str]] = []

    def show(self, keys: Sequence[FooterKey]) -> None:
        """Show other keys."""
        if keys != self._keys:
            self._keys = keys
            self.refresh()

    def render(self) -> Content:
        """Draw the line."""
        line, self._places = footer_line(self._keys, self.size.width)
        return line

    def on_click(self, event: events.Click) -> None:
        """Ask for the command under the mouse."""
        for start, end, command_id in self._places:
            if start <= event.x < end:
                self.post_message(CommandRequested(command_id))
