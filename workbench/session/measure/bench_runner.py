"""Benches that a person asks for while the session goes on: one at a time, on an engine of their own.

Owns what is known of earlier ones, and what the newest is compared with. The engine works on a copy of the host's
state, so that a thousand calls leave no trace in it. All but `cancel` belongs to one thread, which need not be the
session's runner.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import replace
from typing import Final

from workbench.errors import WorkbenchError
from workbench.errors.operator import EngineUnavailable
from workbench.protocol.host_functions import HostSnapshot
from workbench.session.load.generation_loader import GenerationLoader
from workbench.session.measure.benchmark import bench
from workbench.session.payloads.session_variables import SessionVariables
from workbench.session.ports import Engine
from workbench.session.state_store import StateStore
from workbench.session.values.benchmark import BenchReport, BenchState, BenchStep
from workbench.session.values.generation import Generation

RUNS: Final = 1_000
"""Calls of a series when nothing else is asked for."""
KEPT_MAX: Final = 100
TELL_EVERY_S: Final = 0.05
"""Seconds between two states that say how far a bench is."""

EngineMaker = Callable[[HostSnapshot], Engine]
"""Makes an engine that finds the host in this state, and keeps nothing that was compiled. Ended by who asked for it."""


class BenchRunner:
    """Runs one bench after the other, and remembers what came of them."""

    def __init__(
        self,
        make: EngineMaker | None,
        host: Callable[[], HostSnapshot],
        states: StateStore,
        loader: GenerationLoader,
        variables: SessionVariables,
    ) -> None:
        """Measure nothing yet.

        Args:
            make: Makes the engine; None: nothing can be measured.
            host: Gives the host's state that each bench begins with.
            states: Where it is published how far a bench is.
            loader: Knows what each generation was loaded under.
            variables: Replaces the variables of payloads.
        """
        self._variables = variables
        self._make = make
        self._host = host
        self._states = states
        self._loader = loader
        self._known: OrderedDict[tuple[int, str, str], BenchState] = OrderedDict()
        self._engine: Engine | None = None
        self._cancelled = False
        self._told_at = 0.0

    def run(self, function: str, payload: str, *, runs: int = RUNS) -> None:
        """Measure a payload on the build that answers; published step by step. Nothing without such a build.

        Raises:
            InvalidDocuments: Its variables have no value.
            FileUnreadable, FileDamaged, LineDamaged, ProjectPathOutside: Their values cannot be read.
        """
        serving = self._states.state.serving
        if self._make is None or serving is None:
            return
        sent = self._variables.resolved(payload).text
        self._cancelled = False
        previous = self._previous(serving, function, payload)
        begun = BenchState(serving.number, serving.title, function, payload, runs, BenchStep("series", 0, runs))
        self._states.change(bench=begun)
        report, error = self._measured(self._make, serving, begun, sent)
        report = self._variables.hide(report)
        done = replace(begun, step=None, report=report, error=error, previous=previous)
        if report is not None and report.call is not None:
            self._keep(done)
        self._states.change(bench=done)

    def show(self, function: str, payload: str) -> bool:
        """Show again what is known of a payload on the build that answers; return whether anything is."""
        serving = self._states.state.serving
        known = self._known.get((serving.number, function, payload)) if serving is not None else None
        if known is not None:
            self._states.change(bench=known)
        return known is not None

    def cancel(self) -> None:
        """End the bench that runs, with what it has. Any thread may call it."""
        self._cancelled = True
        engine = self._engine
        if engine is not None:
            engine.cancel()

    def _measured(
        self, make: EngineMaker, generation: Generation, begun: BenchState, payload: str
    ) -> tuple[BenchReport | None, WorkbenchError | None]:
        settings = self._loader.settings_of(generation.number)
        try:
            self._engine = engine = make(self._host())
            try:
                report = bench(
                    engine,
                    generation,
                    settings,
                    begun.function,
                    payload,
                    runs=begun.runs,
                    clock=time.perf_counter,
                    going=lambda step: self._goes(begun, step),
                )
                return _without_answer(report), None
            finally:
                self._engine = None
                engine.shutdown()
        except EngineUnavailable as error:
            return None, error

    def _goes(self, begun: BenchState, step: BenchStep) -> bool:
        now = time.monotonic()
        if not self._cancelled and now >= self._told_at + TELL_EVERY_S:
            self._told_at = now
            self._states.change(bench=replace(begun, step=step))
        return not self._cancelled

    def _previous(self, serving: Generation, function: str, payload: str) -> BenchState | None:
        """Return the bench of the baseline, else the newest one of another build before this one."""
        alike = [one for key, one in self._known.items() if key[1:] == (function, payload)]
        baseline = self._states.state.baseline
        pinned = [one for one in alike if one.generation == baseline != serving.number]
        older = [one for one in alike if one.generation < serving.number]
        return pinned[0] if pinned else max(older, key=lambda one: one.generation, default=None)

    def _keep(self, done: BenchState) -> None:
        key = done.generation, done.function, done.payload
        self._known.pop(key, None)
        # Without its own previous one: a chain of them would never end.
        self._known[key] = replace(
            done, previous=None if done.previous is None else replace(done.previous, previous=None)
        )
        while len(self._known) > KEPT_MAX:
            self._known.popitem(last=False)


def _without_answer(report: BenchReport) -> BenchReport:
    """Return a report without what the plugin answered: it may be large, and many reports are kept."""
    outcome = report.outcome
    call = outcome.call and replace(outcome.call, output=b"")
    return replace(report, outcome=replace(outcome, response=None, response_text=None, request_text=None, call=call))
