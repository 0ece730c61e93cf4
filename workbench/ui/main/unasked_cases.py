"""Asks for the conformance cases of each build that has passed its layers, once, unless they are switched off.

Waits until nothing has changed for a moment and no dispatch runs: a process more would only get in its way.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final, Protocol

from workbench.ui.bridge.measure_requests import ConformanceRequested

if TYPE_CHECKING:
    from workbench.session.values.state import SessionState
    from workbench.ui.bridge.request import Ask


PAUSE_S: Final = 0.5
"""Seconds without another state."""


class Stoppable(Protocol):
    """What ends before its time."""

    def stop(self) -> None:
        """End it."""


class UnaskedCases:
    """Keeps for which build they were asked."""

    def __init__(self, ask: Ask, set_timer: Callable[[float, Callable[[], None]], Stoppable]) -> None:
        """Ask for nothing yet."""
        self._ask = ask
        self._set_timer = set_timer
        self._timer: Stoppable | None = None
        self._asked = 0

    def show(self, state: SessionState) -> None:
        """Look at another state."""
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
        newest = state.newest
        if newest is None or not newest.complete or not newest.is_good or not state.settings.run_conformance:
            return
        if newest.number != self._asked and state.running is None:
            number = newest.number
            self._timer = self._set_timer(PAUSE_S, lambda: self._request(number))

    def _request(self, number: int) -> None:
        self._asked = number
        self._ask(ConformanceRequested(number))
