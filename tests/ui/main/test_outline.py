"""Going to a part of the payload by its path."""

from __future__ import annotations

import pytest

from tests.ui import states
from tests.ui.shown import shown
from workbench.ui.sheets.outline import OutlineSheet


@pytest.mark.scenario
async def test_a_typed_path_is_gone_to() -> None:
    async with shown(states.ready()) as app:
        editor = app.screen.payload.editor
        await app.press("alt+g", *"/principal", "enter")
        row, column = editor.cursor_location
        assert editor.document[row][column:].startswith('"principal"')
        assert app.focused == "editor"


@pytest.mark.scenario
async def test_the_list_is_gone_through_while_a_path_is_typed() -> None:
    async with shown(states.ready()) as app:
        editor = app.screen.payload.editor
        await app.press("alt+g", *"kind", "down")
        assert str(app.bench.app.screen.frame.border_title) == "Go to /principal/kind"  # type: ignore[attr-defined]
        await app.press("enter")
        row, column = editor.cursor_location
        assert editor.document[row][column:].startswith('"kind"')
        assert not isinstance(app.bench.app.screen, OutlineSheet)


@pytest.mark.scenario
async def test_a_path_that_is_not_there_goes_nowhere_and_escape_leaves() -> None:
    async with shown(states.ready()) as app:
        before = app.screen.payload.editor.cursor_location
        await app.press("alt+g", *"/nobody", "enter", "escape")
        assert app.screen.payload.editor.cursor_location == before
        assert not isinstance(app.bench.app.screen, OutlineSheet)
