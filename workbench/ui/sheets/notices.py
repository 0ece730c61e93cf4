"""The sheet of all that was said for a moment in this run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import ComposeResult

from workbench.ui.renderers import notices as renderer
from workbench.ui.screens.sheet import Sheet
from workbench.ui.screens.sheet_context import SheetContext
from workbench.ui.widgets.reader import Reader

if TYPE_CHECKING:
    from workbench.session.values.state import SessionState


class NoticesSheet(Sheet):
    """Lists the notices in full, the newest first."""

    COMMAND = "notices"
    TITLE = "Notices"

    def __init__(self, context: SheetContext) -> None:
        super().__init__(context)
        self._reader = Reader(id="notice-text")

    def parts(self) -> ComposeResult:
        """Make the text."""
        yield self._reader

    def show(self, state: SessionState) -> None:
        """Show what was said until now."""
        self._reader.show(renderer.lines(self.context.notices()))
