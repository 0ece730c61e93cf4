"""Injected faults: what the host is to do wrong, to see whether a plugin degrades well.

Owns: the words that name them, what they change before a dispatch, and how to see afterwards that they triggered. Must
not know how a host function is made to fail.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

from workbench.errors import PluginError, WorkbenchError
from workbench.errors.conformance import conformance_group
from workbench.errors.operator import FaultUnknown
from workbench.naming import nearest
from workbench.protocol.budgets import Budget
from workbench.protocol.calls import CallOutcome, FailureKind
from workbench.protocol.host_functions import HOST_FUNCTIONS, QUOTA_EXCEEDED
from workbench.protocol.hosting.host_faults import ANY, PREFIX, HostFault, HostFaultKind

DELAY_MAX_MS: Final = 60_000
FUNCTIONS: Final = tuple(name.removeprefix(PREFIX) for name in HOST_FUNCTIONS)
LEAST: Final = {"fuel": 1, "wall_ms": 2, "pages": 1, "quota": 0}
"""The limits that can be made smaller, and the least that each can be."""
EXPECTED: Final = (
    f"FUNCTION=fail or FUNCTION=slow:MS (FUNCTION is {', '.join(FUNCTIONS)} or {ANY}; MS at most {DELAY_MAX_MS:,}), "
    f"capability:NAME, or one of {', '.join(LEAST)} with =NUMBER"
)
_CAPABILITY: Final = "capability:"
_DIGITS_MAX: Final = 18


@dataclass(frozen=True, slots=True)
class LimitFault:
    """A limit of the budget that is made smaller."""

    name: str
    """A key of `LEAST`."""
    limit: int

    @property
    def spec(self) -> str:
        """The text that names it: `fuel=1000`."""
        return f"{self.name}={self.limit}"

    def apply(self, budget: Budget) -> Budget:
        """Return the budget with the smaller limit; one that is smaller already stays."""
        match self.name:
            case "fuel":
                return replace(budget, fuel=min(budget.fuel or self.limit, self.limit))
            case "wall_ms":
                return replace(budget, wall_ms=min(budget.wall_ms, self.limit))
            case "pages":
                return replace(budget, max_pages=min(budget.max_pages or self.limit, self.limit))
        return replace(budget, storage_quota_bytes=min(budget.storage_quota_bytes, self.limit))

    def triggered(self, call: CallOutcome) -> bool:
        """Say whether a call ended at this limit, or a host function did."""
        kind = call.failure.kind if call.failure else None
        match self.name:
            case "fuel":
                return kind is FailureKind.FUEL
            case "wall_ms":
                return kind in (FailureKind.TIMEOUT, FailureKind.OVERSTAYED)
            case "pages":
                return kind is FailureKind.MEMORY
        return any(one.error == QUOTA_EXCEEDED for one in call.activity.calls)


@dataclass(frozen=True, slots=True)
class FaultPlan:
    """All faults that are set."""

    host: tuple[HostFault, ...] = ()
    limits: tuple[LimitFault, ...] = ()
    withdrawn: frozenset[str] = frozenset()
    """Capabilities that the host does not offer, whatever else says that it does."""

    @property
    def specs(self) -> tuple[str, ...]:
        """What names them: host functions, then limits, then capabilities."""
        named = (*(fault.spec for fault in self.host), *(limit.spec for limit in self.limits))
        return (*named, *(f"{_CAPABILITY}{name}" for name in sorted(self.withdrawn)))

    def having(self, spec: str, *, source: str = "option") -> FaultPlan:
        """Return the plan with one more fault, in place of one for the same thing. Raises FaultUnknown."""
        return parse_plan([*self.specs, spec], source=source)

    def without(self, spec: str) -> FaultPlan:
        """Return the plan without a fault. One that is not set is ignored."""
        return parse_plan(one for one in self.specs if one != spec)

    def apply(self, budget: Budget) -> Budget:
        """Return the budget of a dispatch under this plan. Layers and conformance are judged without it."""
        for limit in self.limits:
            budget = limit.apply(budget)
        return replace(budget, host_faults=self.host)

    def triggered(self, call: CallOutcome | None, error: WorkbenchError | None) -> tuple[str, ...]:
        """Return what names the faults whose effect can be seen, in the order of `specs`.

        `call` is what was called, None when nothing was; `error` is what the negotiation failed for, None when it did
        not. A call that failed in the middle may have hidden others. A limit that was met may have been met without a
        smaller one too.
        """
        met = {one.injected for one in call.activity.calls if one.injected} if call else set()
        seen = {spec for specs in met for spec in specs.split(" ")}
        if call is not None:
            seen |= {limit.spec for limit in self.limits if limit.triggered(call)}
        if isinstance(error, PluginError):
            missing = conformance_group(error).get("name")
            seen |= {f"{_CAPABILITY}{name}" for name in self.withdrawn if name == missing}
        return tuple(spec for spec in self.specs if spec in seen)


NO_FAULTS: Final = FaultPlan()


def parse_plan(specs: Iterable[str], *, source: str = "option") -> FaultPlan:
    """Return the plan that these texts name; of two for the same thing the later one holds.

    Args:
        specs: As `FaultPlan.specs` gives them; `any` alone and names with the prefix `cc_lb_` are taken too.
        source: Where the texts came from, for the error.

    Raises:
        FaultUnknown: A text names no fault.
    """
    try:
        return _parsed(specs)
    except _NoFault as none:
        raise FaultUnknown(none.spec, EXPECTED, source, _meant(none.spec)) from None


class _NoFault(Exception):
    """A text names no fault."""

    def __init__(self, spec: str) -> None:
        super().__init__(spec)
        self.spec = spec


def _parsed(specs: Iterable[str]) -> FaultPlan:
    host: dict[tuple[str, HostFaultKind], HostFault] = {}
    limits: dict[str, LimitFault] = {}
    withdrawn: set[str] = set()
    for spec in specs:
        if spec.startswith(_CAPABILITY) and len(spec) > len(_CAPABILITY):
            withdrawn.add(spec.removeprefix(_CAPABILITY))
            continue
        name, _, effect = spec.partition("=")
        if name in LEAST:
            limits[name] = LimitFault(name, _number(spec, effect, LEAST[name], 10**_DIGITS_MAX))
        else:
            fault = _host_fault(spec, name.removeprefix(PREFIX), effect)
            host[fault.function, fault.kind] = fault
    return FaultPlan(tuple(host.values()), tuple(limits.values()), frozenset(withdrawn))


def _host_fault(spec: str, function: str, effect: str) -> HostFault:
    if function == ANY and not effect and "=" not in spec:
        effect = HostFaultKind.FAIL.value
    kind, _, delay = effect.partition(":")
    if function not in (*FUNCTIONS, ANY):
        raise _NoFault(spec)
    if kind == HostFaultKind.FAIL.value and not delay:
        return HostFault(function, HostFaultKind.FAIL)
    if kind == HostFaultKind.SLOW.value:
        return HostFault(function, HostFaultKind.SLOW, _number(spec, delay, 1, DELAY_MAX_MS))
    raise _NoFault(spec)


def _number(spec: str, text: str, least: int, most: int) -> int:
    if not (text.isascii() and text.isdecimal()) or len(text) > _DIGITS_MAX or not least <= int(text) <= most:
        raise _NoFault(spec)
    return int(text)


def _meant(spec: str) -> str | None:
    """Return the fault that was probably meant, with a word in capitals where its number or name is missing."""
    name, _, effect = spec.strip().removeprefix(PREFIX).partition("=")
    word, _, rest = spec.partition(":")
    if "=" not in word and nearest(word.strip(), [_CAPABILITY.rstrip(":")]):
        return f"{_CAPABILITY}{rest.strip() or 'NAME'}"
    known = nearest(name.strip(), (*FUNCTIONS, ANY, *LEAST))
    if known is None:
        return None
    if known in LEAST:
        return f"{known}={_within(effect, LEAST[known], 10**_DIGITS_MAX) or 'NUMBER'}"
    kind, _, delay = effect.partition(":")
    if nearest(kind.strip(), [one.value for one in HostFaultKind]) == HostFaultKind.SLOW.value:
        return f"{known}={HostFaultKind.SLOW.value}:{_within(delay, 1, DELAY_MAX_MS) or 'MS'}"
    return f"{known}={HostFaultKind.FAIL.value}"


def _within(text: str, least: int, most: int) -> str:
    """Return the nearest number that is allowed; empty for what is no number."""
    digits = text.strip()
    if not (digits.isascii() and digits.isdecimal()) or len(digits) > _DIGITS_MAX:
        return ""
    return str(min(max(int(digits), least), most))
