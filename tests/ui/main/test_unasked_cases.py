"""The conformance cases of each good build are asked for once, unless they are switched off."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from tests.ui import states
from tests.ui.shown import shown
from workbench.session.values.state import SessionState
from workbench.ui.bridge.measure_requests import ConformanceRequested
from workbench.ui.main.unasked_cases import UnaskedCases


class Timers:
    """Timers that go off by hand."""

    def __init__(self) -> None:
        self.waiting: list[Callable[[], None]] = []

    def set(self, seconds: float, then: Callable[[], None]) -> Timers:
        self.waiting = [then]
        return self

    def stop(self) -> None:
        self.waiting = []

    def go_off(self) -> None:
        for then in self.waiting:
            then()
        self.waiting = []


def asked_after(*shown_states: SessionState) -> list[Any]:
    asked: list[Any] = []
    timers = Timers()
    cases = UnaskedCases(lambda request, then=None: asked.append(request), timers.set)
    for state in shown_states:
        cases.show(state)
        timers.go_off()
    return asked


def test_each_good_build_is_asked_for_once() -> None:
    asked = asked_after(
        states.watching(), states.ready(), states.ready(), states.rejected_at_handshake(), states.reloaded()
    )
    assert asked == [ConformanceRequested(1), ConformanceRequested(2)]


def test_switched_off_or_while_a_dispatch_runs_nothing_is_asked() -> None:
    ready = states.ready()
    assert asked_after(replace(ready, settings=replace(ready.settings, run_conformance=False))) == []
    assert asked_after(states.running()) == []


def test_a_state_that_comes_meanwhile_puts_it_off() -> None:
    asked: list[Any] = []
    timers = Timers()
    cases = UnaskedCases(lambda request, then=None: asked.append(request), timers.set)
    cases.show(states.ready())
    cases.show(states.watching())
    timers.go_off()
    assert asked == []


@pytest.mark.scenario
async def test_they_are_switched_by_the_palette_and_run_again_on_their_sheet() -> None:
    async with shown(states.ready()) as app:
        app.session.conformance.answers["run"] = None
        await app.screen.action_run("conformance-switch")
        await app.until(lambda: app.asked("reconfigure"))
        assert app.asked("reconfigure")[0][1].run_conformance is False
        await app.press("escape", "6", "r")
        assert app.bench.app.screen.query("#sheet-list")
