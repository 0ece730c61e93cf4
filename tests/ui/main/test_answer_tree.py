"""The answer as a tree beside the other views."""

from __future__ import annotations

import pytest

from tests.ui import states
from tests.ui.shown import Shown, shown
from workbench.ui.sheets.outline import OutlineSheet
from workbench.ui.widgets.fact_line import FactLine


def said(app: Shown) -> str:
    return str(app.screen.query_one("#answer-place", FactLine).content)


@pytest.mark.scenario
async def test_the_tree_takes_the_focus_along_and_gives_it_back() -> None:
    async with shown(states.ready()) as app:
        await app.press("escape", "l")
        await app.until(lambda: app.focused == "answer-tree")
        assert said(app).startswith("the whole")
        await app.press("j", "j")
        assert said(app).startswith("/url   string")
        await app.press("l")
        await app.until(lambda: app.focused == "response-text")


@pytest.mark.scenario
async def test_a_term_is_found_in_the_tree() -> None:
    async with shown(states.ready()) as app:
        await app.press("escape", "l")
        await app.until(lambda: app.focused == "answer-tree")
        await app.press("slash", *"on/j", "enter")
        assert app.focused == "answer-tree"
        assert said(app).startswith("/headers/0/value_base64")


@pytest.mark.scenario
async def test_a_part_of_the_answer_is_gone_to_by_its_pointer_in_each_view_that_shows_it() -> None:
    async with shown(states.ready()) as app:
        response = app.screen.response
        await app.press("escape")
        for view in ("response", "tree", "own", "raw", "hex"):
            response.turn_to(view)
            await app.press("colon", *"/url", "enter")
            if view == "tree":
                await app.until(lambda: said(app).startswith("/url"))
            else:
                await app.until(lambda: response.reader.gone_to is not None)
            assert response.view == view


@pytest.mark.scenario
async def test_a_part_that_the_view_does_not_show_is_gone_to_in_the_tree() -> None:
    async with shown(states.ready()) as app:
        app.screen.response.turn_to("sent")
        await app.press("escape", "alt+g", *"/url", "enter")
        await app.until(lambda: app.focused == "answer-tree")
        await app.until(lambda: said(app).startswith("/url"))
        assert app.bench.app.notices.said[-1].text == "The view sent does not show it: the tree does."


@pytest.mark.scenario
async def test_a_pointer_that_leads_nowhere_names_the_nearest_part() -> None:
    async with shown(states.ready()) as app:
        await app.press("escape", "colon", *"/url/x")
        sheet = app.bench.app.screen
        assert isinstance(sheet, OutlineSheet)
        assert str(sheet.frame.border_title) == "Nothing at /url/x; the nearest part is /url"
