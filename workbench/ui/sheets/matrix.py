"""The sheet of past calls that are replayed on several builds of this run, one build after the other."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from functools import partial
from typing import TYPE_CHECKING

from workbench.session.values.matrix import columns_of
from workbench.ui.bridge.requests import (
    CallCancelRequested,
    LatestEntriesRequested,
    MarkedEntriesRequested,
    ReplayCancelRequested,
    ReplayRequested,
)
from workbench.ui.commands.command import Scope, command
from workbench.ui.renderers import matrix as renderer
from workbench.ui.screens.sheet import SummarySheet
from workbench.ui.screens.sheet_context import SheetContext

if TYPE_CHECKING:
    from workbench.session.values.state import SessionState


class Calls(Enum):
    """Which calls are replayed, in words."""

    MARKED = "marked calls"
    LAST = "the last 1,000 calls"
    ALL = "the whole history"


ROWS_MAX = {Calls.LAST: 1_000, Calls.ALL: 20_000}


class MatrixSheet(SummarySheet):
    """Shows entries and their verdicts. Requests one build at a time, so that other requests come in between."""

    COMMAND = "matrix"
    TITLE = "Replay matrix"

    def __init__(self, context: SheetContext) -> None:
        super().__init__(context)
        self._calls: Calls | None = None
        """Which calls are replayed; None: not known yet."""
        self._numbers: Sequence[int] = ()
        self._replayed: set[int] = set()
        """Builds on which they were replayed, or are to be."""
        self._waiting: list[int] = []
        """Those of them whose turn has not come."""
        self._busy = False

    def on_mount(self) -> None:
        """Replay what is marked, or the last calls."""
        super().on_mount()
        self._choose(None)

    def on_unmount(self) -> None:
        """Replay no more; what is known stays."""
        if self._busy:
            self.context.ask(ReplayCancelRequested())
        super().on_unmount()

    def show(self, state: SessionState) -> None:
        """Show another state; a build that answers since then is one more column."""
        self.summary.say(renderer.summary(state.matrix, waiting=len(self._waiting)))
        if state.matrix is not None:
            self.grid.show(renderer.columns(state.matrix), renderer.rows(state.matrix))
        self.show_detail()
        serving = state.serving.number if state.serving is not None else None
        if self._calls is not None and serving is not None and serving not in self._replayed:
            self._replayed.add(serving)
            self._waiting.insert(0, serving)
            self._go_on()

    def show_detail(self) -> None:
        """Show the entry under the cursor."""
        matrix = self.state.matrix if self.state else None
        self.detail.show(renderer.detail_lines(matrix, self.number), topic=self.grid.key)

    @command(
        "matrix-calls",
        "Other calls",
        "Replay the marked calls, the last ones, or the whole history.",
        Scope.SHEET,
        "a",
        footer="calls",
    )
    def turn_calls(self) -> None:
        """Replay more calls, or the marked ones again."""
        kinds = list(Calls)
        self._choose(kinds[(kinds.index(self._calls) + 1) % len(kinds)] if self._calls else None)

    @command("matrix-stop", "Stop the replay", "Keep what is known so far.", Scope.SHEET, "K", footer="stop")
    def stop(self) -> None:
        """Replay no more."""
        self._waiting.clear()
        self.context.ask(CallCancelRequested())

    def _choose(self, calls: Calls | None) -> None:
        state = self.state
        if state is None or state.serving is None:
            self.notify("No build of this run answers.", severity="warning", timeout=4)
            return
        self._waiting.clear()
        if self._busy:
            self.context.ask(CallCancelRequested())
        plugin = state.serving.plugin_name
        if calls in {None, Calls.MARKED}:
            self.context.ask(MarkedEntriesRequested(plugin), partial(self._take_marked, plugin, calls))
        else:
            self._request_latest(plugin, calls or Calls.LAST)

    def _take_marked(self, plugin: str, calls: Calls | None, numbers: Sequence[int]) -> None:
        """Replay the marked calls; the last ones when none is marked and nobody insists."""
        if numbers or calls is Calls.MARKED:
            self._begin(Calls.MARKED, numbers)
        else:
            self._request_latest(plugin, Calls.LAST)

    def _request_latest(self, plugin: str, calls: Calls) -> None:
        self.context.ask(LatestEntriesRequested(plugin, ROWS_MAX[calls]), partial(self._begin, calls))

    def _begin(self, calls: Calls, numbers: Sequence[int]) -> None:
        """Replay these on all builds that can answer."""
        state = self.state
        if state is None or not self.is_attached:
            return
        self._calls, self._numbers = calls, numbers
        self.frame.border_title = f"{self.TITLE}: {calls.value}"
        serving = state.serving.number if state.serving is not None else None
        self._waiting = columns_of(state.generations, serving=serving, baseline=state.baseline)
        self._replayed = set(self._waiting)
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
            if self.is_attached:
                self.show_again()

        self.context.ask(ReplayRequested(numbers, number), done)
