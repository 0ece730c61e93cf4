"""The conformance cases of each good build are asked for once, unless they are switched off."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from tests.ui import states
from tests.ui.shown import shown
from workbench.ui.bridge.requests import ConformanceRequested
from workbench.ui.main.unasked_cases import UnaskedCases


def test_each_good_build_is_asked_for_once() -> None:
    asked: list[Any] = []
    cases = UnaskedCases(lambda request, then=None: asked.append(request))
    for state in (states.watching(), states.ready(), states.ready(), states.rejected_at_handshake(), states.reloaded()):
        cases.show(state)
    assert asked == [ConformanceRequested(1), ConformanceRequested(2)]


def test_switched_off_nothing_is_asked() -> None:
    asked: list[Any] = []
    ready = states.ready()
    UnaskedCases(lambda request, then=None: asked.append(request)).show(
        replace(ready, settings=replace(ready.settings, run_conformance=False))
    )
    assert asked == []


async def test_they_are_switched_by_the_palette_and_run_again_on_their_sheet() -> None:
    async with shown(states.ready()) as app:
        app.session.conformance.answers["run"] = None
        await app.screen.action_run("conformance-switch")
        await app.until(lambda: app.asked("reconfigure"))
        assert app.asked("reconfigure")[0][1].run_conformance is False
        await app.press("escape", "6", "r")
        assert app.bench.app.screen.query("#sheet-list")
