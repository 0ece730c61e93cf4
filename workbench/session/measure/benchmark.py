"""What a call of a plugin costs, and what its parts cost: measured on one machine, in one run.

Only the ratios of one run can be compared between machines. Owns what is measured, and how often; judges nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Final

from workbench.protocol.calls import CANCELLED_REASON, CallOutcome
from workbench.protocol.dispatch import RESPONSE_MAX_BYTES, Prepared
from workbench.protocol.functions import WIRE_FUNCTIONS
from workbench.session.dispatch.dispatch_steps import dispatch_on
from workbench.session.load.instances import not_built, open_serving, send
from workbench.session.ports import CallsTimed, Engine, InstanceOpened
from workbench.session.values.benchmark import COURSE_MAX, BenchReport, BenchStep, Bucket, Going, Spread
from workbench.session.values.generation import Generation
from workbench.session.values.settings import Settings

RUNS_MAX: Final = 100_000
BORDER_RUNS_MAX: Final = 1_000
"""Calls one by one: enough for a median, and they take longest."""
PORTION_RUNS: Final = 200
"""Calls in one request of the series."""
BUCKETS: Final = 8
INSTANCES: Final = 20
COMPILES: Final = 3
COMPILE_TOTAL_MAX_US: Final = 3_000_000
"""A module that takes longer is not compiled again."""


def spread(times_us: Iterable[float]) -> Spread | None:
    """Return how times are spread; None for no times."""
    ordered = sorted(times_us)
    if not ordered:
        return None
    count = len(ordered)
    median = (ordered[(count - 1) // 2] + ordered[count // 2]) / 2
    return Spread(count, ordered[0], median, ordered[-(-count * 95 // 100) - 1])


def course(times_us: Sequence[float]) -> tuple[float, ...]:
    """Return the medians of consecutive slices of a series, at most `COURSE_MAX` of them."""
    count = min(len(times_us), COURSE_MAX)
    edges = [len(times_us) * index // count for index in range(count + 1)] if count else [0]
    slices = (sorted(times_us[start:end]) for start, end in pairwise(edges))
    return tuple(one[len(one) // 2] for one in slices)


def buckets(times_us: Sequence[float]) -> tuple[Bucket, ...]:
    """Return how many calls took about as long: as many steps as there are up to the 95th percentile, then the rest."""
    found = spread(times_us)
    if found is None:
        return ()
    slowest, width = max(times_us), (found.p95_us - found.minimum_us) / BUCKETS
    if not width:
        return (Bucket(found.minimum_us, slowest, found.count),)
    counts = Counter(min(int((one - found.minimum_us) / width), BUCKETS) for one in times_us)
    edges = [found.minimum_us + width * index for index in range(BUCKETS + 1)]
    steps = [Bucket(start, end, counts[index]) for index, (start, end) in enumerate(pairwise(edges))]
    return (*steps, Bucket(edges[-1], slowest, counts[BUCKETS]))


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
    going: Going = lambda step: True,
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
        going: Gets each step; ends the measuring early, so that what was not reached is None.

    Raises:
        EngineUnavailable: Something could not be run.
    """
    measuring = _Measuring(engine, generation, settings, going)
    try:
        outcome = dispatch_on(generation, function, payload, settings.profile, measuring.call_first)
        prepared, instance = measuring.prepared, measuring.instance
        if prepared is None or instance is None or outcome.call is None or outcome.call.failure is not None:
            return BenchReport(outcome, ended_early=str(outcome.error))
        timed = measuring.time_series(instance, prepared, runs)
        border = measuring.time_border(instance, prepared, 0 if timed.failure else runs, clock)
    finally:
        measuring.close()
    compiles, instances = measuring.build_again()
    sizes = BenchReport(outcome, len(prepared.text.encode()), outcome.call.output_size_bytes)
    report = replace(sizes, compile=spread(compiles), instantiate=spread(instances), border=spread(border))
    return _with_series(report, timed, going_on=measuring.goes_on)


def _with_series(report: BenchReport, timed: CallsTimed, *, going_on: bool) -> BenchReport:
    in_series = [one / 1_000 for one in timed.in_series_ns]
    return replace(
        report,
        call=spread(in_series),
        bare=spread(one / 1_000 for one in timed.bare_ns),
        course_us=course(in_series),
        buckets=buckets(in_series),
        ended_early=_ended_early(timed, going_on=going_on),
    )


def _ended_early(timed: CallsTimed, *, going_on: bool) -> str | None:
    if timed.failure is not None:
        return f"after {len(timed.bare_ns):,} calls: {timed.failure.reason}"
    return None if going_on else f"after {len(timed.bare_ns):,} calls: {CANCELLED_REASON}"


class _Measuring:
    """The instance that is measured, and those that are built for the sake of it."""

    def __init__(self, engine: Engine, generation: Generation, settings: Settings, going: Going) -> None:
        self.goes_on = True
        self._going = going
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

    def time_series(self, instance: int, prepared: Prepared, runs: int) -> CallsTimed:
        """Return how long calls in a series took, and bare ones; in portions, so that one can say how far it is."""
        timed = CallsTimed((), (), None)
        content = prepared.text.encode()
        while timed.failure is None and len(timed.bare_ns) < runs and self._goes("series", len(timed.bare_ns), runs):
            portion = min(PORTION_RUNS, runs - len(timed.bare_ns))
            more = self._engine.time_calls(
                instance, prepared.function, content, runs=portion, output_max_bytes=RESPONSE_MAX_BYTES
            )
            timed = CallsTimed(timed.in_series_ns + more.in_series_ns, timed.bare_ns + more.bare_ns, more.failure)
        return timed

    def time_border(self, instance: int, prepared: Prepared, runs: int, clock: Callable[[], float]) -> list[float]:
        """Return the microseconds of calls from our process, one by one; of few of them, since each crosses alone."""
        border: list[float] = []
        runs = min(runs, BORDER_RUNS_MAX)
        while len(border) < runs and (len(border) % PORTION_RUNS or self._goes("border", len(border), runs)):
            start = clock()
            send(self._engine, instance, prepared)
            border.append((clock() - start) * 1e6)
        return border

    def _goes(self, what: str, done: int, total: int) -> bool:
        self.goes_on = self.goes_on and self._going(BenchStep(what, done, total))
        return self.goes_on

    def close(self) -> None:
        """Drop the instance."""
        if self.instance is not None:
            self._engine.close(self.instance)

    def build_again(self) -> tuple[list[int], list[int]]:
        """Return the microseconds of several compiles, and those of several instances."""
        compiles: list[int] = []
        instances: list[int] = []
        while (
            len(compiles) < COMPILES
            and sum(compiles) < COMPILE_TOTAL_MAX_US
            and self._goes("compile", len(compiles), COMPILES)
        ):
            self._engine.forget(self._generation.artifact.module)
            opened = self._open_and_close()
            compiles.append(opened.compile_us)
            instances.append(opened.instantiate_us)
        while len(instances) < INSTANCES and self._goes("instantiate", len(instances), INSTANCES):
            instances.append(self._open_and_close().instantiate_us)
        return compiles, instances

    def _open_and_close(self) -> InstanceOpened:
        opened = self._open()
        if opened.instance is not None:
            self._engine.close(opened.instance)
        return opened

    def _open(self) -> InstanceOpened:
        return open_serving(self._engine, self._generation, self._settings)
