"""A line that filters the list below it while it is typed; the arrow keys move the list's cursor from within it."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widgets import Input

from workbench.ui.widgets.grid import Grid
from workbench.ui.widgets.typed_line import TypedLine


class FilterLine(TypedLine):
    """Filters a list. Enter chooses the row under the list's cursor."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "move(1)", "Next row", show=False, id="filter-down"),
        Binding("up", "move(-1)", "Previous row", show=False, id="filter-up"),
        Binding("pagedown", "page(1)", "Next page", show=False, id="filter-page-down"),
        Binding("pageup", "page(-1)", "Previous page", show=False, id="filter-page-up"),
    ]

    class Filtered(Message):
        """Another text was typed."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    class Chosen(Message):
        """The row under the cursor is wanted."""

    def __init__(self, grid: Grid, placeholder: str) -> None:
        super().__init__(placeholder=placeholder, id="filter", compact=True, select_on_focus=False)
        self._grid = grid

    def on_input_changed(self, event: Input.Changed) -> None:
        """Hand on what is typed."""
        event.stop()
        self.post_message(self.Filtered(event.value))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Say that the row under the cursor is wanted."""
        event.stop()
        self.post_message(self.Chosen())

    def action_move(self, step: int) -> None:
        """Move the list's cursor."""
        if step > 0:
            self._grid.go_down()
        else:
            self._grid.go_up()

    def action_page(self, step: int) -> None:
        """Move the list's cursor by a page."""
        for _ in range(max(self._grid.size.height - 2, 1)):
            self.action_move(step)
