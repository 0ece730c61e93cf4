"""Payloads that are written by completion alone, with keys, from an empty editor."""

from __future__ import annotations

import pytest

from tests.ui import states
from tests.ui.shown import Shown, shown
from workbench.protocol.functions import WIRE_FUNCTIONS
from workbench.ui.editor.completion_list import CompletionList
from workbench.ui.payload.payload_problems import PayloadProblem, check


async def go_to(app: Shown, place: tuple[int, int]) -> None:
    """Go to a place by keys."""
    editor = app.screen.payload.editor
    await app.press("ctrl+home")
    while editor.cursor_location[0] < place[0]:
        # A long line has several rows.
        await app.press("down")
    await app.press("home")
    await app.press(*["right"] * (place[1] - editor.cursor_location[1]))
    assert editor.cursor_location == place


def listed(app: Shown) -> list[str]:
    return [one.label for found in app.screen.query(CompletionList) if found.display for one in found.offers.offers]


def first_problem(app: Shown) -> PayloadProblem | None:
    payload = app.screen.payload
    return next(iter(check(payload.function, payload.text)), None)


@pytest.mark.parametrize("function", WIRE_FUNCTIONS)
async def test_every_request_is_written_from_nothing_by_completion_alone(function: str) -> None:
    """Whole objects first; then at each problem what is offered there: a missing key, a word, a variant."""
    async with shown(states.ready(), (80, 24)) as app:
        await app.screen.action_run(f"function-{function}")
        editor = app.screen.payload.editor
        await app.press("ctrl+a", "backspace")
        await app.until(lambda: listed(app))
        assert listed(app)[:2] == ["minimal", "typical"]
        await app.press("down", "enter")
        for _ in range(20):
            found = first_problem(app)
            if found is None:
                break
            is_empty_word = editor.text.split("\n")[found.start[0]][found.start[1] :].startswith('""')
            await go_to(app, (found.start[0], found.start[1] + 1))
            assert is_empty_word or "missing" in found.text, found
            await app.press("escape", "ctrl+@")
            await app.until(lambda: listed(app))
            await app.press("enter")
        assert first_problem(app) is None
        assert not editor.text.isspace()


async def test_a_sent_payload_is_offered_to_an_emptied_editor() -> None:
    async with shown(states.ready()) as app:
        assert app.screen.response.last_sent(app.screen.payload.function)
        await app.press("ctrl+a", "backspace")
        await app.until(lambda: listed(app))
        assert "last sent" in listed(app)
        await app.press("up", "tab")
        assert app.screen.payload.text == app.screen.response.last_sent(app.screen.payload.function)


async def test_sending_closes_the_list() -> None:
    async with shown(states.ready()) as app:
        await app.press("ctrl+a", "backspace")
        await app.until(lambda: listed(app))
        await app.press("ctrl+j")
        assert listed(app) == []
