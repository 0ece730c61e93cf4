"""The help over panes and sheets, and the tour, by their keys."""

from __future__ import annotations

import pytest

from tests.ui import states
from tests.ui.shown import Shown, shown
from workbench.ui.main.main_screen import MainScreen
from workbench.ui.screens.help_screen import HelpScreen
from workbench.ui.screens.key_log import KeyLog
from workbench.ui.screens.tour_screen import TourScreen
from workbench.ui.widgets.reader import Reader


def page(app: Shown) -> str:
    return app.bench.app.screen.query_one("#help-reader", Reader).copied()


@pytest.mark.scenario
async def test_help_speaks_of_the_place_first_then_of_keys_words_and_the_terminal() -> None:
    async with shown(states.ready()) as app:
        await app.press("f2", "f1")
        assert isinstance(app.bench.app.screen, HelpScreen)
        assert page(app).startswith("3 Self-check")
        await app.press("tab")
        assert page(app).startswith("Everywhere, also while typing")
        await app.press("tab", "s", "l", "o", "t")
        assert page(app).startswith("slot")
        await app.press("tab", "f5", "q")
        log = app.bench.app.screen.query_one(KeyLog)
        assert [line.split()[0] for line in log.copied().splitlines()[3:]] == ["q", "f5"]
        await app.press("escape")
        assert isinstance(app.bench.app.screen, MainScreen)


@pytest.mark.scenario
async def test_over_a_sheet_help_speaks_of_the_sheet() -> None:
    async with shown(states.ready()) as app:
        await app.press("f9", "f1")
        assert page(app).startswith("Generations")


@pytest.mark.scenario
async def test_the_tour_goes_from_part_to_part_and_back_and_ends_behind_the_last() -> None:
    async with shown(states.ready()) as app:
        await app.press("f1", "t")
        assert isinstance(app.bench.app.screen, TourScreen)
        focused = []
        for key in ("right", "right", "right", "left", "right", "enter"):
            focused.append(app.screen.panes.active.id)
            await app.press(key)
        assert focused == ["sections", "handshake", "self-check", "dispatch", "self-check", "dispatch"]
        assert app.screen.focused is app.screen.response.focus_target()
        await app.press("enter")
        assert isinstance(app.bench.app.screen, MainScreen)
