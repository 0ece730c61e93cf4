"""What is wrong with the payload, read below the editor and explained by keys."""

from __future__ import annotations

import pytest
from textual.widgets import Static

from tests.ui import states
from tests.ui.shown import Shown, shown
from workbench.ui.panes.payload import CHECK_MAX

TEXT = '{\n  "request": 1,\n  "upstream": 2,\n  "principal": 3\n}'


async def with_problems(app: Shown, text: str) -> None:
    payload = app.screen.payload
    payload.editor.put(text)
    await app.until(lambda: payload.problems and payload.query("#problem-view"))
    await app.pilot.pause()


def full(app: Shown) -> str:
    return str(app.screen.payload.query_one("#problem-full", Static).render())


@pytest.mark.scenario
async def test_the_problem_in_the_cursors_line_is_shown_without_a_word_left_out() -> None:
    async with shown(states.ready(), (80, 24)) as app:
        await with_problems(app, TEXT)
        await app.press("ctrl+home", "down", "down")
        assert full(app).startswith("✕ upstream: ")
        await app.press("down")
        assert full(app).startswith("✕ principal: ")
        view = app.screen.payload.query_one("#problem-full")
        assert view.region.height * view.content_size.width >= len(full(app))


@pytest.mark.scenario
async def test_the_row_of_the_list_is_shown_in_full_while_it_has_the_focus() -> None:
    async with shown(states.ready(), (80, 24)) as app:
        await with_problems(app, TEXT)
        (await app.part("#problem-list")).focus()
        await app.press("G")
        assert full(app).startswith("✕ principal: ")
        await app.press("g")
        assert full(app).startswith("✕ request: ")


@pytest.mark.scenario
async def test_one_problem_needs_no_list() -> None:
    async with shown(states.ready()) as app:
        await with_problems(app, "5")
        assert not (await app.part("#problem-list")).display
        assert "expected a JSON object" in full(app)


@pytest.mark.scenario
async def test_keys_go_from_problem_to_problem_round_the_end() -> None:
    async with shown(states.ready()) as app:
        await with_problems(app, TEXT)
        editor = app.screen.payload.editor
        await app.press("ctrl+home", "alt+n")
        assert editor.cursor_location == (1, 13)
        await app.press("alt+n", "alt+n", "alt+n")
        assert editor.cursor_location == (1, 13)
        await app.press("alt+p")
        assert editor.cursor_location == (3, 15)


@pytest.mark.scenario
async def test_f12_explains_the_field_of_the_problem_in_the_editor_and_in_the_list() -> None:
    async with shown(states.ready()) as app:
        await with_problems(app, TEXT)
        await app.press("ctrl+home", "down", "f12")
        sheet = app.bench.app.screen
        assert "request" in sheet.query_one("#field-text").copied().split("\n")[0]  # type: ignore[attr-defined]
        await app.press("escape")
        (await app.part("#problem-list")).focus()
        await app.press("G", "f12")
        sheet = app.bench.app.screen
        assert "principal" in sheet.query_one("#field-text").copied().split("\n")[0]  # type: ignore[attr-defined]


@pytest.mark.scenario
async def test_a_payload_that_is_too_long_to_be_checked_while_typing_says_so() -> None:
    async with shown(states.ready(), (80, 24)) as app:
        await with_problems(app, "x" * (CHECK_MAX + 1))
        said = full(app)
        assert said == "! 262,145 characters, expected at most 262,144: it is checked when it is sent, not before"
        app.screen.payload.editor.put("x" * 10)
        await app.until(lambda: full(app).startswith("✕ "))
