"""Which states are drawn, and for which panes they are new."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from tests.ui import states
from workbench.protocol.layers import Verdict
from workbench.ui.pace import Pace, is_news


class Clock:
    """Rings when it is told to."""

    def __init__(self) -> None:
        self.waiting: list[Callable[[], None]] = []

    def set(self, after_s: float, ring: Callable[[], None]) -> Clock:
        self.waiting.append(ring)
        return self

    def stop(self) -> None:
        self.waiting.clear()


def test_what_is_at_rest_is_drawn_at_once_and_what_is_under_way_when_it_lasts() -> None:
    drawn: list[int] = []
    clock = Clock()
    pace = Pace(clock.set, lambda: drawn.append(1))
    pace.came(states.checking())
    pace.came(states.running())
    assert (len(drawn), len(clock.waiting)) == (0, 1)
    clock.waiting[0]()
    assert (len(drawn), len(clock.waiting)) == (1, 0)
    pace.came(states.running())
    pace.came(states.ready())
    assert (len(drawn), len(clock.waiting)) == (2, 0)


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
    assert is_news(generation, replace(generation, response_text="{}"), 0)
