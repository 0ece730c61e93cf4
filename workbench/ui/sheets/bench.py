"""The sheet of what a call costs: measures what stands in the editor on the build that answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType

from workbench.session.measure.bench_runner import RUNS
from workbench.session.measure.benchmark import RUNS_MAX
from workbench.ui.commands import Scope, bindings
from workbench.ui.renderers import bench as contents
from workbench.ui.screens.sheet import Sheet
from workbench.ui.widgets.fact_line import FactLine
from workbench.ui.widgets.reader import Reader

if TYPE_CHECKING:
    from workbench.session.values.state import SessionState
    from workbench.ui.screens.main_screen import MainScreen


class BenchSheet(Sheet):
    """Shows the figures; opened for a payload that was not measured yet, it begins to."""

    COMMAND = "bench"
    SCOPE = Scope.BENCH
    TITLE = "Bench"
    BINDINGS: ClassVar[list[BindingType]] = bindings(Scope.BENCH)

    def __init__(self, main: MainScreen) -> None:
        super().__init__(main)
        self._summary = FactLine(id="sheet-summary")
        self._reader = Reader(id="bench-text")

    def parts(self) -> ComposeResult:
        """Make summary and text."""
        yield self._summary
        yield self._reader

    def on_mount(self) -> None:
        """Show what is known of the payload, or find it out."""
        super().on_mount()
        state, payload = self.main.state, self.main.payload
        serving = state.serving if state is not None else None
        bench = state.bench if state is not None else None
        if serving is None:
            self.notify("No build answers.", severity="warning", timeout=4)
        elif bench is None or not (bench.step or bench.is_of(serving.number, payload.function, payload.text)):
            self._measure(RUNS)

    def show(self, state: SessionState) -> None:
        """Show another state."""
        bench = state.bench
        self._summary.say(contents.summary(bench))
        topic = (bench.generation, bench.function, bench.step is None) if bench is not None else None
        self._reader.show(contents.lines(bench, self._reader.line_width), topic=topic)

    def on_resize(self) -> None:
        """Draw for another width."""
        super().on_resize()
        if self.main.state is not None:
            self.show(self.main.state)

    def deeds(self) -> Mapping[str, Callable[[], object]]:
        """Return what the keys of this sheet do."""
        bridge = self.main.bridge
        return {
            "bench-again": lambda: self._measure(self._runs),
            "bench-runs": lambda: self.ask("calls", str(self._runs), self._take_runs),
            "bench-stop": lambda: bridge.look(lambda session: session.bench.cancel(), lambda _: None),
        }

    @property
    def _runs(self) -> int:
        bench = self.main.state.bench if self.main.state is not None else None
        return RUNS if bench is None else bench.runs

    def _take_runs(self, typed: str) -> None:
        digits = typed.replace(",", "").replace("_", "").strip()
        if not digits.isdecimal() or len(digits) > len(str(RUNS_MAX)) or not 1 <= int(digits) <= RUNS_MAX:
            raise ValueError(f"expected a number of calls from 1 to {RUNS_MAX:,}")
        self._measure(int(digits))

    def _measure(self, runs: int) -> None:
        function, text = self.main.payload.function, self.main.payload.text
        self.main.bridge.beside(lambda session: session.bench.run(function, text, runs=runs))
