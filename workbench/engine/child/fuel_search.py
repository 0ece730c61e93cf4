"""How much fuel a call uses, in the child process. The engine cannot be asked, so the smallest limit is searched for.

Owns: a host of its own, which starts each attempt in the same state and reports nothing. Must not know the wire.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from workbench.engine.child.code_cache import CodeCache
from workbench.engine.child.host_functions import GuestHost
from workbench.engine.child.instances import InstancePool, RunningCall
from workbench.engine.child.libextism import EngineLog
from workbench.protocol.budgets import Budget
from workbench.protocol.calls import CANCELLED_REASON, CallOutcome, FailureKind, FuelMeasured, Phase
from workbench.protocol.host_functions import ClockSetting, HostSnapshot, HostState, RandomSetting
from workbench.protocol.hosting.host_faults import HostFault, HostFaultKind

SEED: Final = "fuel"
"""Of the random source, where the host's own is not seeded."""
_NOT_MEASURABLE: Final = frozenset(
    {
        FailureKind.COMPILE,
        FailureKind.INSTANTIATE,
        FailureKind.MISSING_EXPORT,
        FailureKind.TIMEOUT,
        FailureKind.CANCELLED,
        FailureKind.INTERNAL_ERROR,
    }
)
"""Failures that have nothing to do with the fuel that was used, or hide it."""


@dataclass(frozen=True, slots=True)
class FuelCall:
    """The call that is measured."""

    sha256: str
    module: bytes
    budget: Budget
    export: str
    payload: bytes
    output_max_bytes: int
    plugin_name: str
    config: Mapping[str, str]


class _Unsteady(Exception):
    """An attempt failed for a reason that has nothing to do with its limit."""


class FuelSearch:
    """Measures one call after the other."""

    def __init__(self, log: EngineLog, running: RunningCall, code: CodeCache, *, default_max_pages: int) -> None:
        self._running = running
        self._state = HostState(unix_ms=lambda: 0, secure_bytes=bytes)
        self._host = GuestHost(self._state, log, lambda header, payload: None)
        self._pool = InstancePool(self._host, running, code, default_max_pages=default_max_pages, sees_memory=False)

    def measure(
        self, call: FuelCall, before: HostSnapshot, unix_ms: int, attempted: Callable[[], None]
    ) -> FuelMeasured:
        """Search the smallest limit under which a fresh instance answers as it does under the budget's.

        `before` is the host's state that each attempt starts from; a clock that runs is frozen at `unix_ms`.
        `attempted` is called after each attempt.
        """
        before = started_from(before, unix_ms)

        def attempt(fuel: int) -> CallOutcome:
            self._state.restore(before)
            outcome = self._call(call, fuel)
            attempted()
            if self._running.is_cancelled:
                raise _Unsteady(CANCELLED_REASON)
            return outcome

        try:
            return _search(call.budget.fuel, attempt)
        except _Unsteady as unsteady:
            return FuelMeasured(None, str(unsteady))

    def _call(self, call: FuelCall, fuel: int) -> CallOutcome:
        pool = self._pool
        pool.keep(call.sha256, call.module)
        try:
            instance, built = pool.build(
                call.sha256,
                replace(call.budget, fuel=fuel, host_faults=_quick(call.budget)),
                _enter_no_phase,
                plugin_name=call.plugin_name,
                config=call.config,
            )
            if instance is None:
                return built
            try:
                return pool.call(instance, call.export, call.payload, call.output_max_bytes)
            finally:
                pool.free(instance)
        finally:
            # The limit belongs to what is compiled: it would serve no other attempt.
            pool.forget(call.sha256)


def started_from(before: HostSnapshot, unix_ms: int) -> HostSnapshot:
    """Return a host's state in which a call can be made again: a clock that runs is frozen at `unix_ms`."""
    clock, random = before.clock, before.random
    return replace(
        before,
        clock=ClockSetting(unix_ms) if clock.frozen_unix_ms is None else clock,
        random=RandomSetting(SEED) if random.seed is None else random,
    )


def _quick(budget: Budget) -> tuple[HostFault, ...]:
    """Return the injected faults but those that only take time: dozens of attempts would take dozens of times."""
    return tuple(fault for fault in budget.host_faults if fault.kind is not HostFaultKind.SLOW)


def _enter_no_phase(phase: Phase) -> None:
    """Do nothing: an attempt has one deadline as a whole."""


def _search(fuel_max: int, attempt: Callable[[int], CallOutcome]) -> FuelMeasured:
    if not fuel_max:
        return FuelMeasured(None, "fuel is not metered in this budget")
    wanted = attempt(fuel_max)
    if wanted.failure is not None:
        if wanted.failure.kind is FailureKind.FUEL:
            return FuelMeasured(fuel_max, None)
        if wanted.failure.kind in _NOT_MEASURABLE:
            return FuelMeasured(None, wanted.failure.reason)

    def is_enough(fuel: int) -> bool:
        found = attempt(fuel)
        if found.failure is not None and found.failure.kind is FailureKind.TIMEOUT:
            raise _Unsteady("an attempt took longer than the budget allows")
        return _is_alike(wanted, found)

    too_little, enough = 0, fuel_max
    while enough - too_little > 1:
        middle = (too_little + enough) // 2
        if is_enough(middle):
            enough = middle
        else:
            too_little = middle
    if not is_enough(enough):
        return FuelMeasured(None, "calls with the same payload and host use different amounts")
    return FuelMeasured(enough, None)


def _is_alike(one: CallOutcome, other: CallOutcome) -> bool:
    kinds = [outcome.failure and (outcome.failure.kind, outcome.failure.exit_code) for outcome in (one, other)]
    return one.output == other.output and kinds[0] == kinds[1]
