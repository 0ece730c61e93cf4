"""The line that says something for a moment, in the place of the keys at the foot of the screen."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content
from textual.message import Message
from textual.widget import Widget


class NoticeLine(Widget):
    """Draws rows at the foot of a screen; the parts that have more to lose than the keys give way to them."""

    class Clicked(Message):
        """It was read."""

    def __init__(self) -> None:
        super().__init__(classes="notice-line")
        self._rows: Sequence[Content] = ()

    def show(self, rows: Sequence[Content]) -> None:
        """Show rows, at least one."""
        if rows != self._rows:
            self.styles.height = len(rows)
            self._rows = rows
            self.refresh()

    def render(self) -> Content:
        """Draw the rows."""
        return Content("\n").join(self._rows)

    def on_click(self) -> None:
        """Give the place back."""
        self.post_message(self.Clicked())
