"""The sheet that shows a payload as it is sent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import ComposeResult

from workbench.ui.renderers.preview import Preview, lines
from workbench.ui.screens.sheet import Sheet
from workbench.ui.screens.sheet_context import SheetContext
from workbench.ui.widgets.reader import Reader

if TYPE_CHECKING:
    from workbench.session.values.variable_values import KnownVariables


class PreviewSheet(Sheet):
    """Shows what variables become, and the whole payload; no secret value."""

    COMMAND = "preview"
    TITLE = "What is sent"

    def __init__(self, context: SheetContext, function: str, text: str, known: KnownVariables) -> None:
        super().__init__(context)
        self._preview = Preview(function, text, known)
        self._reader = Reader(id="preview-text")

    def parts(self) -> ComposeResult:
        """Make the text."""
        yield self._reader

    def on_resize(self) -> None:
        """Break the lines for the width."""
        super().on_resize()
        self._reader.show(lines(self._preview, self._reader.line_width), whole=self._preview.shown)
