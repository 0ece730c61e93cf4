"""Measure one function of a build that is not loaded yet. Starts no engine, and ends none."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from workbench.protocol.functions import WIRE_FUNCTIONS
from workbench.protocol.layers import Layer
from workbench.session.dispatch.dispatch_steps import unanswered
from workbench.session.load.load_steps import load_generation
from workbench.session.measure.benchmark import bench, first_function
from workbench.session.ports import Engine
from workbench.session.values.benchmark import BenchReport
from workbench.session.values.generation import Artifact, Generation
from workbench.session.values.settings import Settings


@dataclass(frozen=True, slots=True)
class BuildBenched:
    """What a call of one build costs."""

    generation: Generation
    report: BenchReport


def bench_build(
    engine: Engine,
    artifact: Artifact,
    settings: Settings,
    function: str | None,
    payload_of: Callable[[str], str],
    *,
    runs: int,
    clock: Callable[[], float],
    timer: Callable[[], float],
) -> BuildBenched:
    """Load a build as far as a dispatch needs it, and measure calls.

    Args:
        engine: Runs it; it must not keep what earlier runs compiled, or a compile would be measured as a read file.
        artifact: The build.
        settings: What it is loaded and called under.
        function: What to call; None: the first function that is negotiated.
        payload_of: Gives the request for a function, as JSON text.
        runs: Calls in the series, at most `RUNS_MAX`.
        clock: Gives unix seconds.
        timer: Gives seconds that never go back.

    Raises:
        EngineUnavailable: Something could not be run.
        InternalError: Our own code failed in the engine's process.
    """
    generation = load_generation(engine, artifact, settings, clock, until=Layer.HANDSHAKE)
    function = function or first_function(generation)
    if function is None:
        outcome = unanswered(next(iter(WIRE_FUNCTIONS)), generation)
        return BuildBenched(generation, BenchReport(outcome, ended_early="no function was negotiated"))
    report = bench(engine, generation, settings, function, payload_of(function), runs=runs, clock=timer)
    return BuildBenched(generation, report)
