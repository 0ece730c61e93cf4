"""Sends requests to a build: many at once to one instance, or one to an instance of its own.

Owns the host that each batch and each single request finds: a frozen clock, a seeded random source, nothing stored. An
instance that trapped or was stopped is dropped, and what stands behind goes to a new one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from workbench.protocol.calls import CallOutcome, FailureKind
from workbench.protocol.dispatch import RESPONSE_MAX_BYTES, DispatchOutcome, Prepared
from workbench.protocol.host_effect.judge import effect_of_answer, effect_of_fallback
from workbench.protocol.host_functions import ClockSetting, HostSnapshot, RandomSetting
from workbench.protocol.json.parsing import JsonValue
from workbench.protocol.wire.encode import compact
from workbench.session.dispatch.dispatch_steps import judge_on, prepare_all_on
from workbench.session.fuzz.endings import ending_of
from workbench.session.load.instances import call_apart, not_built, open_serving
from workbench.session.ports import Engine, HostStatePort
from workbench.session.values.fuzz_report import Ending
from workbench.session.values.generation import Generation
from workbench.session.values.settings import Settings

BATCH_MAX: Final = 500
_UNIX_MS: Final = 1_764_374_400_000
_LEAVES_INSTANCE: Final = frozenset({FailureKind.ERROR_TEXT, FailureKind.EXIT_CODE, FailureKind.OUTPUT_TOO_LARGE})
"""Failures after which the guest had returned."""


@dataclass(frozen=True, slots=True)
class Sent:
    """One request, and how it ended."""

    value: JsonValue
    outcome: DispatchOutcome
    ending: Ending

    @property
    def failure(self) -> FailureKind | None:
        """What ended the call; None: nothing did."""
        call = self.outcome.call
        return call.failure.kind if call is not None and call.failure is not None else None


@dataclass(frozen=True, slots=True)
class Target:
    """The build that requests are sent to, and what it runs on."""

    engine: Engine
    host: HostStatePort
    """The engine's host; its state is replaced."""
    generation: Generation
    """One that was negotiated with."""
    settings: Settings


class Sender:
    """Sends requests of one function, which was negotiated."""

    def __init__(self, target: Target, function: str) -> None:
        """Build no instance yet."""
        self._engine = target.engine
        self._host = target.host
        self._generation = target.generation
        self._settings = target.settings
        self._function = function
        self._instance: int | None = None
        self._batch = BATCH_MAX
        self.lost = 0
        """How many instances trapped or were stopped, so that another one was needed."""

    @property
    def batch(self) -> int:
        """How many requests to send at once: fewer where many fail, since each failure ends its batch."""
        return self._batch

    def send_many(self, values: Sequence[JsonValue], on_sent: Callable[[Sent], None]) -> int:
        """Send requests to one instance until one fails that it does not outlive; return how many were sent.

        Raises:
            EngineUnavailable: They could not be sent.
        """
        if self._instance is None:
            self._host.restore(_start())
            opened = open_serving(self._engine, self._generation, self._settings)
            if opened.instance is None:
                on_sent(self._sent(values[0], self._prepared(values[:1])[0], not_built(opened)))
                return 1
            self._instance = opened.instance
        prepared = self._prepared(values)
        requests = [(one.function, one.text.encode()) for one in prepared if isinstance(one, Prepared)]
        assert len(requests) == len(values), "a function that was not negotiated is never sent"
        made = self._engine.call_many(self._instance, requests, output_max_bytes=RESPONSE_MAX_BYTES)
        for index, outcome in enumerate(made):
            sent = self._sent(values[index], prepared[index], outcome)
            on_sent(sent)
            if sent.failure is not None and sent.failure not in _LEAVES_INSTANCE:
                self.close()
                self.lost += 1
                self._batch = max(1, index)
                return index + 1
        self._batch = min(BATCH_MAX, self._batch * 2)
        return len(made)

    def send_alone(self, value: JsonValue) -> Sent:
        """Send one request to an instance of its own.

        Raises:
            EngineUnavailable: It could not be sent.
        """
        prepared = self._prepared([value])[0]
        assert isinstance(prepared, Prepared), "a function that was not negotiated is never sent"
        self._host.restore(_start())
        return self._sent(value, prepared, call_apart(self._engine, self._generation, self._settings, prepared))

    def close(self) -> None:
        """Drop the instance."""
        if self._instance is not None:
            self._engine.close(self._instance)
            self._instance = None

    def _prepared(self, values: Sequence[JsonValue]) -> list[Prepared | DispatchOutcome]:
        texts = [compact(value) for value in values]
        return prepare_all_on(self._generation, [(self._function, text, text) for text in texts])

    def _sent(self, value: JsonValue, prepared: Prepared | DispatchOutcome, call: CallOutcome) -> Sent:
        profile = self._settings.profile
        outcome = judge_on(prepared, call, profile) if isinstance(prepared, Prepared) else prepared
        if outcome.ok:
            effect = effect_of_answer(self._function, profile, value, outcome.response)
        else:
            effect = effect_of_fallback(self._function, value)
        return Sent(value, outcome, ending_of(outcome, effect))


def _start() -> HostSnapshot:
    return HostSnapshot(clock=ClockSetting(_UNIX_MS), random=RandomSetting("fuzz"))
