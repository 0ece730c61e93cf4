"""The answer as a tree beside the other views."""

from __future__ import annotations

from tests.ui import states
from tests.ui.shown import Shown, shown
from workbench.ui.widgets.fact_line import FactLine


def said(app: Shown) -> str:
    return str(app.screen.query_one("#answer-place", FactLine).content)


async def test_the_tree_takes_the_focus_along_and_gives_it_back() -> None:
    async with shown(states.ready()) as app:
        await app.press("escape", "l")
        await app.until(lambda: app.focused == "answer-tree")
        assert said(app).startswith("the whole")
        await app.press("j", "j")
        assert said(app).startswith("/url   string")
        await app.press("l")
        await app.until(lambda: app.focused == "response-text")


async def test_a_term_is_found_in_the_tree() -> None:
    async with shown(states.ready()) as app:
        await app.press("escape", "l")
        await app.until(lambda: app.focused == "answer-tree")
        await app.press("slash", *"application/json", "enter")
        assert app.focused == "answer-tree"
        assert said(app).startswith("/headers/0/value_base64")
