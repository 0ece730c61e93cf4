"""Recorded calls made again on a build, each compared with what was recorded.

Owns the order: the host is set to what the recording says, all calls go to one instance, one after the other, but those
that were made apart; afterwards the host is as it was. So a replay gives the same twice, as long as the plugin does.
Never raises for what a plugin does.

Calls between which the host is left alone are made in one request. What a plugin stores cannot be told apart then:
when it turns out to have stored something that was not recorded, all calls are made again, one by one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

from workbench.protocol.dispatch import DispatchOutcome
from workbench.protocol.profiles import Profile
from workbench.session.compare.verdicts import compare_effects
from workbench.session.history.kept_outcome import kept_outcome
from workbench.session.host.views import log_texts
from workbench.session.ports import Engine, HostStatePort
from workbench.session.recordings.conditions import settings_under
from workbench.session.replay.replay_host import ReplayHost, StoredUnexpectedly, batches
from workbench.session.values.generation import Generation
from workbench.session.values.recording import Recording
from workbench.session.values.replay_report import ReplayedCall, ReplayReport
from workbench.session.values.replay_verdict import (
    NO_RULES,
    Asked,
    CallComparison,
    CallEffect,
    ReplayRules,
    ReplayVerdict,
)
from workbench.session.values.settings import Settings

BATCH_CALLS_MAX: Final = 1_000
"""Calls in one request: so many are prepared before the first of them is sent."""


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
    taker = _Taker(recording, recording.rules.joined(rules), settings.profile, on_call)
    try:
        for batch_max in (BATCH_CALLS_MAX, 1):
            if _replayed_in_batches(ReplayHost(engine, host, generation, recording, settings), taker, batch_max):
                break
    finally:
        host.restore(kept)
    return ReplayReport(tuple(taker.replayed))


def _replayed_in_batches(on: ReplayHost, taker: _Taker, batch_max: int) -> bool:
    """Make the calls, so many in one request; return False when they must be made one by one."""
    taker.start()
    try:
        for batch in batches(taker.calls, batch_max):
            if not on.make(batch, taker.take):
                break
    except StoredUnexpectedly:
        return False
    finally:
        on.close()
    return True


class _Taker:
    """Compares each call with what was recorded, once."""

    def __init__(
        self, recording: Recording, rules: ReplayRules, profile: Profile, on_call: Callable[[ReplayedCall], bool]
    ) -> None:
        self.calls = recording.calls
        self._profiles = (recording.profile, profile)
        self._rules = rules
        self._on_call = on_call
        self._made = 0
        self.replayed: list[ReplayedCall] = []

    def start(self) -> None:
        """All calls are made from the first one."""
        self._made = 0

    def take(self, outcome: DispatchOutcome, stored: Mapping[str, bytes]) -> bool:
        """Take how the next call ended and what it stored; return whether to go on."""
        self._made += 1
        if self._made <= len(self.replayed):
            return True
        call = self.calls[self._made - 1]
        if _is_as_recorded(call.effect, outcome, stored):
            effect, comparison = call.effect, _SAME
        else:
            effect = _effect(outcome, stored)
            asked = Asked(call.function, call.payload, *self._profiles)
            comparison = compare_effects(call.effect, effect, self._rules, asked)
        replayed = ReplayedCall(self._made, call, outcome, effect, comparison, self._profiles[1])
        self.replayed.append(replayed)
        return self._on_call(replayed)


_SAME: Final = CallComparison(ReplayVerdict.SAME)


def _is_as_recorded(recorded: CallEffect, outcome: DispatchOutcome, stored: Mapping[str, bytes]) -> bool:
    """Say whether a call did nothing but answer, to the letter as before: so do most of thousands."""
    call = outcome.call
    return (
        outcome.error is None
        and call is not None
        and outcome.response_text == recorded.outcome.response_text
        and not (stored or recorded.stored or recorded.counters or recorded.logs)
        and recorded.stored is not None
        and recorded.logs is not None
        and not (call.activity.counters or call.activity.logs)
    )


def _effect(outcome: DispatchOutcome, stored: Mapping[str, bytes]) -> CallEffect:
    kept = kept_outcome(outcome)
    if outcome.call is None:
        return CallEffect(kept, stored)
    activity = outcome.call.activity
    counters = {name: addend for name, addend in activity.counters.items() if addend}
    return CallEffect(kept, stored, counters, log_texts(activity.logs))


def recorded_settings(recording: Recording, settings: Settings) -> Settings:
    """Return the settings that a recording was made under; configuration and the rest stay as they are."""
    return replace(settings_under(recording.conditions, recording.budget, settings), profile=recording.profile)


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
