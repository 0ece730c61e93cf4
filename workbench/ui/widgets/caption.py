"""What is said of the screen while it is shown to others: rows at its foot, which cover nothing."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content
from textual.widget import Widget


class Caption(Widget):
    """Draws rows; what stands above them is made smaller."""

    def __init__(self) -> None:
        super().__init__(classes="caption")
        self._rows: Sequence[Content] = ()

    def show(self, rows: Sequence[Content]) -> None:
        """Show rows, at least one."""
        if rows != self._rows:
            self.styles.height = len(rows) + 1
            self._rows = rows
            self.refresh()

    def render(self) -> Content:
        """Draw the rows."""
        return Content("\n").join(self._rows)
