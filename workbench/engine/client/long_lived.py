"""What a long-lived instance was built from, so that it can be built again in another child.

Owns: the requests that concern one instance. Must not know processes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from workbench.engine.client.connection import Connection, EngineRequest, Module
from workbench.engine.client.reports import NO_REPORTS, Reports
from workbench.engine.wire import messages
from workbench.engine.wire.frames import Header
from workbench.protocol.budgets import Budget
from workbench.protocol.calls import CallFailure, CallOutcome, FailureKind, Phase

BATCH_CALLS_MAX: Final = 10_000
BATCH_MAX_BYTES: Final = 32 << 20
"""What one request of a batch carries at most; a single call may carry more."""


@dataclass(slots=True)
class LongLived:
    """One instance that lives until it is closed."""

    number: int
    module: Module
    budget: Budget
    plugin_name: str
    config: Mapping[str, str]
    connection: Connection | None = None
    """To the child that it lives in; None: in none."""

    def building(self) -> EngineRequest:
        """Return the request that builds it."""
        fields: Header = {
            "instance": self.number,
            "sha256": self.module.sha256,
            "budget": messages.budget_header(self.budget),
            "plugin": self.plugin_name,
            "config": dict(self.config),
        }
        return EngineRequest("open", fields, self.budget, Phase.COMPILE, self.module, plugin_name=self.plugin_name)

    def request(
        self, kind: str, fields: Header, payload: bytes, output_max_bytes: int, reports: Reports = NO_REPORTS
    ) -> EngineRequest:
        """Return a request that calls it."""
        fields["instance"] = self.number
        fields["output_max_bytes"] = output_max_bytes
        budget, plugin_name = self.budget, self.plugin_name
        return EngineRequest(kind, fields, budget, Phase.CALL, None, payload, output_max_bytes, plugin_name, reports)


def named(module: bytes) -> Module:
    """Return a module with its name."""
    return Module(hashlib.sha256(module).hexdigest(), module)


def unknown_instance(number: int) -> CallOutcome:
    """Return the outcome of a call of an instance that is closed, or never was."""
    reason = f"expected a long-lived instance, found the number {number}"
    return CallOutcome(failure=CallFailure(FailureKind.INTERNAL_ERROR, reason))


def rebuilt(outcome: CallOutcome, built: CallOutcome) -> CallOutcome:
    """Return the outcome of the first call after an instance was built anew."""
    return replace(outcome, compile_us=built.compile_us, instantiate_us=built.instantiate_us, restarted=True)


def portions(calls: Sequence[tuple[str, bytes]]) -> Iterator[Sequence[tuple[str, bytes]]]:
    """Cut a batch so that no request is larger than need be: a request stands in memory as a whole, twice."""
    start = size_bytes = 0
    for index, (_, payload) in enumerate(calls):
        size_bytes += len(payload)
        if index > start and (index - start == BATCH_CALLS_MAX or size_bytes > BATCH_MAX_BYTES):
            yield calls[start:index]
            start, size_bytes = index, len(payload)
    if start < len(calls):
        yield calls[start:]
