"""Recorded calls made again on a build, each compared with what was recorded.

Owns the order: the host is set to what the recording says, all calls go to one instance, one after the other, but those
that were made apart; afterwards the host is as it was. So a replay gives the same twice, as long as the plugin does.
Never raises for what a plugin does.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from workbench.protocol.budgets import BUDGETS
from workbench.protocol.calls import CallOutcome
from workbench.protocol.dispatch import DispatchOutcome, Prepared
from workbench.protocol.host_functions import ClockSetting, HostSnapshot, RandomSetting
from workbench.session.dispatching import call_apart, dispatch_on, not_built, open_serving, send
from workbench.session.kept_outcome import kept_outcome
from workbench.session.port import Engine, HostStatePort
from workbench.session.recordings import Given, RecordedCall, Recording
from workbench.session.replay_verdicts import (
    NO_RULES,
    CallComparison,
    CallEffect,
    ReplayRules,
    ReplayVerdict,
    compare_effects,
    count_verdicts,
)
from workbench.session.state import Generation, Settings


@dataclass(frozen=True, slots=True)
class ReplayedCall:
    """One recorded call, made again."""

    number: int
    """Its place in the recording, from 1."""
    recorded: RecordedCall
    outcome: DispatchOutcome
    effect: CallEffect
    comparison: CallComparison


@dataclass(frozen=True, slots=True)
class ReplayReport:
    """All calls of a recording, made again; or fewer when it was ended before."""

    calls: tuple[ReplayedCall, ...]

    @property
    def passed(self) -> bool:
        """True when nothing differs that counts."""
        return all(call.comparison.verdict is ReplayVerdict.SAME for call in self.calls)

    @property
    def counts(self) -> Mapping[ReplayVerdict, int]:
        """How often each verdict was given."""
        return count_verdicts(call.comparison for call in self.calls)

    def effects(self) -> Mapping[int, CallEffect]:
        """What came of the calls, by number: a column of the matrix."""
        return {call.number: call.effect for call in self.calls}


def _go_on(_call: ReplayedCall) -> bool:
    return True


def replay(
    engine: Engine,
    host: HostStatePort,
    generation: Generation,
    recording: Recording,
    settings: Settings,
    *,
    rules: ReplayRules = NO_RULES,
    on_call: Callable[[ReplayedCall], bool] = _go_on,
) -> ReplayReport:
    """Make the recorded calls again, in their order.

    Args:
        engine: Runs them.
        host: Its state is set to what the recording says, and to what it was before at the end.
        generation: The build, with L1 to L3 passed; else each call fails at `version_lookup`.
        recording: The calls, and what they are made under.
        settings: Those of the recording: see `recorded_settings`.
        rules: Which differences do not count, beside those that the recording names.
        on_call: Told of each call; False ends the replay.

    Raises:
        EngineUnavailable: A call could not be run.
    """
    kept = host.snapshot()
    stage = _Stage(engine, host, generation, recording, settings)
    replayed: list[ReplayedCall] = []
    all_rules = recording.rules.joined(rules)
    try:
        for number, call in enumerate(recording.calls, start=1):
            outcome, effect = stage.dispatch(call)
            comparison = compare_effects(call.effect, effect, all_rules)
            replayed.append(ReplayedCall(number, call, outcome, effect, comparison))
            if not on_call(replayed[-1]):
                break
    finally:
        stage.close()
        host.restore(kept)
    return ReplayReport(tuple(replayed))


def recorded_settings(recording: Recording, settings: Settings) -> Settings:
    """Return the settings that a recording was made under; configuration and the rest stay as they are."""
    return replace(
        settings,
        profile=recording.profile,
        capabilities=frozenset(recording.capabilities),
        budget=BUDGETS[recording.budget],
        imports=recording.imports,
    )


def accepted(recording: Recording, report: ReplayReport, rules: ReplayRules = NO_RULES) -> Recording:
    """Return the recording with what came of the calls in place of what was recorded.

    A call whose differences are all ignored stays as it is, so that what is volatile makes no noise in git. The given
    rules become rules of the recording.
    """
    calls = list(recording.calls)
    for replayed in report.calls:
        if replayed.comparison.verdict is not ReplayVerdict.SAME:
            calls[replayed.number - 1] = replace(replayed.recorded, effect=replayed.effect)
    return replace(recording, calls=tuple(calls), rules=recording.rules.joined(rules))


class _Stage:
    """The instance and the host that recorded calls are made on."""

    def __init__(
        self, engine: Engine, host: HostStatePort, generation: Generation, recording: Recording, settings: Settings
    ) -> None:
        self._engine = engine
        self._host = host
        self._generation = generation
        self._settings = settings
        self._plugin = generation.identity.plugin_name if generation.identity else ""
        self._instance: int | None = None
        self._before = HostSnapshot(clock=ClockSetting(recording.clock_unix_ms), random=RandomSetting(recording.seed))
        host.restore(self._before)

    def dispatch(self, call: RecordedCall) -> tuple[DispatchOutcome, CallEffect]:
        """Make one call, and return how it ended and what it did."""
        self._set_host(call.given)
        settings = self._settings
        make = self._call_apart if call.fresh else self._call_living
        outcome = dispatch_on(self._generation, call.function, call.payload, settings.profile, make)
        if outcome.call is None or not _touched_host(outcome.call):
            return outcome, CallEffect(kept_outcome(outcome))
        before, after = self._before, self._host.snapshot()
        self._before = after
        stored = after.storage.get(self._plugin, {})
        was_stored = before.storage.get(self._plugin, {})
        counted = outcome.call.activity.counters
        effect = CallEffect(
            kept_outcome(outcome),
            {key: value for key, value in stored.items() if was_stored.get(key) != value},
            {name: addend for name, addend in counted.items() if addend},
        )
        return outcome, effect

    def close(self) -> None:
        """Drop the instance."""
        if self._instance is not None:
            self._engine.close(self._instance)
            self._instance = None

    def _set_host(self, given: Given) -> None:
        """Set what the recording gives; what it does not give stays as the call before left it."""
        if given.changes_nothing:
            return
        storage = self._before.storage if given.storage is None else {self._plugin: given.storage}
        self._before = replace(
            self._before,
            storage=storage,
            clock=given.clock or self._before.clock,
            random=given.random or self._before.random,
        )
        self._host.restore(self._before)

    def _call_living(self, prepared: Prepared) -> CallOutcome:
        if self._instance is None:
            opened = open_serving(self._engine, self._generation, self._settings)
            if opened.instance is None:
                return not_built(opened)
            self._instance = opened.instance
        return send(self._engine, self._instance, prepared)

    def _call_apart(self, prepared: Prepared) -> CallOutcome:
        return call_apart(self._engine, self._generation, self._settings, prepared)


def _touched_host(call: CallOutcome) -> bool:
    activity = call.activity
    return bool(activity.calls or activity.calls_dropped or activity.counters)
