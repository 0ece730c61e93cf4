"""Asks for the conformance cases of each build that has passed its layers, once, unless they are switched off."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.ui.bridge.requests import ConformanceRequested

if TYPE_CHECKING:
    from workbench.session.values.state import SessionState
    from workbench.ui.bridge.request import Ask


class UnaskedCases:
    """Keeps for which build they were asked."""

    def __init__(self, ask: Ask) -> None:
        """Ask for nothing yet."""
        self._ask = ask
        self._asked = 0

    def show(self, state: SessionState) -> None:
        """Look at another state."""
        newest = state.newest
        if newest is None or not newest.complete or not newest.is_good or not state.settings.run_conformance:
            return
        if newest.number != self._asked:
            self._asked = newest.number
            self._ask(ConformanceRequested(newest.number))
