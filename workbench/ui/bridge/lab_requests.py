"""What the screen requests of the negotiation lab, as values."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from workbench.ui.bridge.request import Request, Turn

if TYPE_CHECKING:
    from workbench.errors import OperatorError
    from workbench.protocol.negotiation.steps import OfferTried
    from workbench.protocol.offer import Offer
    from workbench.ui.bridge.session_port import SessionLike


class OfferTrialRequested(Request[None]):
    """Negotiate with an offer on the newest build; what comes of it is in the state."""

    offer: Offer

    def run(self, session: SessionLike) -> None:
        """Negotiate."""
        session.lab.try_offer(self.offer)


class HostsTrialRequested(Request["tuple[OfferTried | None, ...]"]):
    """Negotiate with several offers. The result is what comes of each; None where nothing does."""

    offers: tuple[Offer, ...]

    def run(self, session: SessionLike) -> tuple[OfferTried | None, ...]:
        """Negotiate."""
        return session.lab.try_each(self.offers)


class SweepRequested(Request[None]):
    """Try every small change of an offer."""

    offer: Offer

    TURN: ClassVar[Turn] = Turn.BESIDE

    def run(self, session: SessionLike) -> None:
        """Try them."""
        session.lab.sweep(self.offer)


class SweepCancelRequested(Request[None]):
    """End the sweep, and keep what was found."""

    TURN: ClassVar[Turn] = Turn.LOOKUP

    def run(self, session: SessionLike) -> None:
        """End it."""
        session.lab.cancel()


class OfferReadRequested(Request["Offer | OperatorError"]):
    """Read the offer of a file. The result is why there is none, else the offer."""

    path: str

    def run(self, session: SessionLike) -> Offer | OperatorError:
        """Read it."""
        return session.lab.read(self.path)


class OfferWriteRequested(Request["OperatorError | None"]):
    """Write an offer to a file. The result is why it cannot be; None: it is written."""

    path: str
    offer: Offer

    def run(self, session: SessionLike) -> OperatorError | None:
        """Write it."""
        return session.lab.write(self.path, self.offer)


class OfferUseRequested(Request[None]):
    """Offer exactly this from now on: builds are negotiated with again."""

    offer: Offer

    def run(self, session: SessionLike) -> None:
        """Offer it."""
        session.offer.use_alone(self.offer)
