"""The sheet of what a call costs: measures what stands in the editor on the build that answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import ComposeResult

from workbench.session.measure.bench_runner import RUNS
from workbench.session.measure.benchmark import RUNS_MAX
from workbench.ui.bridge.measure_requests import BenchCancelRequested, BenchRequested
from workbench.ui.commands.command import Scope, command
from workbench.ui.renderers import bench as renderer
from workbench.ui.renderers.cards import no_build_lines
from workbench.ui.screens.sheet import Sheet
from workbench.ui.screens.sheet_context import SheetContext
from workbench.ui.widgets.fact_line import FactLine
from workbench.ui.widgets.reader import Reader

if TYPE_CHECKING:
    from workbench.session.values.state import SessionState


class BenchSheet(Sheet):
    """Shows the figures; opened for a payload that was not measured yet, it begins to."""

    COMMAND = "bench"
    TITLE = "Benchmark"
    LEAVES_OUT_FAULTS = True

    def __init__(self, context: SheetContext) -> None:
        super().__init__(context)
        self._summary = FactLine(id="sheet-summary")
        self._reader = Reader(id="bench-text")

    def parts(self) -> ComposeResult:
        """Make summary and text."""
        yield self._summary
        yield self._reader

    def on_mount(self) -> None:
        """Show what is known of the payload, or measure it."""
        super().on_mount()
        state = self.state
        serving = state.serving if state is not None else None
        bench = state.bench if state is not None else None
        if serving is None:
            self.notify("No build answers.", severity="warning", timeout=4)
        elif bench is None or not (bench.step or bench.is_of(serving.number, *self.context.draft())):
            self._measure(RUNS)

    def show(self, state: SessionState) -> None:
        """Show another state."""
        bench = state.bench
        self._summary.say(renderer.summary(bench))
        topic = (bench.generation, bench.function, bench.step is None) if bench is not None else None
        lines = renderer.lines(bench, self._reader.line_width)
        self._reader.show(no_build_lines() if bench is None and not self.has_build else lines, topic=topic)

    def on_resize(self) -> None:
        """Draw for another width."""
        super().on_resize()
        self.show_again()

    @command("bench-again", "Measure again", "Measure the payload again.", Scope.SHEET, "r", footer="again")
    def measure_again(self) -> None:
        """Measure with as many calls as before."""
        self._measure(self._runs)

    @command("bench-runs", "Number of calls", "Measure with another number of calls.", Scope.SHEET, "a", footer="calls")
    def ask_for_runs(self) -> None:
        """Measure with a number of calls that is typed."""
        self.prompt("number of calls", str(self._runs), self._take_runs)

    @command("bench-stop", "Cancel the benchmark", "Keep what was measured so far.", Scope.SHEET, "K", footer="cancel")
    def cancel(self) -> None:
        """End the benchmark."""
        self.context.ask(BenchCancelRequested())

    @property
    def _runs(self) -> int:
        bench = self.state.bench if self.state is not None else None
        return RUNS if bench is None else bench.runs

    def _take_runs(self, typed: str) -> None:
        digits = typed.replace(",", "").replace("_", "").strip()
        if not digits.isdecimal() or len(digits) > len(str(RUNS_MAX)) or not 1 <= int(digits) <= RUNS_MAX:
            raise ValueError(f"expected a number of calls from 1 to {RUNS_MAX:,}")
        self._measure(int(digits))

    def _measure(self, runs: int) -> None:
        self.context.ask(BenchRequested(*self.context.draft(), runs=runs))
