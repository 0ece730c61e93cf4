"""The same call on two builds: what each answered, in what time, by how much fuel."""

from __future__ import annotations

from dataclasses import dataclass

from workbench.protocol.calls import FuelMeasured
from workbench.session.values.kept_outcome import KeptOutcome
from workbench.session.values.replay_verdict import CallComparison


@dataclass(frozen=True, slots=True)
class CallEnd:
    """How a call ended on one build."""

    outcome: KeptOutcome
    wall_us: int
    """Microseconds of the call alone, the shortest of some; 0: nothing was called."""
    fuel: FuelMeasured | None = None
    """None: it was not measured."""

    @property
    def fuel_used(self) -> int | None:
        """What it used; None: not known."""
        return self.fuel.fuel_used if self.fuel is not None else None


@dataclass(frozen=True, slots=True)
class ComparedCall:
    """One call, made on both builds."""

    number: int
    """Its place, from 1."""
    function: str
    comparison: CallComparison
    old: CallEnd
    new: CallEnd
