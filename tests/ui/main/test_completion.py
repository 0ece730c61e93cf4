"""Payloads that are written by completion alone, with keys, from an empty editor."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from tests.ui import states
from tests.ui.shown import Shown, shown
from workbench.protocol.functions import WIRE_FUNCTIONS
from workbench.ui.editor.completion_list import CompletionList
from workbench.ui.payload.payload_problems import PayloadProblem, check


def listed(app: Shown) -> list[str]:
    return [one.label for found in app.screen.query(CompletionList) if found.display for one in found.offers.offers]


def problems(app: Shown) -> Sequence[PayloadProblem]:
    return check(app.screen.payload.function, app.screen.payload.text)


@pytest.mark.scenario
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
            found = problems(app)
            await app.until(lambda found=found: app.screen.payload.problems == found)  # type: ignore[misc]
            if not found:
                break
            await app.press("alt+n", "right", "ctrl+@")
            await app.until(lambda: listed(app))
            await app.press("enter", "escape")
            await app.press("ctrl+home")
        assert not problems(app)
        assert editor.text.startswith("{")


@pytest.mark.scenario
async def test_a_sent_payload_is_offered_to_an_emptied_editor() -> None:
    async with shown(states.ready()) as app:
        assert app.screen.response.last_sent(app.screen.payload.function)
        await app.press("ctrl+a", "backspace")
        await app.until(lambda: listed(app))
        assert "last sent" in listed(app)
        await app.press("up", "tab")
        assert app.screen.payload.text == app.screen.response.last_sent(app.screen.payload.function)


@pytest.mark.scenario
async def test_sending_closes_the_list() -> None:
    async with shown(states.ready()) as app:
        await app.press("ctrl+a", "backspace")
        await app.until(lambda: listed(app))
        await app.press("ctrl+j")
        assert listed(app) == []


@pytest.mark.scenario
async def test_another_screen_closes_the_list() -> None:
    async with shown(states.ready()) as app:
        await app.press("ctrl+a", "backspace")
        await app.until(lambda: listed(app))
        await app.press("f1")
        assert listed(app) == []


@pytest.mark.scenario
@pytest.mark.parametrize("key", ["ctrl+@", "alt+n"])
async def test_from_another_pane_the_payload_is_gone_to_first(key: str) -> None:
    async with shown(states.ready(), (80, 24)) as app:
        app.screen.payload.editor.put("5")
        await app.until(lambda: app.screen.payload.problems)
        await app.press("alt+2")
        assert app.seen == ["handshake"]
        await app.press(key)
        await app.until(lambda: app.seen == ["dispatch"])
        assert app.focused == "editor"
