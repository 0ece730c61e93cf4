"""The five layers a plugin passes, and what is said of each. Values only."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Final

from workbench.errors import WorkbenchError
from workbench.protocol.budgets import Budget
from workbench.protocol.calls import CallOutcome


class Layer(Enum):
    """One of the five layers, in their order. The value is the name used in reports."""

    IDENTITY = "identity"
    HANDSHAKE = "handshake"
    SELF_CHECK = "self_check"
    RECORD = "persistence"
    DISPATCH = "dispatch"

    @property
    def label(self) -> str:
        """`L1` to `L5`."""
        return f"L{list(Layer).index(self) + 1}"

    @property
    def title(self) -> str:
        """The name that people read: `self-check`, `record`."""
        return _TITLES.get(self, self.value)


_TITLES: Final = {Layer.SELF_CHECK: "self-check", Layer.RECORD: "record"}


class Verdict(Enum):
    """What is said of a layer."""

    PASSED = "passed"
    FAILED = "failed"
    NOT_RUN = "not run"
    """An earlier layer failed, or nothing was dispatched yet."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What a layer's call used up, beside its limits."""

    wall_us: int = 0
    """Microseconds of the call; 0 when nothing was called."""
    wall_max_ms: int = 0
    """Milliseconds; 0 means: not limited."""
    compile_us: int = 0
    instantiate_us: int = 0
    output_bytes: int = 0
    output_max_bytes: int = 0
    """0 means: not limited."""
    memory_pages: int | None = None
    """Pages of 64 KiB that the guest's memory had after the call; None: not known."""
    memory_max_pages: int = 0
    """0 means: not limited but by the engine."""
    fuel_used: int | None = None
    """None: not measured. The engine cannot be asked; it takes a bisection."""
    fuel_why_not: str | None = None
    """Why a measuring found no figure; None: it found one, or was not tried. Untrusted text."""
    fuel_max: int = 0
    """0 means: not metered."""


def cost_of(call: CallOutcome | None, budget: Budget, output_max_bytes: int) -> Cost:
    """Return what a call used up beside the limits of its budget; nothing when nothing was called.

    A call does not report its fuel. Without metering the limit is 0.
    """
    if call is None:
        return Cost()
    return Cost(
        wall_us=call.wall_us,
        wall_max_ms=budget.wall_ms,
        compile_us=call.compile_us,
        instantiate_us=call.instantiate_us,
        output_bytes=call.output_size_bytes,
        output_max_bytes=output_max_bytes,
        memory_pages=call.memory_pages,
        memory_max_pages=budget.max_pages or 0,
        fuel_max=budget.fuel,
    )


@dataclass(frozen=True, slots=True)
class LayerResult:
    """What was found in one layer."""

    layer: Layer
    verdict: Verdict
    detail: str
    """One sentence; may quote the plugin, so it is untrusted text."""
    error: WorkbenchError | None = None
    """The first problem, which ended the layer; None when it passed or did not run."""
    cost: Cost = Cost()
