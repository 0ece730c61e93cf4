"""What came of the small changes of an offer that were tried on a build."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from workbench.errors import WorkbenchError
from workbench.protocol.negotiation.changes import Changes
from workbench.protocol.negotiation.steps import OfferTried
from workbench.protocol.offer import Offer
from workbench.session.values.generation import Generation

SWEEP_LIMIT_S: Final = 10
"""Seconds after which a sweep ends with what it has found."""
SWEEP_LIMIT_MAX_S: Final = 3_600


@dataclass(frozen=True, slots=True)
class SweepStep:
    """How far a sweep is."""

    tried: int
    planned: int
    """As far as is known: pairs are planned when the single changes have been tried."""


Going = Callable[[SweepStep], bool]
"""Gets how far it is, often; returns whether to go on."""


@dataclass(frozen=True, slots=True)
class ChangedOffer:
    """A changed offer and what came of it."""

    changes: Changes
    tried: OfferTried
    lost: tuple[str, ...] = ()
    """Functions that the plugin negotiates with the offer itself, and not, or at a lower version, with this one."""

    @property
    def sentence(self) -> str:
        """What the changed offer is, in words. Names may be a plugin's: untrusted text."""
        return ", ".join(change.sentence for change in self.changes)


@dataclass(frozen=True, slots=True)
class SweepReport:
    """What came of a sweep."""

    generation: Generation
    baseline: OfferTried | None
    """The offer itself; None: the plugin does not come as far as a negotiation, `error` says why."""
    tried: int = 0
    """Changed offers that the plugin has answered, or failed to."""
    planned: int = 0
    found: tuple[ChangedOffer, ...] = ()
    """The smallest changes that break the plugin; where it fails with the offer itself, those that let it pass. A pair
    stands here only when neither of its members does. Single changes first, each in the order of the steps."""
    found_more: int = 0
    """Pairs that are left out."""
    lessened: tuple[ChangedOffer, ...] = ()
    """Single changes that the plugin passes with, but negotiates less."""
    ended_early: str | None = None
    """Why not all that was planned was tried; None: it was."""
    wall_us: int = 0

    @property
    def mends(self) -> bool:
        """True when the plugin fails with the offer itself: then what lets it pass is looked for."""
        return self.baseline is not None and not self.baseline.passed

    @property
    def is_hopeless(self) -> bool:
        """True when it fails before the plugin is asked, so that nothing else was tried."""
        return self.mends and not self.planned

    @property
    def error(self) -> WorkbenchError | None:
        """Why nothing could be negotiated; None: it could."""
        failed = self.generation.failed_layer
        return failed.error if self.baseline is None and failed is not None else None


@dataclass(frozen=True, slots=True)
class SweepState:
    """A sweep that a person asked for."""

    generation: int
    title: str
    """Of the build. Untrusted text."""
    offer: Offer
    """What is changed."""
    step: SweepStep | None
    """How far it is; None: it is over."""
    report: SweepReport | None = None
    error: WorkbenchError | None = None
    """Why there is no report although it is over."""
