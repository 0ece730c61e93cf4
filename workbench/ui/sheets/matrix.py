"""The sheet of recorded calls that are repeated on several builds of this run, one build after the other."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from enum import Enum
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType

from workbench.session.values.matrix import columns_of
from workbench.ui.commands import Scope, bindings
from workbench.ui.renderers import matrix as contents
from workbench.ui.screens.sheet import ListSheet
from workbench.ui.widgets.fact_line import FactLine

if TYPE_CHECKING:
    from workbench.session.values.state import SessionState
    from workbench.ui.bridge.session_port import SessionLike
    from workbench.ui.screens.main_screen import MainScreen


class Calls(Enum):
    """Which calls are repeated, in words."""

    MARKED = "marked calls"
    LAST = "the last 1,000 calls"
    ALL = "the whole history"


ROWS_MAX = {Calls.LAST: 1_000, Calls.ALL: 20_000}


def numbers_of(session: SessionLike, plugin: str, calls: Calls | None) -> tuple[Calls, Sequence[int]]:
    """Return the entries of a plugin; `calls` None: the marked ones, or the last where none is."""
    if calls in {None, Calls.MARKED}:
        marked = session.history.marked(plugin)
        if marked or calls is Calls.MARKED:
            return Calls.MARKED, marked
    chosen = calls or Calls.LAST
    return chosen, session.history.of_plugin(plugin, rows_max=ROWS_MAX[chosen])


class MatrixSheet(ListSheet):
    """Shows entries and what became of them. Asks for one build at a time, so that other wishes come in between."""

    COMMAND = "matrix"
    SCOPE = Scope.MATRIX
    TITLE = "Replay matrix"
    BINDINGS: ClassVar[list[BindingType]] = bindings(Scope.MATRIX)

    def __init__(self, main: MainScreen) -> None:
        super().__init__(main)
        self._summary = FactLine(id="sheet-summary")
        self._calls: Calls | None = None
        """Which calls are repeated; None: not known yet."""
        self._numbers: Sequence[int] = ()
        self._repeated: set[int] = set()
        """Builds on which they were repeated, or are to be."""
        self._waiting: list[int] = []
        """Those of them whose turn has not come."""
        self._busy = False

    def parts(self) -> ComposeResult:
        """Make summary, list and detail."""
        yield self._summary
        yield from super().parts()

    def on_mount(self) -> None:
        """Repeat what is marked, or the last calls."""
        super().on_mount()
        self._choose(None)

    def on_unmount(self) -> None:
        """Ask for no more of it; what is known stays."""
        if self._busy:
            self.main.bridge.look(lambda session: session.replay.cancel(), lambda _: None)
        super().on_unmount()

    def show(self, state: SessionState) -> None:
        """Show another state; a build that answers since then is one more column."""
        self._summary.say(contents.summary(state.matrix, waiting=len(self._waiting)))
        if state.matrix is not None:
            self.grid.show(contents.columns(state.matrix), contents.rows(state.matrix))
        self.show_detail()
        serving = state.serving.number if state.serving is not None else None
        if self._calls is not None and serving is not None and serving not in self._repeated:
            self._repeated.add(serving)
            self._waiting.insert(0, serving)
            self._go_on()

    def show_detail(self) -> None:
        """Show the entry under the cursor."""
        matrix = self.main.state.matrix if self.main.state else None
        self.detail.show(contents.detail_lines(matrix, self.number), topic=self.grid.key)

    def deeds(self) -> Mapping[str, Callable[[], object]]:
        """Return what the keys of this sheet do."""
        return {"matrix-calls": self._turn, "matrix-stop": self._stop}

    def _turn(self) -> None:
        kinds = list(Calls)
        self._choose(kinds[(kinds.index(self._calls) + 1) % len(kinds)] if self._calls else None)

    def _stop(self) -> None:
        self._waiting.clear()
        self.main.bridge.cancel()

    def _choose(self, calls: Calls | None) -> None:
        state = self.main.state
        if state is None or state.serving is None:
            self.notify("No build of this run can answer.", severity="warning", timeout=4)
            return
        self._waiting.clear()
        if self._busy:
            self.main.bridge.cancel()
        plugin = state.serving.plugin_name
        self.main.bridge.ask(lambda session: numbers_of(session, plugin, calls), self._begin)

    def _begin(self, found: tuple[Calls, Sequence[int]]) -> None:
        """Repeat these on all builds that can answer."""
        state = self.main.state
        if state is None or not self.is_attached:
            return
        self._calls, self._numbers = found
        self.frame.border_title = f"{self.TITLE}: {self._calls.value}"
        serving = state.serving.number if state.serving is not None else None
        self._waiting = columns_of(state.generations, serving=serving, baseline=state.baseline)
        self._repeated = set(self._waiting)
        self._go_on()

    def _go_on(self) -> None:
        if self._busy or not self._waiting or not self.is_attached:
            return
        numbers, number = self._numbers, self._waiting.pop(0)
        self._busy = True

        def done(whole: bool | None) -> None:
            self._busy = False
            if whole or numbers is not self._numbers:
                self._go_on()
            else:
                self._waiting.clear()
            if self.is_attached and self.main.state is not None:
                self.show(self.main.state)

        self.main.bridge.ask(lambda session: session.replay.matrix(numbers, [number]), done)
