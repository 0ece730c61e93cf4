"""What dispatches are made under, beside payload, profile, budget and the host's state."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from workbench.protocol.budgets import Imports
from workbench.protocol.hosting.injected_faults import NO_FAULTS, FaultPlan
from workbench.protocol.offer import Offer

Limits = Mapping[str, Mapping[str, int]]
"""By the name of a budget, limits by their names: keys of `ADJUSTABLE`."""


@dataclass(frozen=True, slots=True)
class Conditions:
    """What the host links, offers, allows and does wrong."""

    imports: Imports = Imports.REFERENCE
    capabilities: tuple[str, ...] = ()
    """What the host offers beside its functions; sorted."""
    limits: Limits = field(default_factory=dict)
    """Those that are not the protocol's."""
    offer: Offer | None = None
    """What a host of other versions offers; None: as the reference does."""
    faults: FaultPlan = NO_FAULTS
    """Injected faults."""


USUAL_CONDITIONS: Final = Conditions()
