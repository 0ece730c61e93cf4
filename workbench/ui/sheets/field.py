"""The sheet that explains one field of a request."""

from __future__ import annotations

from textual.app import ComposeResult

from workbench.ui.payload.asked_field import AskedField
from workbench.ui.renderers.asked_field import lines
from workbench.ui.screens.sheet import Sheet
from workbench.ui.screens.sheet_context import SheetContext
from workbench.ui.widgets.reader import Reader


class FieldSheet(Sheet):
    """Shows what a field is, and what is wrong with it."""

    COMMAND = "explain"
    TITLE = "Field"

    def __init__(self, context: SheetContext, asked: AskedField) -> None:
        super().__init__(context)
        self._asked = asked
        self._reader = Reader(id="field-text")

    def parts(self) -> ComposeResult:
        """Make the text."""
        yield self._reader

    def on_resize(self) -> None:
        """Break the lines for the width."""
        super().on_resize()
        self._reader.show(lines(self._asked))
