"""One dispatch that was made, with what it was made under and what it used up."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from workbench.protocol.calls import FuelMeasured
from workbench.protocol.dispatch import DispatchOutcome
from workbench.protocol.hosting.injected_faults import NO_FAULTS, FaultPlan
from workbench.protocol.layers import Cost

if TYPE_CHECKING:
    from workbench.protocol.host_effect.effect import AnswerEffect
    from workbench.protocol.host_effect.warnings import PayloadWarning


@dataclass(frozen=True, slots=True)
class DispatchRecord:
    """One dispatch that was made."""

    number: int
    """Grows with each dispatch, from 1."""
    generation: int
    """The generation that answered, or that was to answer; 0 before the first."""
    payload: str
    """What was sent, its variables replaced; secret values of the environment have their names in their place."""
    outcome: DispatchOutcome
    at: float
    """Unix seconds."""
    fresh: bool = False
    """True: on an instance of its own; False: on the long-lived one."""
    interrupted: bool = False
    """True: an earlier call had left the long-lived instance in the middle of something."""
    cost: Cost = field(default_factory=Cost)
    """What it used up beside its limits; fuel as soon as it is measured. Nothing when nothing was called."""
    fuel: FuelMeasured | None = None
    """What the same call uses on a fresh instance; None: not measured."""
    entry: int | None = None
    """Its number in the history; None: it is not kept there."""
    parent: int | None = None
    """The entry of the history that it repeats; None: it repeats none."""
    faults: FaultPlan = NO_FAULTS
    """The injected faults that were set."""
    triggered: tuple[str, ...] = ()
    """Those of them that are known to have had an effect, by name."""
    started_from: str = ""
    """The kept state of the host that it began with; empty: with the one that was there."""
    effect: AnswerEffect | None = None
    """What a host does with the outcome; None: not looked at."""
    warnings: tuple[PayloadWarning, ...] = ()
    """What else the author should know of payload and answer."""
    document: str | None = field(default=None, repr=False)
    """The text that the payload was made of; None: it had no variables."""
    hidden: tuple[str, ...] = ()
    """The variables whose names stand in the payload for values that nobody keeps."""

    @property
    def typed(self) -> str:
        """What stood in the editor."""
        return self.payload if self.document is None else self.document
