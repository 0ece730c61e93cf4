"""How an instance is built and what one call of it may use up (PROTOCOL.md section 3)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import Enum
from typing import Final

from workbench.protocol import limits
from workbench.protocol.hosting.host_faults import HostFault


class Imports(Enum):
    """What becomes of the imports of `extism:host/user`."""

    REFERENCE = "reference"
    """As the reference does: linked in the serving budget, absent in the strict one."""
    TRAP = "trap"
    """In the strict budget all six are linked, and a call of one fails: shows which of both fails."""


class HostLink(Enum):
    """Which host functions an instance is built with."""

    NONE = "none"
    TRAPS = "traps"
    REAL = "real"


@dataclass(frozen=True, slots=True)
class Budget:
    """What an instance is built with, and the limits of each call."""

    name: str
    """`strict` or `serving`."""
    wall_ms: int
    """Milliseconds of wall clock per call. At least 2."""
    fuel: int
    """Fuel per call; 0 means that fuel is not metered."""
    max_pages: int | None
    """Pages of 64 KiB that each linear memory may grow to; None leaves it to the engine."""
    wasi: bool
    host_link: HostLink
    storage_quota_bytes: int = limits.STORAGE_QUOTA_BYTES
    host_faults: tuple[HostFault, ...] = ()
    """The injected faults of host functions; the first that fails ends the call."""

    def with_imports(self, imports: Imports) -> Budget:
        """Return this budget as it is under `--imports`."""
        if imports is Imports.TRAP and self.host_link is HostLink.NONE:
            return replace(self, host_link=HostLink.TRAPS)
        return self


STRICT = Budget(
    name="strict",
    wall_ms=limits.HANDSHAKE_WALL_MS,
    fuel=limits.HANDSHAKE_FUEL,
    max_pages=None,
    wasi=False,
    host_link=HostLink.NONE,
)
SERVING = Budget(name="serving", wall_ms=5_000, fuel=1_000_000_000, max_pages=32, wasi=True, host_link=HostLink.REAL)

BUDGETS = {budget.name: budget for budget in (STRICT, SERVING)}

ADJUSTABLE: Final = {
    "wall_ms": (2, 600_000),
    "fuel": (0, 2**63 - 1),
    "max_pages": (1, 65_536),
    "storage_quota_bytes": (0, 2**40),
}
"""The limits that a project may change, each with its least and its largest value."""


def departures(budget: Budget) -> tuple[str, ...]:
    """Return what of a budget is other than in the protocol, in words; injected faults do not count.

    A verdict that was given under such a budget is no host's.
    """
    own = BUDGETS[budget.name]
    changed = [name for name in ADJUSTABLE if getattr(budget, name) != getattr(own, name)]
    said = [f"{name} {_limit(name, budget)} instead of {_limit(name, own)}" for name in changed]
    if budget.host_link is HostLink.TRAPS:
        said.append("host functions are linked, and trap")
    return tuple(said)


def _limit(name: str, budget: Budget) -> str:
    limit = getattr(budget, name)
    return "no limit" if limit is None or (name == "fuel" and not limit) else f"{limit:,}"


def adjusted(budget: Budget, changes: Mapping[str, int]) -> Budget:
    """Return the budget with other limits; `changes` are keys of `ADJUSTABLE` with values within their bounds."""
    limit = {name: changes.get(name, getattr(budget, name)) for name in ADJUSTABLE}
    return replace(
        budget,
        wall_ms=limit["wall_ms"],
        fuel=limit["fuel"],
        max_pages=limit["max_pages"],
        storage_quota_bytes=limit["storage_quota_bytes"],
    )
