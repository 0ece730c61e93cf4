"""The offer that plugins are negotiated with, in the hands of a person: the reference's, that of a file, or any other.

Owns nothing: what is offered stands in the settings of the state.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from workbench.errors import OperatorError
from workbench.protocol.offer import Offer
from workbench.session.state_store import StateStore
from workbench.session.values.settings import Settings

ReadOffer = Callable[[str], Offer]
"""Reads the offer in a file, by its path; raises an OperatorError when there is none."""


class OfferChoice:
    """What a person may let the host offer. Belongs to the session's runner."""

    def __init__(self, read: ReadOffer | None, states: StateStore, apply: Callable[[Settings], object]) -> None:
        """Leave what is offered as it is.

        Args:
            read: Reads files of offers; None: there are none.
            states: Where the settings stand.
            apply: Takes over settings, and negotiates again where they differ.
        """
        self._read, self._states, self._apply = read, states, apply

    def use_alone(self, offer: Offer) -> None:
        """Offer exactly this from now on: the capabilities of the settings are offered no more unless it has them."""
        settings = replace(self._states.state.settings, capabilities=frozenset(), offer=offer, offer_file="")
        self._apply(settings)

    def use(self, offer: Offer | None, *, file: str = "") -> None:
        """Offer this from now on, and negotiate with the newest build again.

        Args:
            offer: Functions, versions and capabilities; those of the settings are offered beside its own. None: as the
                reference offers.
            file: Where it was read from, for display; empty: it stands in no file.
        """
        self._apply(replace(self._states.state.settings, offer=offer, offer_file=file))

    def use_file(self, path: str) -> OperatorError | None:
        """Offer what a file says, as `use` does; an empty path: as the reference.

        Returns why it cannot be; then everything stays as it was. None: it is offered.
        """
        if not path:
            self.use(None)
            return None
        if self._read is None:
            return None
        try:
            offer = self._read(path)
        except OperatorError as error:
            return error.detached()
        self.use(offer, file=path)
        return None
