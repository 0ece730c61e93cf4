"""The sheet of dispatches that were repeated on several builds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import ComposeResult

from workbench.ui.contents import matrix as contents
from workbench.ui.fact_line import FactLine
from workbench.ui.sheet import ListSheet

if TYPE_CHECKING:
    from workbench.session.state import SessionState
    from workbench.ui.bridge import SessionLike
    from workbench.ui.main_screen import MainScreen

LATEST = 1_000
"""Entries that are repeated when none is marked."""
BUILDS_MAX = 3


def repeat(main: MainScreen) -> None:
    """Repeat the marked entries, or the newest ones, on the last builds that can answer, and on the baseline."""
    state = main.state
    if state is None:
        return
    good = [one.number for one in state.generations if one.can_answer][-BUILDS_MAX:]
    if not good:
        main.notify("No build of this run can answer.", severity="warning", timeout=4)
        return
    wanted = sorted({*good, *([state.baseline] if state.baseline is not None else [])})
    plugin = state.serving.plugin_name if state.serving is not None else ""

    def again(session: SessionLike) -> None:
        if session.past.marked(plugin):
            session.repeats.marked(wanted)
        else:
            session.repeats.latest(LATEST, wanted)

    main.bridge.ask(again)


class MatrixSheet(ListSheet):
    """Shows entries and what became of them."""

    COMMAND = "matrix"
    TITLE = "Replay matrix"

    def __init__(self, main: MainScreen) -> None:
        super().__init__(main)
        self._summary = FactLine(id="sheet-summary")

    def parts(self) -> ComposeResult:
        """Make summary, list and detail."""
        yield self._summary
        yield from super().parts()

    def show(self, state: SessionState) -> None:
        """Show another state."""
        self._summary.say(contents.summary(state.matrix))
        if state.matrix is not None:
            self.grid.show(contents.columns(state.matrix), contents.rows(state.matrix))
        self.show_detail()

    def show_detail(self) -> None:
        """Show the entry under the cursor."""
        matrix = self.main.state.matrix if self.main.state else None
        self.detail.show(contents.detail_lines(matrix, self.number), topic=self.grid.key)
