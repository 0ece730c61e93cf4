"""Calls on instances of their own: many in one request, how much fuel one uses, where one is that does not end.

Owns: the form of these requests. Must not know how a child is started and replaced.
"""

from __future__ import annotations

import time
from abc import abstractmethod
from collections.abc import Mapping, Sequence
from typing import Protocol

from workbench.engine.client.connection import EngineRequest
from workbench.engine.client.deadline import Asking, Operation
from workbench.engine.client.long_lived import named, portions
from workbench.engine.client.reports import Attempts, Results, Stack
from workbench.engine.client.source_places import SourcePlaces
from workbench.engine.wire import messages
from workbench.engine.wire.frames import Header
from workbench.errors.stack_frame import GuestTrace
from workbench.protocol.budgets import Budget
from workbench.protocol.calls import CallOutcome, FuelMeasured, Phase
from workbench.session.ports import OutcomesListener


class CallsApart(Protocol):
    """The part of an engine's client that makes calls again to find something out."""

    _places: SourcePlaces
    _turn: Asking
    _compile_limit_ms: int

    @abstractmethod
    def _ask(self, operation: Operation, request: EngineRequest) -> CallOutcome:
        """Return the answer to a request."""

    @abstractmethod
    def _relieve(self) -> None:
        """End a child that has become too large, unless instances live in it."""

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
        """Call one export after the other, each on an instance of its own, in one request."""
        asked, outcomes = named(module), list[CallOutcome]()
        ends_at = time.monotonic() + limit_ms / 1_000
        with self._turn as operation:
            for portion in portions(calls):
                calls_field, payload = messages.batch_fields(portion)
                fields: Header = {
                    "sha256": asked.sha256,
                    "budget": messages.budget_header(budget),
                    "output_max_bytes": output_max_bytes,
                    "limit_ms": max(0, round((ends_at - time.monotonic()) * 1_000)),
                    **calls_field,
                }
                results = Results(
                    len(portion),
                    on_outcomes,
                    output_max_bytes=output_max_bytes,
                    completed=lambda outcome: self._places.added_to(outcome, asked),
                )
                request = EngineRequest(
                    "each-fresh", fields, budget, Phase.COMPILE, asked, payload, output_max_bytes, reports=results
                )
                ended = self._ask(operation, request)
                outcomes += results.outcomes
                if ended.failure is not None:
                    outcomes.append(ended)
                if len(results.outcomes) < len(portion) or operation.cancelled_at is not None:
                    break
        self._relieve()
        return tuple(outcomes)

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
        """Find out how much fuel a call uses, on fresh instances, in one request."""
        attempts = Attempts()
        request = _request("fuel", module, budget, export, payload, plugin_name, config, output_max_bytes)
        request.reports = attempts
        ended = self._ask_apart(request)
        return attempts.measured if ended.failure is None else FuelMeasured(None, ended.failure.reason)

    def find_stack(
        self, module: bytes, budget: Budget, export: str, payload: bytes, *, plugin_name: str, config: Mapping[str, str]
    ) -> GuestTrace | None:
        """Make a call that did not end once more, on a fresh instance, and return where it is then; None: not known."""
        stack = Stack()
        request = _request("stack", module, budget, export, payload, plugin_name, config, 0)
        request.reports = stack
        self._ask_apart(request)
        return self._places.of_dump(stack.dump, request.module) if stack.dump and request.module else None

    def _ask_apart(self, request: EngineRequest) -> CallOutcome:
        """Return the answer to a request that compiles for itself; the child may be ended afterwards."""
        request.slack_ms = self._compile_limit_ms
        with self._turn as operation:
            ended = self._ask(operation, request)
        self._relieve()
        return ended


def _request(
    kind: str,
    module: bytes,
    budget: Budget,
    export: str,
    payload: bytes,
    plugin_name: str,
    config: Mapping[str, str],
    output_max_bytes: int,
) -> EngineRequest:
    """Return a request that calls on instances of its own, and leaves the host alone."""
    asked = named(module)
    fields: Header = {
        "sha256": asked.sha256,
        "budget": messages.budget_header(budget),
        "export": export,
        "output_max_bytes": output_max_bytes,
        "plugin": plugin_name,
        "config": dict(config),
    }
    return EngineRequest(kind, fields, budget, Phase.CALL, asked, payload, output_max_bytes, plugin_name)
