"""What is seen of the editor: colours, marks, cursor, in a small text and in a large one alike."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from textual.app import App, ComposeResult
from textual.document._document import Selection
from textual.pilot import Pilot
from textual.strip import Strip

from workbench.ui.editor.json_editor import JsonEditor, Spot

FILLER = " " * 300_000
"""Makes a text large, behind everything that is seen of it."""


class EditorApp(App[None]):
    """Nothing but the editor."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.editor = JsonEditor(text)

    def compose(self) -> ComposeResult:
        yield self.editor


@asynccontextmanager
async def editing(text: str, size: tuple[int, int] = (40, 8)) -> AsyncIterator[tuple[JsonEditor, Pilot[None]]]:
    app = EditorApp(text)
    async with app.run_test(size=size) as pilot:
        app.editor.cursor_blink = False
        app.editor.focus()
        await pilot.pause()
        yield app.editor, pilot


def rows(editor: JsonEditor) -> list[Strip]:
    return [editor.render_line(y) for y in range(editor.size.height)]


def seen(editor: JsonEditor) -> list[str]:
    return [strip.text.rstrip() for strip in rows(editor)]


def looks(strip: Strip) -> list[tuple[str, str]]:
    """Return each sign of a row with its style."""
    return [(sign, str(segment.style)) for segment in strip for sign in segment.text]


TEXT = '{\n  "k\u00e9y": [1, true, "v"],\n\t"x": "\u5b57"\n}'


@pytest.mark.drawn
@pytest.mark.parametrize("numbers", [False, True])
@pytest.mark.parametrize(
    "selection",
    [Selection((1, 2), (1, 2)), Selection((0, 0), (0, 0)), Selection((0, 1), (2, 3)), Selection((2, 2), (1, 3))],
)
async def test_a_large_text_looks_as_a_small_one(selection: Selection, numbers: bool) -> None:
    found = []
    for text in (TEXT, f"{TEXT}\n{FILLER}"):
        async with editing(text) as (editor, pilot):
            editor.show_line_numbers = numbers
            editor.mark([Spot((1, 2), (1, 7), True), Spot((1, 9), (2, 4), False)])
            editor.selection = selection
            await pilot.pause()
            assert editor.wrapped_document.is_flat is (text != TEXT)
            found.append([looks(strip)[:30] for strip in rows(editor)[:4]])
    assert found[0] == found[1]


async def test_a_long_line_is_seen_where_the_cursor_stands() -> None:
    async with editing('{"a": "' + "0123456789" * 1_000 + '"}') as (editor, pilot):
        await pilot.press("end")
        await pilot.pause()
        assert seen(editor)[0].endswith('789"}')
        await pilot.press("home")
        await pilot.pause()
        assert seen(editor)[0].startswith('{"a": "0123')


@pytest.mark.parametrize(("row", "top"), [(7, 5), (1, 0)])
async def test_the_cursor_stays_in_sight_when_the_editor_becomes_lower(row: int, top: int) -> None:
    """What stands below it may take its rows at any time; nothing moves where the cursor is seen all the same."""
    async with editing("\n".join(f"line {number}" for number in range(30)), (40, 10)) as (editor, pilot):
        editor.move_cursor((row, 0))
        await pilot.resize_terminal(40, 5)
        await pilot.pause()
        assert (editor.size.height, editor.scroll_offset.y) == (3, top)


async def test_a_change_is_seen_at_once_and_nothing_else_changes() -> None:
    async with editing("[\n  1,\n  2\n]") as (editor, _):
        assert seen(editor)[:4] == ["[", "  1,", "  2", "]"]
        editor.insert("0,\n  ", (1, 2))
        assert seen(editor)[:5] == ["[", "  0,", "  1,", "  2", "]"]
        editor.undo()
        assert seen(editor)[:4] == ["[", "  1,", "  2", "]"]


async def test_a_text_that_becomes_large_and_small_again_keeps_what_is_seen() -> None:
    async with editing("[1]") as (editor, pilot):
        editor.insert(" " * 2_000, (0, 3))
        await pilot.pause()
        assert not editor.soft_wrap
        assert seen(editor)[0] == "[1]"
        editor.undo()
        await pilot.pause()
        assert editor.soft_wrap
        assert seen(editor)[0] == "[1]"


async def test_the_colours_are_those_of_the_theme_as_soon_as_it_is_chosen() -> None:
    async with editing('{"a": 1}') as (editor, pilot):
        before = looks(rows(editor)[0])
        editor.app.theme = "textual-light"
        await pilot.pause()
        after = looks(rows(editor)[0])
        assert before != after
    async with editing('{"a": 1}') as (other, pilot):
        other.app.theme = "textual-light"
        await pilot.pause()
        assert looks(rows(other)[0]) == after


async def test_a_row_of_a_long_line_is_not_kept() -> None:
    async with editing('"' + "x" * 100_000 + "\nshort") as (editor, _):
        assert len(rows(editor)[0].text) <= 40
        kept = list(editor._line_cache.keys())
        assert {str(key[0]) for key in kept} == {"short"}
