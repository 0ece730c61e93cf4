"""What is wrong with the payload, below the editor: the problem that is looked at in full, over a list of all."""

from __future__ import annotations

from collections.abc import Sequence

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical

from workbench.ui.messages import RowShown
from workbench.ui.payload.payload_problems import PayloadProblem
from workbench.ui.renderers import problems as renderer
from workbench.ui.widgets.fact_line import FactLine
from workbench.ui.widgets.grid import Grid

ROWS_MAX = 4


class ProblemView(Vertical):
    """Shows problems; which one is looked at follows the editor's cursor, or the list's while it has the focus."""

    def __init__(self) -> None:
        super().__init__(id="problem-view")
        self._problems: Sequence[PayloadProblem] = ()
        self._full = FactLine(id="problem-full")
        self.list = Grid(id="problem-list")

    def compose(self) -> ComposeResult:
        """Make the parts."""
        yield self._full
        yield self.list

    @property
    def current(self) -> PayloadProblem | None:
        """The problem that is looked at; None: there is none."""
        index = int(self.list.key or 0)
        return self._problems[index] if index < len(self._problems) else None

    def show(self, problems: Sequence[PayloadProblem], place: tuple[int, int]) -> None:
        """Show problems, with the editor's cursor at a place. One alone needs no list; without any, nothing is seen."""
        self._problems = problems
        self.display = bool(problems)
        self.list.display = len(problems) > 1
        self.list.styles.height = min(len(problems), ROWS_MAX) + 1
        if problems:
            key = self.list.key if self.list.has_focus else str(renderer.nearest(problems, place))
            self.list.show(renderer.columns(problems), renderer.rows(problems), key=key)
            self._say()

    def look_at(self, place: tuple[int, int]) -> None:
        """Follow the editor's cursor to a place."""
        if self._problems and not self.list.has_focus:
            self.list.cursor = min(renderer.nearest(self._problems, place), renderer.LISTED_MAX - 1)

    @on(RowShown)
    def show_row(self, message: RowShown) -> None:
        """Say the problem of another row in full."""
        message.stop()
        self._say()

    def _say(self) -> None:
        if self.current is not None:
            self._full.say(renderer.full_text(self.current))
