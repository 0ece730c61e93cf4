"""The instance and the host that recorded calls are made on, and the way to make many of them in one request.

Owns what becomes of a call while the next one runs: its outcome is judged and handed on as soon as it is there. Must
not know what was recorded of the outcomes, but whether a call stored something. Never raises for what a plugin does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from workbench.protocol.calls import CallOutcome, FailureKind
from workbench.protocol.dispatch import RESPONSE_MAX_BYTES, DispatchOutcome, Prepared
from workbench.protocol.host_functions import ClockSetting, HostSnapshot, RandomSetting
from workbench.protocol.profiles import Profile
from workbench.session.dispatch.dispatch_steps import dispatch_on, judge_on, prepare_all_on
from workbench.session.load.instances import call_apart, not_built, open_serving, send
from workbench.session.ports import Engine, HostStatePort, InstanceOpened
from workbench.session.values.generation import Generation
from workbench.session.values.recording import Given, RecordedCall, Recording
from workbench.session.values.settings import Settings

Tell = Callable[[DispatchOutcome, Mapping[str, bytes]], bool]
"""Takes how a call ended and what it stored; returns whether to go on."""

NOTHING_STORED: Final[Mapping[str, bytes]] = {}


class StoredUnexpectedly(Exception):
    """A plugin stored something within a request of many calls, where what each stored cannot be told apart."""


def batches(calls: Sequence[RecordedCall], batch_max: int) -> Iterator[list[RecordedCall]]:
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


class ReplayHost:
    """One instance, and the host in the state that the recording wants."""

    def __init__(
        self, engine: Engine, host: HostStatePort, generation: Generation, recording: Recording, settings: Settings
    ) -> None:
        """Set the host; the instance is built when it is needed."""
        self._engine = engine
        self._host = host
        self._generation = generation
        self._settings = settings
        self._plugin = generation.identity.plugin_name if generation.identity else ""
        self._instance: int | None = None
        self._before = HostSnapshot(clock=ClockSetting(recording.clock_unix_ms), random=RandomSetting(recording.seed))
        host.restore(self._before)

    def make(self, calls: Sequence[RecordedCall], tell: Tell) -> bool:
        """Make calls between which the host is left alone, and return whether to go on.

        A call that a person ended is not handed on, and ends it.

        Raises:
            StoredUnexpectedly: One of several stored something. Those before it were handed on.
            EngineUnavailable: A call could not be run.
        """
        self._set_host(calls[0].given)
        return self._make_one(calls[0], tell) if len(calls) == 1 else self._make_many(calls, tell)

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

    # ---- one call -------------------------------------------------------------------------------------------------

    def _make_one(self, call: RecordedCall, tell: Tell) -> bool:
        make = self._call_apart if call.fresh else self._call_living
        outcome = dispatch_on(self._generation, call.function, call.payload, self._settings.profile, make)
        changed = NOTHING_STORED
        if outcome.call is not None:
            if _is_cancelled(outcome.call):
                return False
            if _touched_host(outcome.call):
                before, self._before = self._before, self._host.snapshot()
                was_stored = before.storage.get(self._plugin, {})
                stored = self._before.storage.get(self._plugin, {})
                changed = {key: value for key, value in stored.items() if was_stored.get(key) != value}
        return tell(outcome, changed)

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

    # ---- many calls -----------------------------------------------------------------------------------------------

    def _make_many(self, calls: Sequence[RecordedCall], tell: Tell) -> bool:
        prepared = prepare_all_on(self._generation, [(call.function, call.payload, call.bare) for call in calls])
        requests = [(one.function, one.text.encode()) for one in prepared if isinstance(one, Prepared)]
        arrivals = _Arrivals(prepared, self._settings.profile, tell, self._engine.cancel)
        while arrivals.goes_on and (taken := arrivals.taken) < len(requests):
            if self._instance is None and (opened := self._open()).instance is None:
                arrivals.take([not_built(opened)] * (len(requests) - taken))
                break
            assert self._instance is not None
            # A child that died is started again for the calls behind the one that it died in.
            made = self._engine.call_many(
                self._instance, requests[taken:], output_max_bytes=RESPONSE_MAX_BYTES, on_outcomes=arrivals.take
            )
            arrivals.take(made[arrivals.taken - taken :])
            if not made:
                break
        arrivals.finish()
        if arrivals.touched_host:
            self._before = self._host.snapshot()
        return arrivals.goes_on


class _Arrivals:
    """Judges outcomes and hands them on in the order of the calls, while later calls run."""

    def __init__(
        self,
        prepared: Sequence[Prepared | DispatchOutcome],
        profile: Profile,
        tell: Tell,
        cancel: Callable[[], None],
    ) -> None:
        """`prepared` are the calls; those that ended before they could be sent are handed on in their turn."""
        self._coming = iter(prepared)
        self._profile = profile
        self._tell = tell
        self._cancel = cancel
        self._has_stored = False
        self.taken = 0
        """Outcomes that came."""
        self.goes_on = True
        self.touched_host = False

    def take(self, outcomes: Sequence[CallOutcome]) -> None:
        """Take the outcomes of the next calls that were sent; once it is over they are dropped."""
        self.taken += len(outcomes)
        for outcome in outcomes:
            if self.goes_on:
                self._take(outcome)

    def _take(self, outcome: CallOutcome) -> None:
        if _is_cancelled(outcome):
            self.goes_on = False
        elif _touched_host(outcome):
            self.touched_host = True
            self._has_stored = _stored_something(outcome)
            self.goes_on = not self._has_stored
        prepared = self._next_sent() if self.goes_on else None
        if prepared is not None:
            judged = judge_on(prepared, outcome, self._profile)
            self.goes_on = self._tell(judged, NOTHING_STORED)
        if not self.goes_on:
            # The calls behind it need not be made.
            self._cancel()

    def _next_sent(self) -> Prepared | None:
        """Tell the calls that were not sent; return the next one that was, None when there is none or it is over."""
        for one in self._coming:
            if isinstance(one, Prepared):
                return one
            self.goes_on = self._tell(one, NOTHING_STORED)
            if not self.goes_on:
                break
        return None

    def finish(self) -> None:
        """Tell what stands behind the last call that was sent. Raises StoredUnexpectedly."""
        if self._has_stored:
            raise StoredUnexpectedly
        if self.goes_on:
            self._next_sent()


def _touched_host(call: CallOutcome) -> bool:
    activity = call.activity
    return bool(activity.calls or activity.calls_dropped or activity.counters)


def _stored_something(call: CallOutcome) -> bool:
    activity = call.activity
    return bool(activity.calls_dropped) or any(one.function == "cc_lb_storage_put" for one in activity.calls)


def _is_cancelled(call: CallOutcome) -> bool:
    return call.failure is not None and call.failure.kind is FailureKind.CANCELLED
