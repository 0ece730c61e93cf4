"""Which states are drawn, and for which panes they are new."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from tests.ui import states
from workbench.protocol.layers import Verdict
from workbench.session.values.state import BuildState, LoopPhase, LoopState, SessionState
from workbench.ui.screens.render_throttle import BUILT_S, HOLD_S, VERDICT_S, RenderThrottle, is_news


class Clock:
    """Rings when its time has come."""

    def __init__(self) -> None:
        self.now = 100.0
        self.waiting: list[Bell] = []

    def set(self, after_s: float, ring: Callable[[], None]) -> Bell:
        bell = Bell(self, self.now + after_s, ring)
        self.waiting.append(bell)
        return bell

    def pass_time(self, seconds: float) -> None:
        until = self.now + seconds
        while due := [bell for bell in self.waiting if bell.at <= until]:
            bell = min(due, key=lambda one: one.at)
            self.now = bell.at
            bell.stop()
            bell.ring()
        self.now = until


@dataclass(frozen=True)
class Bell:
    """Something that rings once."""

    clock: Clock
    at: float
    ring: Callable[[], None]

    def stop(self) -> None:
        self.clock.waiting.remove(self)


class Screen:
    """Draws what came last, and takes note of when."""

    def __init__(self) -> None:
        self.clock = Clock()
        self.drawn: list[tuple[int, str, float]] = []
        self.pace = RenderThrottle(self.clock.set, self._draw, lambda: self.clock.now)
        self._came: SessionState | None = None

    def came(self, state: SessionState, build: int = 1) -> None:
        assert state.newest is not None
        self._came = replace(state, newest=replace(state.newest, number=build))
        self.pace.came(self._came)

    def _draw(self) -> SessionState | None:
        assert self._came is not None
        assert self._came.newest is not None
        self.drawn.append((self._came.newest.number, self._came.loop.phase.value, round(self.clock.now - 100, 2)))
        return self._came


def test_what_is_at_rest_is_drawn_at_once_and_what_is_under_way_when_it_lasts() -> None:
    screen = Screen()
    screen.came(states.checking())
    screen.came(states.running())
    assert screen.drawn == []
    screen.clock.pass_time(HOLD_S)
    assert screen.drawn == [(1, "ready", HOLD_S)]
    screen.came(states.running())
    screen.came(states.ready())
    assert screen.drawn[1:] == [(1, "ready", HOLD_S)]
    assert screen.clock.waiting == []


def test_the_former_verdict_does_not_flash_up_between_a_build_and_what_it_wrote() -> None:
    screen = Screen()
    building = replace(states.ready(), build=BuildState("make", 1, running=True))
    for failed in (False, True):
        screen.came(replace(building, loop=LoopState(LoopPhase.BUILDING)))
        screen.clock.pass_time(HOLD_S)
        screen.came(replace(states.ready(), build=BuildState("make", 1, failed=failed)))
        screen.clock.pass_time(0.1)
    assert [word for _, word, _ in screen.drawn] == ["building", "building", "ready"]
    screen.came(replace(building, loop=LoopState(LoopPhase.BUILDING)))
    screen.clock.pass_time(HOLD_S)
    screen.came(replace(states.ready(), build=BuildState("make", 1)))
    screen.clock.pass_time(BUILT_S)
    assert screen.drawn[-1][1] == "ready", "a build that wrote nothing new ends, too"


def test_a_verdict_is_drawn_at_once_and_the_one_after_it_when_the_first_could_be_read() -> None:
    screen = Screen()
    screen.came(states.ready(), build=1)
    screen.clock.pass_time(0.1)
    screen.came(states.checking(), build=2)
    screen.came(states.ready(), build=2)
    screen.clock.pass_time(1)
    screen.came(states.checking(), build=3)
    screen.came(states.ready(), build=3)
    assert screen.drawn == [(1, "ready", 0.0), (2, "ready", VERDICT_S), (3, "ready", 1.1)]


def test_of_builds_that_follow_each_other_without_rest_few_are_drawn_and_the_last_one_is() -> None:
    screen = Screen()
    for build in range(1, 501):
        screen.came(states.checking(), build=build)
        screen.clock.pass_time(0.01)
    screen.came(states.ready(), build=501)
    screen.clock.pass_time(1)
    assert 4 <= len(screen.drawn) <= 7
    assert screen.drawn[-1][:2] == (501, "ready")


def test_a_pane_keeps_the_former_build_until_its_layer_was_reached() -> None:
    former, checking = states.ready().newest, states.checking().newest
    assert former is not None
    assert checking is not None
    unknown = replace(checking.layers[2], verdict=Verdict.NOT_RUN)
    coming = replace(checking, number=2, layers=(*checking.layers[:2], unknown, *checking.layers[3:]))
    assert is_news(None, coming, 2)
    assert is_news(former, coming, 0)
    assert not is_news(former, coming, 2)
    assert is_news(former, replace(former, number=2), 2)


def test_a_verdict_on_dispatches_is_no_news_for_the_other_panes() -> None:
    generation = states.ready().newest
    assert generation is not None
    other = replace(generation, layers=(*generation.layers[:4], replace(generation.layers[4], detail="other")))
    assert not is_news(generation, other, 0)


def test_a_pane_is_drawn_anew_only_for_what_it_shows() -> None:
    generation = states.ready().newest
    assert generation is not None
    checked = replace(generation, response_text="{}")
    assert [is_news(generation, checked, layer) for layer in range(3)] == [False, False, True]
    recorded = replace(generation.layers[3], detail="other")
    kept = replace(generation, layers=(*generation.layers[:3], recorded, generation.layers[4]))
    assert [is_news(generation, kept, layer) for layer in range(3)] == [False, False, True]
    negotiated = replace(generation, accept_text="{}")
    assert [is_news(generation, negotiated, layer) for layer in range(3)] == [False, True, False]
    tested = replace(generation, static_checks=())
    assert [is_news(generation, tested, layer) for layer in range(3)] == [True, False, False]
