"""When a state is drawn, and which panes it is new for. Knows no widget.

A reload passes through half a dozen states within a few hundredths of a second; drawing each would make the last one
late. So a state in which something is still under way is drawn only when it lasts.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from workbench.session.state import Generation, SessionState

HOLD_S = 0.06
"""Seconds that something must be under way before the screen says so."""


class Timer(Protocol):
    """What was set, and can be stopped."""

    def stop(self) -> None:
        """Do not ring."""


class Pace:
    """Holds states of things under way back for a moment; draws all others at once."""

    def __init__(self, set_timer: Callable[[float, Callable[[], None]], Timer], draw: Callable[[], None]) -> None:
        """Hold nothing back yet.

        Args:
            set_timer: Calls back once after so many seconds.
            draw: Draws the newest state.
        """
        self._set_timer = set_timer
        self._draw = draw
        self._timer: Timer | None = None

    def came(self, state: SessionState) -> None:
        """Draw a state, now or when it has lasted."""
        if not under_way(state):
            self._due()
        elif self._timer is None:
            self._timer = self._set_timer(HOLD_S, self._due)

    def _due(self) -> None:
        timer, self._timer = self._timer, None
        if timer is not None:
            timer.stop()
        self._draw()


def under_way(state: SessionState) -> bool:
    """Say whether another state will follow by itself."""
    newest = state.newest
    loading = newest is not None and not newest.complete
    return loading or state.running is not None or state.loop.phase.value in ("building", "compiling", "checking")


def is_news(former: Generation | None, generation: Generation, layer: int) -> bool:
    """Say whether a build says something else of a layer than what is shown; L5 is not looked at.

    The layer counts from 0. As long as that of a new build has not been reached, what the former one said stays.
    """
    if former is None:
        return True
    if former.number != generation.number:
        return generation.complete or generation.layers[layer].verdict.value != "not run"
    if any(old is not new for old, new in zip(former.layers[:4], generation.layers[:4], strict=True)):
        return True
    others = (name for name in generation.__slots__ if name != "layers")
    return any(getattr(former, name) is not getattr(generation, name) for name in others)
