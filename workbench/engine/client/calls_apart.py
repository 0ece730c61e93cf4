"""Calls made again on instances of their own: how much fuel one uses, and where one is that does not end.

Owns: the form of these requests. Must not know how a child is started and replaced.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from typing import Protocol

from workbench.engine.client.connection import EngineRequest
from workbench.engine.client.long_lived import named
from workbench.engine.client.reports import Attempts, Stack
from workbench.engine.client.source_places import SourcePlaces
from workbench.engine.wire import messages
from workbench.engine.wire.frames import Header
from workbench.errors.stack_frame import GuestTrace
from workbench.protocol.budgets import Budget
from workbench.protocol.calls import CallOutcome, FuelMeasured, Phase


class CallsApart(Protocol):
    """The part of an engine's client that makes calls again to find something out."""

    _places: SourcePlaces

    @abstractmethod
    def _ask_apart(self, request: EngineRequest) -> CallOutcome:
        """Return the answer to a request that compiles for itself; the child may be ended afterwards."""

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
