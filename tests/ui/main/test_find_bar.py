"""The search line in the payload: how many places, which of them, and replacing."""

from __future__ import annotations

import pytest

from tests.ui import states
from tests.ui.shown import Shown, shown

TEXT = '{"a": "one", "b": "one", "c": "one"}'


async def find(app: Shown, term: str) -> None:
    app.screen.payload.editor.put(TEXT)
    app.screen.payload.editor.move_cursor((0, 0))
    await app.press("ctrl+f", *term)
    await app.until(lambda: app.screen.finder.bar and app.screen.finder.bar.term.border_subtitle)
    await app.pilot.pause()


def said(app: Shown) -> str:
    assert app.screen.finder.bar is not None
    return app.screen.finder.bar.term.border_subtitle or ""


@pytest.mark.scenario
async def test_it_says_which_of_how_many_places_is_gone_to() -> None:
    async with shown(states.ready()) as app:
        await find(app, "one")
        assert said(app) == "1 of 3"
        await app.press("enter")
        assert said(app) == "2 of 3"
        await app.press("down", "up", "up")
        assert said(app) == "1 of 3"
        await app.press("x")
        assert said(app) == "not found"
        await app.press("escape")
        assert app.focused == "editor"


@pytest.mark.scenario
async def test_one_is_replaced_by_enter_and_all_by_alt_a_from_either_line() -> None:
    async with shown(states.ready()) as app:
        await find(app, "one")
        await app.press("tab", "2", "enter")
        assert app.screen.payload.text == TEXT.replace("one", "2", 1)
        assert said(app) == "1 of 2"
        await app.press("alt+a")
        assert app.screen.payload.text == TEXT.replace("one", "2")
        assert said(app) == "2 replaced"
        await app.press("escape", "ctrl+z")
        assert app.screen.payload.text == TEXT.replace("one", "2", 1)


@pytest.mark.scenario
async def test_lists_and_texts_are_searched_without_a_line_to_replace() -> None:
    async with shown(states.ready()) as app:
        await app.press("escape", "slash")
        await app.until(lambda: app.screen.finder.bar)
        bar = app.screen.finder.bar
        assert bar is not None
        assert not bar.replacement.display
        await app.press("alt+a")
        assert bar.term.value == ""


@pytest.mark.scenario
async def test_the_palettes_replace_begins_in_the_payload() -> None:
    async with shown(states.ready()) as app:
        await app.press("escape", "1")
        await app.screen.action_run("replace")
        await app.until(lambda: app.focused == "find")
        assert app.screen.finder.bar is not None
        assert app.screen.finder.bar.replacement.display


@pytest.mark.scenario
async def test_the_footer_says_what_the_lines_can_do() -> None:
    async with shown(states.ready()) as app:
        await find(app, "one")
        footer = str(app.screen.parts.footer.render())
        assert "tab replace  alt+a all" in footer
        await app.press("tab")
        assert "enter replaces" in str(app.screen.parts.footer.render())
