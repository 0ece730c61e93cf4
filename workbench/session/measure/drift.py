"""Sends one payload again and again, and finds out what makes its answers differ: one thing is changed at a time.

Only outcome and response count: what a plugin logs and counts may differ from call to call.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

from workbench.protocol.dispatch import DispatchOutcome
from workbench.protocol.functions import WIRE_FUNCTIONS
from workbench.protocol.host_functions import ClockSetting, HostSnapshot, RandomSetting
from workbench.protocol.wire.encode import compact
from workbench.protocol.wire.typical import typical_request
from workbench.session.compare.json_diff import compare
from workbench.session.dispatch.dispatch_steps import Call, dispatch_on
from workbench.session.load.instances import call_apart, open_serving, send
from workbench.session.ports import Engine, HostStatePort
from workbench.session.values.drift_report import Drift, DriftCause, DriftReport, FunctionDrift
from workbench.session.values.generation import Generation
from workbench.session.values.settings import Settings

CALLS: Final = 5
"""For each cause."""
_UNIX_MS: Final = 1_764_374_400_000
_START: Final = HostSnapshot(clock=ClockSetting(_UNIX_MS), random=RandomSetting("drift"))
_DAY_MS: Final = 86_400_000


def find_drift(
    engine: Engine,
    host: HostStatePort,
    generation: Generation,
    settings: Settings,
    *,
    factory_state: Any = None,
    payloads: Mapping[str, str] | None = None,
) -> DriftReport:
    """Find out what the answers of each negotiated function depend on beside their payload.

    Args:
        engine: Runs it.
        host: The engine's host; it is left as it was found.
        generation: A build with L1 and L2 passed; else nothing is sent.
        settings: What it is called under.
        factory_state: What a signer is built with, as a JSON value.
        payloads: Requests as JSON text, by function; the others get a typical one.

    Raises:
        EngineUnavailable: A call could not be made.
    """
    negotiation = generation.negotiation
    functions = [name for name in WIRE_FUNCTIONS if negotiation and negotiation.version_of(name) is not None]
    kept = host.snapshot()
    finding = _Finding(engine, host, generation, settings, factory_state, payloads or {})
    try:
        return DriftReport(tuple(finding.function(name) for name in functions))
    finally:
        host.restore(kept)


class _Finding:
    def __init__(
        self,
        engine: Engine,
        host: HostStatePort,
        generation: Generation,
        settings: Settings,
        factory_state: Any,
        payloads: Mapping[str, str],
    ) -> None:
        self._engine = engine
        self._host = host
        self._generation = generation
        self._settings = settings
        self._factory_state = factory_state
        self._payloads = payloads
        self._signer_state: Any = None

    def function(self, function: str) -> FunctionDrift:
        """Return what is found of one function. `build_signer` comes before the functions that need its answer."""
        request = typical_request(function)
        if "factory_state" in request:
            request["factory_state"] = self._factory_state
        if "signer_state" in request:
            request["signer_state"] = self._signer_state
        payload = self._payloads.get(function) or compact(request)
        first = self._apart(function, payload, _START)
        if function == "build_signer" and first.ok:
            self._signer_state = first.response["signer_state"]
        causes = (
            (DriftCause.UNKNOWN, (self._apart(function, payload, _START) for _ in range(CALLS - 1))),
            (DriftCause.CLOCK, (self._apart(function, payload, _at_other_times(n)) for n in range(1, CALLS))),
            (DriftCause.RANDOM, (self._apart(function, payload, _with_other_seed(n)) for n in range(1, CALLS))),
            (DriftCause.STORAGE, self._with_storage(function, payload)),
            (DriftCause.MEMORY, self._long_lived(function, payload)),
        )
        found = [drift for cause, outcomes in causes if (drift := _drift(cause, first, outcomes)) is not None]
        if found and found[0].cause is DriftCause.UNKNOWN:
            # What differs by itself says nothing about the other causes.
            found = found[:1]
        return FunctionDrift(function, CALLS, tuple(found))

    def _apart(self, function: str, payload: str, start: HostSnapshot) -> DispatchOutcome:
        self._host.restore(start)
        return self._dispatched(
            function, payload, lambda prepared: call_apart(self._engine, self._generation, self._settings, prepared)
        )

    def _with_storage(self, function: str, payload: str) -> Iterator[DispatchOutcome]:
        """Yield answers of fresh instances that find what those before them stored, and the same clock and seed."""
        start = _START
        for number in range(CALLS):
            outcome = self._apart(function, payload, start)
            start = replace(_START, storage=self._host.snapshot().storage)
            if number:
                yield outcome

    def _long_lived(self, function: str, payload: str) -> Iterator[DispatchOutcome]:
        """Yield answers of one instance behind its first, which finds the host as at the start each time."""
        opened = open_serving(self._engine, self._generation, self._settings)
        if opened.instance is None:
            return
        instance = opened.instance
        try:
            for number in range(CALLS):
                self._host.restore(_START)
                outcome = self._dispatched(function, payload, lambda prepared: send(self._engine, instance, prepared))
                if number:
                    yield outcome
        finally:
            self._engine.close(instance)

    def _dispatched(self, function: str, payload: str, call: Call) -> DispatchOutcome:
        return dispatch_on(self._generation, function, payload, self._settings.profile, call)


def _at_other_times(days: int) -> HostSnapshot:
    # Neither the day, nor the second, nor the millisecond is that of the start.
    return replace(_START, clock=ClockSetting(_UNIX_MS + days * (_DAY_MS + 1_001)))


def _with_other_seed(number: int) -> HostSnapshot:
    return replace(_START, random=RandomSetting(f"drift {number}"))


def _drift(cause: DriftCause, first: DispatchOutcome, others: Iterable[DispatchOutcome]) -> Drift | None:
    """Return the first answer that differs from the first one; None: none does."""
    for number, other in enumerate(others, start=2):
        if _ended(first) != _ended(other) or first.response_text != other.response_text:
            differences = compare(first.response, other.response).differences if first.ok and other.ok else ()
            return Drift(cause, number, next(iter(differences), None), _ended(first), _ended(other))
    return None


def _ended(outcome: DispatchOutcome) -> str:
    return "ok" if outcome.stage is None else outcome.stage.value
