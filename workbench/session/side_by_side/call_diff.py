"""The same calls on two builds: what each answered, in what time, by how much fuel. Raises for nothing that plugins do.

Each build is called as a replay does it, on an instance of its own, with the host set to what the recording says;
afterwards the host is as it was.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Final

from workbench.protocol.calls import FuelMeasured
from workbench.protocol.functions import WIRE_FUNCTIONS
from workbench.protocol.host_functions import ClockSetting, HostSnapshot, RandomSetting
from workbench.protocol.profiles import Profile
from workbench.protocol.wire.encode import compact
from workbench.protocol.wire.samples import request_sample
from workbench.session.compare.verdicts import compare_effects
from workbench.session.measure.fuel import dispatch_fuel
from workbench.session.ports import Engine, HostStatePort
from workbench.session.recordings.recording import storage_after
from workbench.session.replay.replay import replay
from workbench.session.values.call_comparison import CallEnd, ComparedCall
from workbench.session.values.generation import Generation
from workbench.session.values.kept_outcome import KeptOutcome
from workbench.session.values.recording import RecordedCall, Recording
from workbench.session.values.replay_report import ReplayedCall, ReplayReport
from workbench.session.values.replay_verdict import NO_RULES, Asked, CallEffect, ReplayRules
from workbench.session.values.settings import Settings

TIMED_RUNS: Final = 3
"""How often the calls are made on each build; the shortest time of each counts."""
AGAIN_MAX_US: Final = 500_000
"""Calls that took longer together are made once: their times say enough."""
_CLOCK_UNIX_MS: Final = 1_700_000_000_000
"""Where the clock stands when no recording says."""


def sample_calls(builds: Iterable[Generation], profile: Profile) -> Recording:
    """Return the dry-run sample of each function that one of the builds negotiated."""
    accepts = [one.negotiation.accept for one in builds if one.negotiation and one.negotiation.accept]
    chosen = {name for accept in accepts for name in accept.chosen_versions}
    samples = ((name, compact(request_sample(name))) for name in WIRE_FUNCTIONS if name in chosen)
    return calls_without_past(samples, profile)


def calls_without_past(calls: Iterable[tuple[str, str]], profile: Profile) -> Recording:
    """Return a recording of functions and payloads of which nothing else is known: no storage, a clock that stands."""
    made = tuple(RecordedCall(function, payload, CallEffect(KeptOutcome())) for function, payload in calls)
    return Recording("", profile, clock_unix_ms=_CLOCK_UNIX_MS, calls=made)


def made_calls(
    engine: Engine,
    host: HostStatePort,
    generation: Generation,
    recording: Recording,
    settings: Settings,
    *,
    on_call: Callable[[ReplayedCall], bool] = lambda _: True,
) -> tuple[ReplayReport, ...]:
    """Make the calls of a recording on a build, some times over. There is at least one report.

    Args:
        engine: Runs them.
        host: Its state is set to what the recording says, and to what it was before at the end.
        generation: The build.
        recording: The calls.
        settings: What the build was loaded under.
        on_call: Gets each call; False ends them, so that there are fewer.

    Raises:
        EngineUnavailable: A call could not be run.
    """
    first = replay(engine, host, generation, recording, settings, on_call=on_call)
    spent_us = sum(call.outcome.call.wall_us for call in first.calls if call.outcome.call is not None)
    if len(first.calls) < len(recording.calls) or not 0 < spent_us <= AGAIN_MAX_US:
        return (first,)
    again = (replay(engine, host, generation, recording, settings, on_call=on_call) for _ in range(TIMED_RUNS - 1))
    return (first, *again)


def compared_calls(
    old: Sequence[ReplayReport], new: Sequence[ReplayReport], rules: ReplayRules = NO_RULES
) -> tuple[ComparedCall, ...]:
    """Compare what was made of each call on two builds; calls that were made on one of them only are left out."""
    return tuple(
        ComparedCall(
            was.number,
            was.recorded.function,
            compare_effects(was.effect, now.effect, rules, _asked(was, now)),
            CallEnd(was.effect.outcome, _shortest_us(old, was.number)),
            CallEnd(now.effect.outcome, _shortest_us(new, now.number)),
        )
        for was, now in zip(old[0].calls, new[0].calls, strict=False)
    )


def _asked(was: ReplayedCall, now: ReplayedCall) -> Asked:
    return Asked(was.recorded.function, was.recorded.payload, was.profile, now.profile)


def _shortest_us(reports: Sequence[ReplayReport], number: int) -> int:
    calls = (report.calls[number - 1].outcome.call for report in reports if len(report.calls) >= number)
    return min((call.wall_us for call in calls if call is not None), default=0)


def call_fuel(
    engine: Engine,
    host: HostStatePort,
    generation: Generation,
    settings: Settings,
    recording: Recording,
    made: ReplayedCall,
) -> FuelMeasured | None:
    """Measure one call on a fresh instance, with the host as the recording has it before; None: nothing was called.

    Raises:
        EngineUnavailable: It could not be measured.
    """
    kept = host.snapshot()
    host.restore(_host_before(recording, made.number - 1, generation))
    try:
        return dispatch_fuel(engine, generation, settings, made.outcome)
    finally:
        host.restore(kept)


def _host_before(recording: Recording, at: int, generation: Generation) -> HostSnapshot:
    given = recording.calls[at].given
    storage = given.storage
    if storage is None:
        storage = storage_after(replace(recording, calls=recording.calls[:at]))
    return HostSnapshot(
        storage={generation.identity.plugin_name if generation.identity else "": dict(storage)},
        clock=given.clock or ClockSetting(recording.clock_unix_ms),
        random=given.random or RandomSetting(recording.seed),
    )
