"""Which states are drawn, and for which panes they are new."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import pytest

from tests.ui import states
from workbench.protocol.layers import Verdict
from workbench.session.values.generation import Generation
from workbench.session.values.state import BuildState, LoopPhase, LoopState, SessionState
from workbench.ui.main.render_throttle import BUILT_S, FIELDS_SHOWN, HOLD_S, VERDICT_S, RenderThrottle, is_news
from workbench.ui.renderers import handshake, module_tables, sections, self_check


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


def test_the_previous_verdict_does_not_flash_up_between_a_build_and_what_it_wrote() -> None:
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


@pytest.mark.scenario
def test_of_builds_that_follow_each_other_without_rest_few_are_drawn_and_the_last_one_is() -> None:
    screen = Screen()
    for build in range(1, 501):
        screen.came(states.checking(), build=build)
        screen.clock.pass_time(0.01)
    screen.came(states.ready(), build=501)
    screen.clock.pass_time(1)
    assert 4 <= len(screen.drawn) <= 7
    assert screen.drawn[-1][:2] == (501, "ready")


def test_a_pane_keeps_the_previous_build_until_its_layer_was_reached() -> None:
    previous, checking = states.ready().newest, states.checking().newest
    assert previous is not None
    assert checking is not None
    unknown = replace(checking.layers[2], verdict=Verdict.NOT_RUN)
    coming = replace(checking, number=2, layers=(*checking.layers[:2], unknown, *checking.layers[3:]))
    assert is_news(None, coming, 2)
    assert is_news(previous, coming, 0)
    assert not is_news(previous, coming, 2)
    assert is_news(previous, replace(previous, number=2), 2)


LAYERS = (0, 1, 2)


def news_of(previous: Generation, generation: Generation) -> list[int]:
    """Return the layers whose pane shows something else."""
    return [layer for layer in LAYERS if is_news(previous, generation, layer)]


def test_a_verdict_is_news_for_its_own_pane_and_for_those_that_wait_for_it() -> None:
    generation = states.ready().newest
    assert generation is not None
    expected = {0: [0, 1, 2], 1: [1, 2], 2: [2], 3: [2], 4: []}
    for changed, layers in expected.items():
        results = [
            replace(one, detail="other") if index == changed else one for index, one in enumerate(generation.layers)
        ]
        assert news_of(generation, replace(generation, layers=tuple(results))) == layers, changed


@pytest.mark.parametrize(
    ("name", "layers"),
    [("static_checks", [0]), ("function_table", [1]), ("accept_text", [1]), ("self_check", [2]), ("metadata", [2])],
)
def test_what_only_one_pane_shows_is_news_for_that_pane_alone(name: str, layers: list[int]) -> None:
    generation = states.ready().newest
    assert generation is not None
    other: Any = {name: (object(),)}
    assert news_of(generation, replace(generation, **other)) == layers


class Watched:
    """A build that notes which of its parts are read."""

    def __init__(self, generation: Generation) -> None:
        self._generation = generation
        self.read: set[str] = set()

    def __getattr__(self, name: str) -> Any:
        found = inspect.getattr_static(Generation, name, None)
        if isinstance(found, property) and found.fget is not None:
            return found.fget(self)
        if inspect.isfunction(found):
            return found.__get__(self)
        self.read.add(name)
        return getattr(self._generation, name)


DRAWN: dict[int, Callable[[Any], object]] = {
    0: lambda build: [
        (
            sections.summary(build, view, 80),
            sections.view_choices(build),
            sections.table(build, view),
            sections.detail_lines(build, view, key, as_bytes=as_bytes, width=60),
        )
        for as_bytes in (False, True)
        for key in (sections.first_key(build), "code#1", module_tables.failure_section(build))
        for view in ("sections", "checks", "imports", "exports")
    ],
    1: lambda build: [
        (
            handshake.summary(build),
            handshake.view_choices(build),
            handshake.failed(build),
            handshake.message_text(build, view),
            handshake.detail_lines(build, "shape"),
            handshake.function_rows(build.function_table),
        )
        for view in ("functions", "offer", "accept")
    ],
    2: lambda build: [
        (
            self_check.completed(build),
            self_check.failed(build),
            self_check.view_choices(build),
            self_check.message_text(build, view),
            self_check.lines(build, view),
        )
        for view in ("result", "request", "response", "record")
    ],
}


@pytest.mark.parametrize("layer", LAYERS)
@pytest.mark.parametrize("name", states.ALL)
def test_a_pane_draws_nothing_but_what_it_is_drawn_again_for(name: str, layer: int) -> None:
    generation = states.ALL[name]().newest
    if generation is None:
        return
    watched = Watched(generation)
    DRAWN[layer](watched)
    assert watched.read <= {"layers", *FIELDS_SHOWN[layer]}
