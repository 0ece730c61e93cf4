"""A term is found in the text, forwards and backwards, and the ends meet."""

from __future__ import annotations

import pytest

from tests.ui import states
from tests.ui.editor.test_json_editor import editing
from tests.ui.shown import shown
from workbench.ui.editor.finding import nearest, spans

LINES = ["abc ABC", "", "x.abc"]


def test_a_term_is_found_whatever_its_case_and_its_signs_are_no_pattern() -> None:
    assert spans(LINES, "abc") == [((0, 0), (0, 3)), ((0, 4), (0, 7)), ((2, 2), (2, 5))]
    assert spans(LINES, "x.a") == [((2, 0), (2, 3))]
    assert spans(LINES, ".*") == []
    assert spans(LINES, "") == []


def test_the_nearest_place_is_gone_to_and_both_ends_meet() -> None:
    found = spans(LINES, "abc")
    assert nearest(found, (0, 0), 0) == found[0]
    assert nearest(found, (0, 3), 1) == found[1]
    assert nearest(found, (2, 5), 1) == found[0]
    assert nearest(found, (0, 4), -1) == found[0]
    assert nearest(found, (0, 0), -1) == found[2]
    assert nearest([], (0, 0), 1) is None


async def test_the_places_are_selected_one_after_the_other() -> None:
    async with editing("one two\none") as (editor, _):
        assert editor.find("one") == 2
        assert editor.selected_text == "one"
        editor.find_next(1)
        assert editor.cursor_location == (1, 3)
        editor.find_next(1)
        assert editor.cursor_location == (0, 3)
        editor.find_next(-1)
        assert editor.cursor_location == (1, 3)
        assert editor.find("none") == 0


@pytest.mark.scenario
async def test_the_payload_is_searched_from_its_editor_and_the_focus_comes_back() -> None:
    async with shown(states.ready()) as app:
        editor = app.screen.payload.editor
        editor.put("a1\na2\na3")
        editor.move_cursor((0, 0))
        await app.press("ctrl+f", "a")
        await app.until(lambda: editor.selected_text == "a")
        assert app.focused == "find"
        await app.press("enter", "enter")
        await app.until(lambda: editor.cursor_location == (2, 1))
        await app.press("up")
        await app.until(lambda: editor.cursor_location == (1, 1))
        await app.press("escape")
        await app.until(lambda: app.focused == "editor")
        assert editor.selected_text == "a"
        assert editor.text == "a1\na2\na3"
