"""The hosts that stand beside the offer in the lab: presets, and offers of files; and what comes of each."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from workbench.errors import OperatorError
from workbench.protocol.negotiation.presets import presets
from workbench.protocol.negotiation.steps import OfferTried
from workbench.protocol.offer import Offer
from workbench.ui.bridge.lab_requests import HostsTrialRequested, OfferReadRequested, OfferWriteRequested
from workbench.ui.renderers.lab_hosts import Host

if TYPE_CHECKING:
    from workbench.session.values.state import SessionState
    from workbench.ui.screens.sheet_context import SheetContext
    from workbench.ui.sheets.host_prompts import Prompting

OWN = "this host"
FILE = "offer.json"
"""The path that is offered at first."""


class LabHosts:
    """Knows the hosts, and lets them be tried, read and written."""

    def __init__(self, context: SheetContext, prompt: Prompting, arrived: Callable[[], object]) -> None:
        """Know no file yet; `arrived` is called when verdicts have come."""
        self._context, self._prompt, self._arrived = context, prompt, arrived
        self._files: list[Host] = []
        self._asked: tuple[int, tuple[Offer, ...]] | None = None
        """The build and the offers that were tried last."""
        self.tried: tuple[OfferTried | None, ...] = ()
        """What came of each host's offer, in their order; fewer while not all is known."""

    def hosts(self, state: SessionState) -> list[Host]:
        """Return this session's host, the presets, and the files that were read or written."""
        own = state.settings.host_offer
        known = [Host(one.name, one.meaning, one.offer) for one in presets(own.host_capabilities)]
        return [Host(OWN, "what the host of this session offers now", own), *known, *self._files]

    def ask(self, state: SessionState) -> None:
        """Let the hosts be tried on the newest build, unless that is known."""
        wanted = (state.newest.number if state.newest else 0, tuple(one.offer for one in self.hosts(state)))
        if wanted == self._asked:
            return
        self._asked, self.tried = wanted, ()
        self._context.ask(HostsTrialRequested(wanted[1]), partial(self._take, wanted))

    def _take(self, wanted: tuple[int, tuple[Offer, ...]], tried: tuple[OfferTried | None, ...]) -> None:
        if wanted == self._asked:
            self.tried = tried
            self._arrived()

    def read(self, then: Callable[[Host], object], what: str = "file of an offer, tab completes", at: str = "") -> None:
        """Let the file of an offer be named; one that holds none is asked for again, with what is wrong with it."""

        def answered(path: str, found: Offer | OperatorError) -> None:
            if isinstance(found, OperatorError):
                self.read(then, str(found), path)
            else:
                then(self._keep(path, found))

        def taken(typed: str) -> None:
            path = typed.strip()
            if path:
                self._context.ask(OfferReadRequested(path), partial(answered, path))

        self._prompt(what, at, taken, files=(".json",))

    def write(
        self, offer: Offer, then: Callable[[str], object], what: str = "save this offer to the file", at: str = FILE
    ) -> None:
        """Let a file be named that the offer is written to; one that cannot be written is asked for again."""

        def answered(path: str, error: OperatorError | None) -> None:
            if error is not None:
                self.write(offer, then, str(error), path)
            else:
                self._keep(path, offer)
                then(path)

        def taken(typed: str) -> None:
            path = typed.strip()
            if path:
                self._context.ask(OfferWriteRequested(path, offer), partial(answered, path))

        self._prompt(what, at, taken, files=(".json",))

    def _keep(self, path: str, offer: Offer) -> Host:
        host = Host(path, "the offer of this file, which --offer takes", offer)
        self._files = [*(one for one in self._files if one.name != path), host]
        return host
