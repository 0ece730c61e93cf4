"""The sheet of every message that crossed the border between host and plugin."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from workbench.ui.renderers import trace as contents
from workbench.ui.screens.sheet import ListSheet

if TYPE_CHECKING:
    from workbench.session.values.state import SessionState
    from workbench.ui.screens.main_screen import MainScreen


class TraceSheet(ListSheet):
    """Lists the messages; the list follows as long as its cursor stands on the last one."""

    COMMAND = "trace"
    TITLE = "Trace"

    def __init__(self, main: MainScreen) -> None:
        super().__init__(main)
        self._as_bytes = False
        self._last: str | None = None

    def show(self, state: SessionState) -> None:
        """Show another state."""
        follows = self.grid.key == self._last
        rows = contents.rows(state)
        self._last = rows[-1].key if rows else None
        self.grid.show(contents.COLUMNS, rows, key=self._last if follows else None)
        self.show_detail()

    def show_detail(self) -> None:
        """Show the message under the cursor."""
        if self.main.state is not None:
            lines = contents.detail_lines(
                self.main.state, self.number, as_bytes=self._as_bytes, width=self.size.width - 6
            )
            self.detail.show(lines, topic=(self.grid.key, self._as_bytes))

    def deeds(self) -> Mapping[str, Callable[[], object]]:
        """Return what the keys of this sheet do."""
        return {"hex": self._toggle_bytes}

    def keys(self) -> list[str]:
        """Return the keys that matter here."""
        return ["x bytes", *super().keys()]

    def _toggle_bytes(self) -> None:
        self._as_bytes = not self._as_bytes
        self.show_detail()
