"""The line that says something for a moment, in the place of the keys at the foot of the screen."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from textual.content import Content
from textual.widget import Widget


class NoticeLine(Widget):
    """Draws rows at the foot of a screen; the parts that have more to lose than the keys give way to them."""

    def __init__(self, read: Callable[[], object]) -> None:
        """Show nothing yet. `read` is called when somebody clicks: it was read."""
        super().__init__(classes="notice-line")
        self._read = read
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
        self._read()
