"""The sheet that explains one failure."""

from __future__ import annotations

from textual.app import ComposeResult

from workbench.ui.renderers.explain import Subject, lines
from workbench.ui.screens.sheet import Sheet
from workbench.ui.screens.sheet_context import SheetContext
from workbench.ui.widgets.reader import Reader


class ExplainSheet(Sheet):
    """Shows what stands behind a name."""

    COMMAND = "explain"
    TITLE = "Explain"

    def __init__(self, context: SheetContext, subject: Subject) -> None:
        super().__init__(context)
        self._subject = subject
        self._reader = Reader(id="explain-text")

    def parts(self) -> ComposeResult:
        """Make the text."""
        yield self._reader

    def on_resize(self) -> None:
        """Lay the bytes out for the width."""
        super().on_resize()
        self._reader.show(lines(self._subject, self.size.width - 8))
