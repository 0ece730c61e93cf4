"""Stand-ins for what the session needs of the world. Shared by the tests of every part."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from workbench.errors.operator import EngineUnavailable
from workbench.errors.stack_frame import GuestTrace
from workbench.protocol.budgets import Budget
from workbench.protocol.calls import CallFailure, CallOutcome, FailureKind, FuelMeasured, Phase
from workbench.session.ports import CallsTimed, InstanceOpened, OutcomesListener

Answer = CallOutcome | Callable[[bytes], CallOutcome]
"""What an export gives: always the same, or what a function makes of the payload."""


def answered(value: Any, **facts: Any) -> CallOutcome:
    """Return the outcome of a call that gave this value as JSON; bytes and texts are taken as they are."""
    output = value.encode() if isinstance(value, str) else value
    if not isinstance(output, bytes):
        output = json.dumps(output).encode()
    return CallOutcome(output=output, output_size_bytes=len(output), **facts)


def failed(
    kind: FailureKind, reason: str, *, cause: str | None = None, phase: Phase = Phase.CALL, **facts: Any
) -> CallOutcome:
    """Return the outcome of a call that failed."""
    return CallOutcome(failure=CallFailure(kind, reason, cause, phase=phase), **facts)


def accept_of(functions: Mapping[str, int], **overrides: Any) -> dict[str, Any]:
    """Return a good accept of these functions at these versions, with some fields replaced."""
    return {
        "handshake_schema_version": 1,
        "envelope_version": 1,
        "chosen_versions": dict(functions),
        "plugin_supported": {name: [version] for name, version in functions.items()},
        "implemented_functions": list(functions),
        "required_capabilities": [],
        **overrides,
    }


SELF_CHECK_PASSED = {"status": "success", "failures": [], "completed_at": 1_700_000_000}


class FakeClock:
    """Unix seconds that stand still until they are moved."""

    def __init__(self, now: float = 1_700_000_000.0) -> None:
        self.now = now

    def __call__(self) -> float:
        """Return the time."""
        return self.now


@dataclass(frozen=True)
class Called:
    """One request to the engine."""

    what: str
    """`fresh`, `open`, `call`, `close`, `forget`, `cancel` or `shutdown`."""
    module: bytes = field(default=b"", repr=False)
    export: str = ""
    payload: bytes = b""
    budget: Budget | None = None
    instance: int | None = None
    plugin_name: str = ""
    config: Mapping[str, str] = field(default_factory=dict)
    output_max_bytes: int = 0


class FakeEngine:
    """An engine that answers by a script: per export, or per module and export. An export without answer is missing."""

    def __init__(self, answers: Mapping[str, Answer] | None = None) -> None:
        """Answer exports of any module from `answers`."""
        self.answers: dict[str, Answer] = dict(answers or {})
        self.answers_of: dict[bytes, Mapping[str, Answer]] = {}
        """Answers of single modules; these go first."""
        self.log: list[Called] = []
        self.unavailable: EngineUnavailable | None = None
        """Raised by every request while it is set."""
        self.refusal: CallFailure | None = None
        """Why no instance can be opened, while it is set."""
        self.living: dict[int, bytes] = {}
        self.stack: GuestTrace | None = None
        """Where a guest is that ran out of time or fuel."""
        self.pages: int | None = 3
        """Of each long-lived instance's memory."""
        self._opened = 0

    def versions(self) -> Mapping[str, str]:
        """Name the fake."""
        return {"fake": "1"}

    def call_fresh(
        self, module: bytes, budget: Budget, export: str, payload: bytes, *, output_max_bytes: int
    ) -> CallOutcome:
        """Answer from the script."""
        self._note(
            Called("fresh", module, export, payload, budget=budget, output_max_bytes=output_max_bytes),
        )
        return self._answer(module, export, payload)

    def open(self, module: bytes, budget: Budget, *, plugin_name: str, config: Mapping[str, str]) -> InstanceOpened:
        """Open an instance, or give `refusal`."""
        self._note(Called("open", module, budget=budget, plugin_name=plugin_name, config=config))
        if self.refusal is not None:
            return InstanceOpened(None, self.refusal, 1, 1)
        self._opened += 1
        self.living[self._opened] = module
        return InstanceOpened(self._opened, None, 1, 1)

    def call(self, instance: int, export: str, payload: bytes, *, output_max_bytes: int) -> CallOutcome:
        """Answer from the script; the instance must be open."""
        module = self.living[instance]
        self._note(Called("call", module, export, payload, instance=instance, output_max_bytes=output_max_bytes))
        outcome = self._answer(module, export, payload)
        return outcome if outcome.memory_pages is not None else replace(outcome, memory_pages=self.pages)

    def call_many(
        self,
        instance: int,
        calls: Sequence[tuple[str, bytes]],
        *,
        output_max_bytes: int,
        on_outcomes: OutcomesListener | None = None,
    ) -> tuple[CallOutcome, ...]:
        """Answer each call from the script until one is cancelled; the first ones are told before the last is made."""
        outcomes: list[CallOutcome] = []
        cancels = len(self.asked("cancel"))
        for export, payload in calls:
            if len(self.asked("cancel")) > cancels:
                outcomes.append(failed(FailureKind.CANCELLED, "cancelled"))
                break
            outcomes.append(self.call(instance, export, payload, output_max_bytes=output_max_bytes))
            if on_outcomes is not None and len(outcomes) < len(calls):
                on_outcomes(outcomes[-1:])
        return tuple(outcomes)

    def call_each_fresh(
        self,
        module: bytes,
        budget: Budget,
        calls: Sequence[tuple[str, bytes]],
        *,
        output_max_bytes: int,
        limit_ms: int,
        on_outcomes: OutcomesListener | None = None,
    ) -> tuple[CallOutcome, ...]:
        """Answer each call from the script, until one is cancelled or says that the process died in it."""
        self._note(Called("each-fresh", module, budget=budget, output_max_bytes=output_max_bytes))
        outcomes: list[CallOutcome] = []
        cancels = len(self.asked("cancel"))
        for export, payload in calls:
            if len(self.asked("cancel")) > cancels:
                return (*outcomes, failed(FailureKind.CANCELLED, "cancelled"))
            outcomes.append(self.call_fresh(module, budget, export, payload, output_max_bytes=output_max_bytes))
            failure = outcomes[-1].failure
            if failure is not None and failure.kind is FailureKind.CHILD_DIED:
                break
            if on_outcomes is not None:
                on_outcomes(outcomes[-1:])
        return tuple(outcomes)

    def time_calls(self, instance: int, export: str, payload: bytes, *, runs: int, output_max_bytes: int) -> CallsTimed:
        """Call once; each of the runs took 2,000 ns, a bare one 1,000."""
        failure = self.call(instance, export, payload, output_max_bytes=output_max_bytes).failure
        return CallsTimed((), (), failure) if failure else CallsTimed((2_000,) * runs, (1_000,) * runs, None)

    def measure_fuel(
        self,
        module: bytes,
        budget: Budget,
        export: str,
        payload: bytes,
        *,
        plugin_name: str,
        config: Mapping[str, str],
        output_max_bytes: int,
    ) -> FuelMeasured:
        """Use one unit for each byte of the payload; an export without answer is not measured."""
        self._note(Called("fuel", module, export, payload, budget=budget, plugin_name=plugin_name, config=config))
        failure = self._answer(module, export, payload).failure
        return FuelMeasured(None, failure.reason) if failure else FuelMeasured(len(payload), None)

    def find_stack(
        self, module: bytes, budget: Budget, export: str, payload: bytes, *, plugin_name: str, config: Mapping[str, str]
    ) -> GuestTrace | None:
        """Give the stack of the script; None: there is none."""
        self._note(Called("stack", module, export, payload, budget=budget, plugin_name=plugin_name, config=config))
        return self.stack

    def close(self, instance: int) -> None:
        """Note it."""
        self.living.pop(instance, None)
        self.log.append(Called("close", instance=instance))

    def forget(self, module: bytes) -> None:
        """Note it."""
        self.log.append(Called("forget", module))

    def cancel(self) -> None:
        """Note it."""
        self.log.append(Called("cancel"))

    def shutdown(self) -> None:
        """Note it."""
        self.living.clear()
        self.log.append(Called("shutdown"))

    def asked(self, what: str) -> list[Called]:
        """Return the requests of one kind."""
        return [called for called in self.log if called.what == what]

    def _note(self, called: Called) -> None:
        self.log.append(called)
        if self.unavailable is not None:
            raise self.unavailable

    def _answer(self, module: bytes, export: str, payload: bytes) -> CallOutcome:
        answer = self.answers_of.get(module, {}).get(export) or self.answers.get(export)
        if answer is None:
            return failed(FailureKind.MISSING_EXPORT, f"Function not found: {export}")
        return answer if isinstance(answer, CallOutcome) else answer(payload)
