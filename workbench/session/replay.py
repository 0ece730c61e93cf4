"""Recorded calls made again on a build, each compared with what was recorded.

Owns the order: the host is set to what the recording says, all calls go to one instance, one after the other, but those
that were made apart; afterwards the host is as it was. So a replay gives the same twice, as long as the plugin does.
Never raises for what a plugin does.

Calls between which the host is left alone are made in one request. What a plugin stores can not be told apart then:
when it turns out to have stored something that was not recorded, all calls are made again, one by one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from workbench.protocol.calls import CallFailure, CallOutcome
from workbench.protocol.dispatch import RESPONSE_MAX_BYTES, DispatchOutcome, Prepared
from workbench.protocol.host_functions import ClockSetting, HostSnapshot, RandomSetting
from workbench.session.dispatching import call_apart, dispatch_on, judge_on, not_built, open_serving, prepare_on, send
from workbench.session.host_views import log_texts
from workbench.session.kept_outcome import kept_outcome
from workbench.session.port import Engine, HostStatePort, InstanceOpened
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
from workbench.session.terms import settings_under

BATCH_CALLS_MAX: Final = 250
"""Calls in one request: after each request the caller is told, and may end the replay."""


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
    all_rules = recording.rules.joined(rules)
    replayed: list[ReplayedCall] = []
    try:
        for outcome, effect in _made_again(engine, host, generation, recording, settings):
            call = recording.calls[len(replayed)]
            comparison = compare_effects(call.effect, effect, all_rules)
            replayed.append(ReplayedCall(len(replayed) + 1, call, outcome, effect, comparison))
            if not on_call(replayed[-1]):
                break
    finally:
        host.restore(kept)
    return ReplayReport(tuple(replayed))


def recorded_settings(recording: Recording, settings: Settings) -> Settings:
    """Return the settings that a recording was made under; configuration and the rest stay as they are."""
    return replace(settings_under(recording.terms, recording.budget, settings), profile=recording.profile)


def accepted(recording: Recording, report: ReplayReport, rules: ReplayRules = NO_RULES) -> Recording:
    """Return the recording with what came of the calls in place of what was recorded.

    A call whose differences are all ignored stays as it is, so that what is volatile makes no noise in git; only a log
    that was not known is added to it. The given rules become rules of the recording.
    """
    calls = list(recording.calls)
    for replayed in report.calls:
        effect = replayed.effect
        if replayed.comparison.verdict is ReplayVerdict.SAME:
            effect = replayed.recorded.effect
            if effect.logs is None:
                effect = replace(effect, logs=replayed.effect.logs)
        if effect is not replayed.recorded.effect:
            calls[replayed.number - 1] = replace(replayed.recorded, effect=effect)
    return replace(recording, calls=tuple(calls), rules=recording.rules.joined(rules))


Made = tuple[DispatchOutcome, CallEffect]


class _StoredUnexpectedly(Exception):
    """A plugin stored something within a request of many calls."""


def _made_again(
    engine: Engine, host: HostStatePort, generation: Generation, recording: Recording, settings: Settings
) -> Iterator[Made]:
    """Make the calls; ends early when the person at the keyboard ends one."""
    told = 0
    for batch_max in (BATCH_CALLS_MAX, 1):
        stage = _Stage(engine, host, generation, recording, settings)
        made = 0
        try:
            for batch in _batches(recording.calls, batch_max):
                for one in stage.make(batch):
                    if _is_cancelled(one[0]):
                        return
                    made += 1
                    if made > told:
                        told = made
                        yield one
        except _StoredUnexpectedly:
            continue
        finally:
            stage.close()
        return


def _batches(calls: Sequence[RecordedCall], batch_max: int) -> Iterator[list[RecordedCall]]:
    """Cut the calls where the host is to be set or looked at."""
    batch: list[RecordedCall] = []
    for call in calls:
        alone = call.fresh or call.effect.stored != {}
        if batch and (alone or not call.given.changes_nothing or len(batch) >= batch_max):
            yield batch
            batch = []
        batch.append(call)
        if alone:
            yield batch
            batch = []
    if batch:
        yield batch


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

    def make(self, calls: list[RecordedCall]) -> Iterable[Made]:
        """Make calls between which the host is left alone, and return how each ended and what it did.

        Raises _StoredUnexpectedly when one of several stored something.
        """
        self._set_host(calls[0].given)
        if len(calls) == 1:
            return [self._make_one(calls[0])]
        return self._make_many(calls)

    def _make_one(self, call: RecordedCall) -> Made:
        make = self._call_apart if call.fresh else self._call_living
        outcome = dispatch_on(self._generation, call.function, call.payload, self._settings.profile, make)
        if outcome.call is None or not _touched_host(outcome.call):
            return outcome, _effect(outcome, {})
        before, after = self._before, self._host.snapshot()
        self._before = after
        was_stored = before.storage.get(self._plugin, {})
        stored = after.storage.get(self._plugin, {})
        changed = {key: value for key, value in stored.items() if was_stored.get(key) != value}
        return outcome, _effect(outcome, changed)

    def _make_many(self, calls: list[RecordedCall]) -> list[Made]:
        prepared = [prepare_on(self._generation, call.function, call.payload) for call in calls]
        outcomes = self._call_many([one for one in prepared if isinstance(one, Prepared)])
        if any(_stored_something(outcome) for outcome in outcomes):
            raise _StoredUnexpectedly
        if any(_touched_host(outcome) for outcome in outcomes):
            self._before = self._host.snapshot()
        made: list[Made] = []
        coming = iter(outcomes)
        for one in prepared:
            outcome = judge_on(one, next(coming), self._settings.profile) if isinstance(one, Prepared) else one
            made.append((outcome, _effect(outcome, {})))
            if _is_cancelled(outcome):
                break
        return made

    def _call_many(self, prepared: list[Prepared]) -> list[CallOutcome]:
        """Return an outcome for each; fewer only when the last one says that it was cancelled."""
        outcomes: list[CallOutcome] = []
        while len(outcomes) < len(prepared):
            if self._instance is None and (opened := self._open()).instance is None:
                return [not_built(opened)] * len(prepared)
            assert self._instance is not None
            rest = [(one.function, one.text.encode()) for one in prepared[len(outcomes) :]]
            # A child that died is started again for the calls behind the one that it died in.
            made = self._engine.call_many(self._instance, rest, output_max_bytes=RESPONSE_MAX_BYTES)
            outcomes += made
            if not made or _is_cancelled_call(made[-1]):
                break
        return outcomes

    def close(self) -> None:
        """Drop the instance."""
        if self._instance is not None:
            self._engine.close(self._instance)
            self._instance = None

    def _set_host(self, given: Given) -> None:
        """Set what the recording gives; what it does not give stays as the call before left it."""
        if given.changes_nothing:
            return
        before = self._before
        self._before = replace(
            before,
            storage=before.storage if given.storage is None else {self._plugin: given.storage},
            clock=given.clock or before.clock,
            random=given.random or before.random,
        )
        if self._before != before:
            self._host.restore(self._before)

    def _open(self) -> InstanceOpened:
        opened = open_serving(self._engine, self._generation, self._settings)
        self._instance = opened.instance
        return opened

    def _call_living(self, prepared: Prepared) -> CallOutcome:
        if self._instance is None and (opened := self._open()).instance is None:
            return not_built(opened)
        assert self._instance is not None
        return send(self._engine, self._instance, prepared)

    def _call_apart(self, prepared: Prepared) -> CallOutcome:
        return call_apart(self._engine, self._generation, self._settings, prepared)


def _touched_host(call: CallOutcome) -> bool:
    activity = call.activity
    return bool(activity.calls or activity.calls_dropped or activity.counters)


def _stored_something(call: CallOutcome) -> bool:
    activity = call.activity
    return bool(activity.calls_dropped) or any(one.function == "cc_lb_storage_put" for one in activity.calls)


def _effect(outcome: DispatchOutcome, stored: Mapping[str, bytes]) -> CallEffect:
    if outcome.call is None:
        return CallEffect(kept_outcome(outcome), stored)
    activity = outcome.call.activity
    counters = {name: addend for name, addend in activity.counters.items() if addend}
    return CallEffect(kept_outcome(outcome), stored, counters, log_texts(activity.logs))


def _is_cancelled(outcome: DispatchOutcome) -> bool:
    return outcome.call is not None and _is_cancelled_call(outcome.call)


def _is_cancelled_call(call: CallOutcome) -> bool:
    return call.fault is not None and call.fault.failure is CallFailure.CANCELLED
