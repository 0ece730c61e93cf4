"""Compare two builds: what they are, and what they answer to the same calls. Starts no engine, and ends none."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

from workbench.protocol.wasm.contents import READ_MAX
from workbench.session.compare.build_diff import CALLING_LAYERS, compare_builds
from workbench.session.load.load_steps import load_generation, with_layer
from workbench.session.measure.fuel import layer_fuel, with_fuel
from workbench.session.ports import Engine, HostStatePort
from workbench.session.replay.unmatched import unmatched_pointers
from workbench.session.side_by_side.call_diff import call_fuel, compared_calls, made_calls, sample_calls
from workbench.session.values.call_comparison import ComparedCall
from workbench.session.values.diff_report import DiffReport
from workbench.session.values.generation import Artifact, Generation
from workbench.session.values.recording import Recording
from workbench.session.values.replay_report import ReplayReport
from workbench.session.values.replay_verdict import NO_RULES, ReplayRules
from workbench.session.values.settings import Settings

FUEL_UNASKED_MAX_BYTES: Final = 1_048_576
"""Of larger modules the fuel of the layers is measured on demand only: it takes dozens of compiles."""


def diff_builds(
    engine: Engine,
    host: HostStatePort,
    old: Artifact,
    new: Artifact,
    settings: Settings,
    *,
    clock: Callable[[], float],
    recording: Recording | None = None,
    rules: ReplayRules = NO_RULES,
    measure_fuel: bool = False,
    compiles_once: bool = True,
) -> DiffReport:
    """Load two builds, make the same calls on both, and say what differs.

    Args:
        engine: Runs them.
        host: The engine's host; afterwards it is as it was.
        old: One build.
        new: The other.
        settings: What both are loaded and called under.
        clock: Gives unix seconds.
        recording: The calls; None: the dry-run sample of each function that one of them negotiated.
        rules: Which differences do not count, beside those that the recording names.
        measure_fuel: Also measure the fuel of each call, and of the layers of large modules.
        compiles_once: Compiled code is kept somewhere. Else the fuel of the layers is measured on demand only, too.

    Raises:
        EngineUnavailable: Something could not be run.
        InternalError: Our own code failed in the engine's process.
    """
    # All is compared, so that all is listed at once.
    builds = tuple(load_generation(engine, one, settings, clock, listed_max=READ_MAX) for one in (old, new))
    is_small = max(old.size_bytes, new.size_bytes) <= FUEL_UNASKED_MAX_BYTES
    if measure_fuel or (compiles_once and is_small):
        builds = tuple(_with_layer_fuel(engine, build, settings) for build in builds)
    calls = recording or sample_calls(builds, settings.profile)
    made = [made_calls(engine, host, build, calls, settings) for build in builds]
    compared: Sequence[ComparedCall] = compared_calls(made[0], made[1], calls.rules.joined(rules))
    if measure_fuel:
        compared = _with_fuel(engine, host, builds, made, calls, settings, compared)
    effects = [call.effect for reports in made for call in reports[0].calls]
    unmatched = unmatched_pointers((*rules.ignore, *rules.tolerances), effects)
    fuel_max = settings.strict_budget.fuel
    old_build, new_build = builds
    compared_builds = compare_builds(old_build, new_build)
    return DiffReport(old_build, new_build, compared, compared_builds, fuel_max, engine.versions(), unmatched)


def _with_layer_fuel(engine: Engine, build: Generation, settings: Settings) -> Generation:
    """Measure the fuel of a build's layers."""
    for layer in CALLING_LAYERS:
        measured = layer_fuel(engine, build, settings, layer)
        if measured is not None:
            build = with_layer(build, with_fuel(build.layer(layer), measured))
    return build


def _with_fuel(
    engine: Engine,
    host: HostStatePort,
    builds: Sequence[Generation],
    made: Sequence[Sequence[ReplayReport]],
    calls: Recording,
    settings: Settings,
    compared: Sequence[ComparedCall],
) -> list[ComparedCall]:
    used = [
        [call_fuel(engine, host, build, settings, calls, call) for call in reports[0].calls]
        for build, reports in zip(builds, made, strict=True)
    ]
    return [
        replace(call, old=replace(call.old, fuel=before), new=replace(call.new, fuel=after))
        for call, before, after in zip(compared, *used, strict=True)
    ]
