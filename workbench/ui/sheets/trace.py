"""The sheet of every message that crossed the border between host and plugin."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.ui.actions.registry import MAIN
from workbench.ui.commands.command import takes_over
from workbench.ui.renderers import trace as renderer
from workbench.ui.screens.sheet import ListSheet
from workbench.ui.screens.sheet_context import SheetContext

if TYPE_CHECKING:
    from workbench.session.values.state import SessionState


class TraceSheet(ListSheet):
    """Lists the messages; the list follows as long as its cursor stands on the last one."""

    COMMAND = "trace"
    TITLE = "Trace"

    def __init__(self, context: SheetContext) -> None:
        super().__init__(context)
        self._as_bytes = False
        self._last: str | None = None

    def show(self, state: SessionState) -> None:
        """Show another state."""
        follows = self.grid.key == self._last
        rows = renderer.rows(state)
        self._last = rows[-1].key if rows else None
        self.grid.show(renderer.COLUMNS, rows, key=self._last if follows else None)
        self.show_detail()

    def show_detail(self) -> None:
        """Show the message under the cursor."""
        if self.state is not None:
            width = self.size.width - 6
            lines = renderer.detail_lines(self.state, self.number, as_bytes=self._as_bytes, width=width)
            self.detail.show(lines, topic=(self.grid.key, self._as_bytes))

    def keys(self) -> list[str]:
        """Return the keys that matter here."""
        return [self.key_text(MAIN["hex"]), *super().keys()]

    @takes_over("hex")
    def toggle_bytes(self) -> None:
        """Show the message as bytes, or as text."""
        self._as_bytes = not self._as_bytes
        self.show_detail()
