"""The negotiation lab: the offer that a person tries on the newest build, and what comes of it."""

from __future__ import annotations

from dataclasses import dataclass

from workbench.errors import WorkbenchError
from workbench.protocol.negotiation.steps import OfferTried
from workbench.protocol.offer import Offer


@dataclass(frozen=True, slots=True)
class LabState:
    """The last offer that was tried."""

    generation: int
    """The build that it was tried on."""
    offer: Offer
    tried: OfferTried | None = None
    """What came of it; None: `error` says why nothing did."""
    error: WorkbenchError | None = None
    """Layer 1 of the build failed, or the engine could not run it."""
