"""What came of one negotiation of a build."""

from __future__ import annotations

from dataclasses import dataclass

from workbench.errors import WorkbenchError
from workbench.protocol.negotiation.steps import OfferTried
from workbench.session.values.generation import Generation


@dataclass(frozen=True, slots=True)
class NegotiationReport:
    """A build and the offer that was tried on it."""

    generation: Generation
    tried: OfferTried | None
    """None: the plugin does not come as far, `error` says why."""

    @property
    def error(self) -> WorkbenchError | None:
        """What ended layer L1 or the negotiation; None: both passed."""
        if self.tried is not None:
            return self.tried.error
        failed = self.generation.failed_layer
        return None if failed is None else failed.error

    @property
    def passed(self) -> bool:
        """True when all nine steps passed."""
        return self.error is None
