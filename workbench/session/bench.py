"""What a call of a plugin costs, and what its parts cost: measured on one machine, in one run.

Only the ratios of one run can be compared between machines. Owns what is measured, and how often; judges nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from workbench.protocol.calls import CallOutcome
from workbench.protocol.dispatch import RESPONSE_MAX_BYTES, DispatchOutcome, Prepared
from workbench.protocol.functions import WIRE_FUNCTIONS
from workbench.session.dispatching import dispatch_on, not_built, open_serving, send
from workbench.session.port import Engine, InstanceOpened
from workbench.session.state import Generation, Settings

RUNS_MAX: Final = 100_000
BORDER_RUNS_MAX: Final = 1_000
"""Calls one by one: enough for a median, and they take longest."""
INSTANCES: Final = 20
COMPILES: Final = 3
COMPILE_TOTAL_MAX_US: Final = 3_000_000
"""A module that takes longer is not compiled again."""


@dataclass(frozen=True, slots=True)
class Spread:
    """How the times of one part are spread, in microseconds."""

    count: int
    """Above 0."""
    minimum_us: float
    median_us: float
    p95_us: float
    """95 of 100 took at most this."""


@dataclass(frozen=True, slots=True)
class BenchReport:
    """What was measured. A part is None when it was not reached."""

    outcome: DispatchOutcome
    """Of a first call, before anything is measured."""
    payload_bytes: int = 0
    output_bytes: int = 0
    compile: Spread | None = None
    instantiate: Spread | None = None
    call: Spread | None = None
    """A call in a series, in the process that runs it, with all that belongs to it but the border."""
    bare: Spread | None = None
    """The engine's own call, and the reading of its output, on the same instance."""
    border: Spread | None = None
    """One call after the other from our process, there and back."""
    trouble: str | None = None
    """What ended the measuring early; None: nothing did. Untrusted text."""

    @property
    def per_second(self) -> float | None:
        """Calls in a series that fit into a second; None when none was measured."""
        return None if self.call is None else 1e6 / max(self.call.median_us, 0.001)

    @property
    def ratio_to_bare(self) -> float | None:
        """A call in a series beside a bare one; None when they were not measured."""
        if self.call is None or self.bare is None:
            return None
        return self.call.median_us / max(self.bare.median_us, 0.001)

    @property
    def border_cost_us(self) -> float | None:
        """What the border adds to a bare call; None when it was not measured."""
        if self.border is None or self.bare is None:
            return None
        return self.border.median_us - self.bare.median_us


def spread(times_us: Iterable[float]) -> Spread | None:
    """Return how times are spread; None for no times."""
    ordered = sorted(times_us)
    if not ordered:
        return None
    count = len(ordered)
    median = (ordered[(count - 1) // 2] + ordered[count // 2]) / 2
    return Spread(count, ordered[0], median, ordered[-(-count * 95 // 100) - 1])


def first_function(generation: Generation) -> str | None:
    """Return the first wire function that was negotiated, or None."""
    negotiation = generation.negotiation
    return next((name for name in WIRE_FUNCTIONS if negotiation and negotiation.version_of(name) is not None), None)


def bench(
    engine: Engine,
    generation: Generation,
    settings: Settings,
    function: str,
    payload: str,
    *,
    runs: int,
    clock: Callable[[], float],
) -> BenchReport:
    """Measure one payload of one function.

    Args:
        engine: Runs it. What is compiled of the build is dropped in between.
        generation: A build with L1 and L2 passed; else nothing is measured.
        settings: Give the budget.
        function: One of the seven.
        payload: The request as JSON text.
        runs: Calls in the series, at most `RUNS_MAX`.
        clock: Gives seconds that never go back.

    Raises:
        EngineUnavailable: Something could not be run.
    """
    measuring = _Measuring(engine, generation, settings)
    try:
        outcome = dispatch_on(generation, function, payload, settings.profile, measuring.call_first)
        prepared, instance = measuring.prepared, measuring.instance
        if prepared is None or instance is None or outcome.call is None or outcome.call.fault is not None:
            return BenchReport(outcome, trouble=str(outcome.error))
        export, content = prepared.function, prepared.text.encode()
        timed = engine.time_calls(instance, export, content, runs=runs, output_max_bytes=RESPONSE_MAX_BYTES)
        border: list[float] = []
        for _ in range(0 if timed.fault else min(runs, BORDER_RUNS_MAX)):
            start = clock()
            send(engine, instance, prepared)
            border.append((clock() - start) * 1e6)
    finally:
        measuring.close()
    compiles, instances = measuring.build_again()
    return BenchReport(
        outcome,
        payload_bytes=len(content),
        output_bytes=outcome.call.output_size_bytes,
        compile=spread(compiles),
        instantiate=spread(instances),
        call=spread(one / 1_000 for one in timed.in_series_ns),
        bare=spread(one / 1_000 for one in timed.bare_ns),
        border=spread(border),
        trouble=None if timed.fault is None else f"after {len(timed.bare_ns):,} calls: {timed.fault.reason}",
    )


class _Measuring:
    """The instance that is measured, and those that are built for the sake of it."""

    def __init__(self, engine: Engine, generation: Generation, settings: Settings) -> None:
        self._engine = engine
        self._generation = generation
        self._settings = settings
        self.instance: int | None = None
        self.prepared: Prepared | None = None

    def call_first(self, prepared: Prepared) -> CallOutcome:
        """Call once, on an instance that stays."""
        self.prepared = prepared
        opened = self._open()
        self.instance = opened.instance
        return not_built(opened) if opened.instance is None else send(self._engine, opened.instance, prepared)

    def close(self) -> None:
        """Drop the instance."""
        if self.instance is not None:
            self._engine.close(self.instance)

    def build_again(self) -> tuple[list[int], list[int]]:
        """Return the microseconds of several compiles, and those of several instances."""
        compiles: list[int] = []
        instances: list[int] = []
        while len(compiles) < COMPILES and sum(compiles) < COMPILE_TOTAL_MAX_US:
            self._engine.forget(self._generation.artifact.module)
            opened = self._open_and_close()
            compiles.append(opened.compile_us)
            instances.append(opened.instantiate_us)
        while len(instances) < INSTANCES:
            instances.append(self._open_and_close().instantiate_us)
        return compiles, instances

    def _open_and_close(self) -> InstanceOpened:
        opened = self._open()
        if opened.instance is not None:
            self._engine.close(opened.instance)
        return opened

    def _open(self) -> InstanceOpened:
        return open_serving(self._engine, self._generation, self._settings)
