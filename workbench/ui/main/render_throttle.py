"""When a state is drawn, and which panes it is new for. Knows no widget.

A reload passes through half a dozen states within a few hundredths of a second; drawing each would make the last one
late. So a state in which something is still under way is drawn only when it lasts. And builds that come faster than
anybody reads are not all drawn: keys wait for each of them.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from workbench.session.values.generation import Generation
    from workbench.session.values.state import SessionState

HOLD_S = 0.06
"""Seconds that something must be under way before the screen says so."""
VERDICT_S = 0.25
"""Seconds that a build stays on the screen before the verdict on another one takes its place."""
BUILT_S = 0.15
"""Seconds after a build in which what it wrote is expected to be seen: until then the previous verdict says nothing."""
LOADING_S = 1.0
"""Seconds that a build stays on the screen before another one does that has no verdict yet."""


class Timer(Protocol):
    """What was set, and can be stopped."""

    def stop(self) -> None:
        """Do not ring."""


class RenderThrottle:
    """Holds states of things under way back for a moment, and builds that follow each other; draws others at once."""

    def __init__(
        self,
        set_timer: Callable[[float, Callable[[], None]], Timer],
        draw: Callable[[], SessionState | None],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Hold nothing back yet.

        Args:
            set_timer: Calls back once after so many seconds.
            draw: Draws the newest state, and returns it.
            clock: Gives seconds.
        """
        self._set_timer = set_timer
        self._draw = draw
        self._clock = clock
        self._timer: Timer | None = None
        self._rings_at = 0.0
        self._state: SessionState | None = None
        """What came last."""
        self._build = 0
        """The number of the build on the screen; 0: none is."""
        self._build_since = float("-inf")
        self._building = False
        """Whether the screen says that the build command runs."""

    def came(self, state: SessionState) -> None:
        """Draw a state, now or when it has lasted."""
        self._state = state
        hold_s = max(self._lasts_s(state), self._crowded_s(state))
        if not hold_s:
            self._draw_now()
        elif self._timer is None or self._clock() + hold_s < self._rings_at:
            self._set(hold_s)

    def _lasts_s(self, state: SessionState) -> float:
        """Return how many seconds a state must last before it is drawn."""
        if under_way(state):
            return HOLD_S
        return BUILT_S if self._building and not state.build.running and not state.build.failed else 0.0

    def _crowded_s(self, state: SessionState) -> float:
        """Return how many seconds the build on the screen is to stay there before another one."""
        if _build(state) == self._build:
            return 0.0
        stays_s = LOADING_S if under_way(state) else VERDICT_S
        return max(self._build_since + stays_s - self._clock(), 0.0)

    def _set(self, hold_s: float) -> None:
        if self._timer is not None:
            self._timer.stop()
        self._rings_at = self._clock() + hold_s
        self._timer = self._set_timer(hold_s, self._ring)

    def _ring(self) -> None:
        self._timer = None
        hold_s = self._crowded_s(self._state) if self._state is not None else 0.0
        if hold_s:
            self._set(hold_s)
        else:
            self._draw_now()

    def _draw_now(self) -> None:
        timer, self._timer = self._timer, None
        if timer is not None:
            timer.stop()
        drawn = self._draw()
        if drawn is None:
            return
        self._building = drawn.build.running
        if _build(drawn) != self._build:
            self._build, self._build_since = _build(drawn), self._clock()


def under_way(state: SessionState) -> bool:
    """Say whether another state will follow by itself."""
    newest = state.newest
    loading = newest is not None and not newest.complete
    return loading or state.running is not None or state.loop.phase.value in ("building", "compiling", "checking")


LAYERS_SHOWN = (1, 2, 4)
"""How many layers, from the first on, the pane of each layer shows something of."""
FIELDS_SHOWN = (
    ("artifact", "module_map", "protocol_line", "static_checks", "hazards"),
    ("artifact", "module_map", "negotiation", "function_table", "accept_text", "judged_under"),
    ("artifact", "module_map", "identity", "self_check", "response_text", "metadata", "judged_under", "complete"),
)
"""What else of a build the pane of each layer shows."""


def is_news(previous: Generation | None, generation: Generation, layer: int) -> bool:
    """Say whether the pane of a layer shows something else for a build than for the one that it shows.

    The layer counts from 0, up to L3. As long as that of a new build has not been reached, what the pane shows of the
    previous one stays.
    """
    if previous is None:
        return True
    if previous.number != generation.number:
        return generation.complete or generation.layers[layer].verdict.value != "not run"
    shown = LAYERS_SHOWN[layer]
    if any(old is not new for old, new in zip(previous.layers[:shown], generation.layers[:shown], strict=True)):
        return True
    return any(getattr(previous, name) is not getattr(generation, name) for name in FIELDS_SHOWN[layer])


def _build(state: SessionState) -> int:
    return state.newest.number if state.newest is not None else 0
