"""The sheet that explains one failure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import ComposeResult

from workbench.ui.renderers.explain import Subject, lines
from workbench.ui.screens.sheet import Sheet
from workbench.ui.widgets.reader import Reader

if TYPE_CHECKING:
    from workbench.ui.screens.main_screen import MainScreen


class ExplainSheet(Sheet):
    """Shows what stands behind a name."""

    COMMAND = "explain"
    TITLE = "Explain"

    def __init__(self, main: MainScreen, subject: Subject) -> None:
        super().__init__(main)
        self._subject = subject
        self._reader = Reader(id="explain-text")

    def parts(self) -> ComposeResult:
        """Make the text."""
        yield self._reader

    def on_resize(self) -> None:
        """Lay the bytes out for the width."""
        super().on_resize()
        self._reader.show(lines(self._subject, self.size.width - 8))
