"""Folding in the editor: what is seen, where keys go, what unfolds."""

from __future__ import annotations

import pytest

from tests.ui.editor.test_json_editor import editing
from workbench.ui.editor.fast_text_area import NOTE
from workbench.ui.editor.json_editor import JsonEditor, Spot

TEXT = '{\n  "a": {\n    "b": 1,\n    "c": [\n      1\n    ]\n  },\n  "d": [\n    2,\n    3\n  ]\n}'
LARGE = '{\n  "long": "' + "x" * 1_100 + '",\n' + TEXT.removeprefix("{\n")


def seen(editor: JsonEditor) -> list[str]:
    """Return all rows of the editor, those that are scrolled away too, without the space behind them."""
    top = editor.scroll_offset.y
    return [editor.render_line(y - top).text.rstrip() for y in range(editor.wrapped_document.height)]


async def test_the_part_at_the_cursor_is_folded_with_a_sign_and_unfolded_by_the_same_key() -> None:
    async with editing(TEXT) as (editor, _):
        whole = seen(editor)
        editor.move_cursor((2, 4))
        assert editor.toggle_fold()
        assert seen(editor)[:4] == ["  {", '▸   "a": {  … 4 lines', "    },", '    "d": [']
        assert editor.cursor_location == (1, 8)
        assert editor.text == TEXT
        editor.move_cursor((6, 0))
        assert editor.toggle_fold()
        assert seen(editor) == whole


@pytest.mark.parametrize("text", [TEXT, LARGE], ids=["wrapped", "not wrapped"])
async def test_keys_go_over_what_is_folded(text: str) -> None:
    async with editing(text) as (editor, pilot):
        shift = text.count("\n") - TEXT.count("\n")
        editor.move_cursor((1 + shift, 4))
        editor.toggle_fold()
        places = []
        for key in ("down", "up", "end", "right", "left", "down", "down", "pageup"):
            await pilot.press(key)
            places.append((editor.cursor_location[0] - shift, editor.cursor_location[1]))
        assert places[:5] == [(6, 4), (1, 4), (1, 8), (6, 0), (1, 8)]
        assert places[5:7] == [(6, 4), (7, 8)]
        assert editor.document.folds
        assert editor.text == text


async def test_whoever_goes_into_a_folded_line_sees_it() -> None:
    async with editing(TEXT) as (editor, _):
        editor.toggle_fold()
        editor.find("2")
        assert editor.cursor_location == (8, 5)
        assert not editor.document.folds
        editor.move_cursor((1, 0))
        editor.toggle_fold()
        editor.go_to((4, 6))
        assert "      1" in seen(editor)


async def test_nothing_that_is_not_seen_is_deleted_by_one_key() -> None:
    async with editing(TEXT) as (editor, pilot):
        for place, key in (((1, 8), "delete"), ((6, 0), "backspace")):
            editor.move_cursor((1, 4))
            editor.toggle_fold()
            editor.move_cursor(place)
            await pilot.press(key)
            assert len(TEXT) - len(editor.text) == 1
            assert not editor.document.folds
            editor.undo()
            assert editor.text == TEXT


async def test_typing_beside_a_fold_keeps_it_and_undo_gives_the_text_back() -> None:
    async with editing(TEXT) as (editor, pilot):
        editor.move_cursor((7, 4))
        editor.toggle_fold()
        editor.move_cursor((0, 1))
        await pilot.press("enter", "x")
        assert seen(editor)[-3:] == ['▸   "d": [  … 2 lines', "    ]", "  }"]
        while editor.text != TEXT:
            editor.undo()
        assert seen(editor)[-3:] == ['▸   "d": [  … 2 lines', "    ]", "  }"]
        editor.put("{}")
        assert seen(editor) == ["{}"]
        editor.undo()
        assert editor.text == TEXT
        assert len(seen(editor)) == TEXT.count("\n") + 1


async def test_a_level_is_folded_and_all_is_unfolded() -> None:
    async with editing(TEXT) as (editor, _):
        editor.move_cursor((7, 0))
        assert editor.fold_level() == 2
        assert [row for row in seen(editor) if row.startswith("▸")] == [
            '▸   "a": {  … 4 lines',
            '▸   "d": [  … 2 lines',
        ]
        assert editor.unfold_all()
        assert not editor.unfold_all()
        assert len(seen(editor)) == TEXT.count("\n") + 1


async def test_line_numbers_are_those_of_the_text_and_a_fold_says_its_problems() -> None:
    async with editing(TEXT) as (editor, _):
        editor.show_line_numbers = True
        editor.mark([Spot((4, 6), (4, 7), is_error=True)])
        editor.move_cursor((1, 0))
        editor.toggle_fold()
        assert seen(editor)[1:3] == [' 2▸   "a": {  … 4 lines, 1 problem', " 7    },"]


async def test_a_click_on_the_sign_unfolds_and_one_on_the_text_does_not() -> None:
    async with editing(TEXT) as (editor, pilot):
        editor.move_cursor((1, 0))
        editor.toggle_fold()
        await pilot.click(JsonEditor, offset=(editor.gutter.left + 6, editor.gutter.top + 1))
        assert editor.document.folds
        await pilot.click(JsonEditor, offset=(editor.gutter.left, editor.gutter.top + 1))
        assert not editor.document.folds


async def test_what_is_said_behind_a_line_is_less_bright_than_the_text() -> None:
    async with editing(TEXT) as (editor, pilot):
        await pilot.pause()
        editor.toggle_fold()
        note = next(one for one in editor.render_line(0) if "lines" in one.text)
        assert note.style is not None
        assert note.style.color == editor._theme.syntax_styles[NOTE].color


async def test_another_text_has_nothing_folded() -> None:
    async with editing(TEXT) as (editor, _):
        editor.toggle_fold()
        editor.load_text(TEXT)
        assert len(seen(editor)) == TEXT.count("\n") + 1
