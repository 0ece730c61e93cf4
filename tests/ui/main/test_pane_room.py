"""The room of the panes on the screen."""

from __future__ import annotations

import pytest

from tests.ui import states
from tests.ui.shown import Shown, shown

ALL = ["sections", "self-check", "handshake", "dispatch"]


def halves(app: Shown) -> tuple[int, int]:
    return app.screen.payload.content_size.width, app.screen.response.content_size.width


@pytest.mark.scenario
@pytest.mark.parametrize(("size", "least"), [((120, 40), 45), ((200, 60), 70)])
async def test_editor_and_answer_have_the_room_while_pane_4_has_the_focus(size: tuple[int, int], least: int) -> None:
    async with shown(states.ready(), size) as app:
        assert min(halves(app)) >= least
        assert app.seen == ALL


@pytest.mark.scenario
async def test_the_left_column_has_the_room_while_it_has_the_focus() -> None:
    async with shown(states.ready()) as app:
        narrow = app.screen.sections.size.width
        await app.press("escape", "1")
        assert app.screen.sections.size.width > 1.5 * narrow
        await app.press("4")
        assert app.screen.sections.size.width == narrow


@pytest.mark.scenario
async def test_splits_are_moved_by_keys_and_remembered() -> None:
    async with shown(states.ready()) as app:
        first = app.screen.sections.size.width, halves(app), app.screen.parts.handshake.size.height
        await app.press("ctrl+g", "right", "right", "left_square_bracket", "down", "enter")
        moved = app.screen.sections.size.width, halves(app), app.screen.parts.handshake.size.height
        assert moved[0] > first[0]
        assert moved[1][0] < moved[1][1] - 1
        assert moved[2] > first[2]
        kept = app.bench.preferences.kept_splits
        await app.until(lambda: set(app.bench.preferences.kept_splits) == {"left_aside", "halves", "right_rows"})
        kept = app.bench.preferences.kept_splits
        await app.press("f10")
        assert app.screen.parts.dispatch.size.width > 110
        await app.press("f10")
        assert (app.screen.sections.size.width, halves(app), app.screen.parts.handshake.size.height) == moved
        assert app.screen.payload.text.startswith("{"), "no key was typed"
    async with shown(states.ready(), splits=kept) as app:
        assert (app.screen.sections.size.width, halves(app), app.screen.parts.handshake.size.height) == moved
        await app.press("ctrl+g", "0", "enter")
        assert (app.screen.sections.size.width, halves(app), app.screen.parts.handshake.size.height) == first


async def test_functions_that_can_be_called_stand_first_and_are_turned_to_first() -> None:
    async with shown(states.ready()) as app:
        ribbon = app.screen.dispatch_pane.ribbon
        negotiated = [row.function for row in states.ready().serving.function_table if row.negotiated]  # type: ignore[union-attr]
        keys = [choice.key for choice in ribbon._choices]
        assert set(keys[: len(negotiated)]) == set(negotiated)
