"""The keys of the editor."""

from __future__ import annotations

import json

import pytest
from textual import events
from textual.document._document import Selection

from tests.ui.editor.test_json_editor import editing


@pytest.mark.parametrize(
    ("keys", "text"),
    [
        (["{", "enter", '"', "a", '"', ":", "1"], '{\n  "a":1\n}'),
        (["[", "{", "backspace", "1"], "[1]"),
        (["tab", "x", "tab", "y"], "  x y"),
        (["a", "ctrl+a", "b"], "b"),
        (["a", "enter", "b", "ctrl+home", "x", "ctrl+end", "y"], "xa\nby"),
    ],
)
async def test_keys_make_a_text(keys: list[str], text: str) -> None:
    async with editing("") as (editor, pilot):
        await pilot.press(*keys)
        await pilot.pause()
        assert editor.text == text


WHOLE = {"a": "b", "c": [1, {"d": 'e"f'}], "g": {}, "h": [[], [2]]}


@pytest.mark.parametrize("text", [json.dumps(WHOLE, indent=2), json.dumps(WHOLE, indent=4), json.dumps(WHOLE)])
async def test_a_text_that_arrives_key_by_key_keeps_its_meaning(text: str) -> None:
    """As a paste does, of a terminal that does not mark one."""
    async with editing("") as (editor, pilot):
        for character in text:
            key = "enter" if character == "\n" else character
            await editor._on_key(events.Key(key, "\r" if character == "\n" else character))
        await pilot.pause()
        assert json.loads(editor.text) == WHOLE


async def test_a_closing_bracket_that_is_missing_is_inserted_above_another() -> None:
    async with editing('{\n"a": {\n\n}') as (editor, pilot):
        editor.move_cursor((2, 0))
        await pilot.press("}")
        assert editor.text == '{\n"a": {\n}\n}'


async def test_selected_lines_are_indented_and_back_each_as_one_edit() -> None:
    async with editing("[\n1,\n2\n]") as (editor, pilot):
        editor.selection = Selection((1, 0), (3, 0))
        await pilot.press("tab")
        assert editor.text == "[\n  1,\n  2\n]"
        await pilot.press("shift+tab")
        assert editor.text == "[\n1,\n2\n]"
        editor.undo()
        assert editor.text == "[\n  1,\n  2\n]"
        editor.undo()
        assert editor.text == "[\n1,\n2\n]"


async def test_the_cursor_keeps_its_place_in_an_indented_line() -> None:
    async with editing("  ab") as (editor, pilot):
        editor.move_cursor((0, 3))
        await pilot.press("shift+tab")
        assert editor.text == "ab"
        assert editor.cursor_location == (0, 1)


async def test_a_selection_is_replaced_by_what_is_typed_as_it_is() -> None:
    async with editing("abc") as (editor, pilot):
        editor.selection = Selection((0, 0), (0, 3))
        await pilot.press("{")
        assert editor.text == "{"


async def test_minifying_and_sorting_are_one_edit_each() -> None:
    text = '{"b": 1, "a": 2}'
    async with editing(text) as (editor, _):
        assert editor.minify()
        assert editor.text == '{"b":1,"a":2}'
        assert editor.sort_keys()
        assert editor.text == '{\n  "a": 2,\n  "b": 1\n}'
        editor.undo()
        assert editor.text == '{"b":1,"a":2}'
        editor.undo()
        assert editor.text == text


async def test_what_is_no_json_is_left_alone() -> None:
    async with editing("{") as (editor, _):
        assert not editor.minify()
        assert not editor.sort_keys()
        assert editor.text == "{"


async def test_escape_is_left_to_who_leaves_the_editor() -> None:
    async with editing("") as (editor, pilot):
        escaped: list[str] = []
        editor.app.bind("escape", "left")
        editor.app.action_left = lambda: escaped.append("left")  # type: ignore[attr-defined]
        await pilot.press("escape")
        await pilot.pause()
        assert escaped == ["left"]
        assert editor.has_focus


async def test_a_letter_with_alt_is_no_text() -> None:
    async with editing("") as (editor, pilot):
        editor.post_message(events.Key("alt+q", "q"))
        await pilot.pause()
        assert editor.text == ""


async def test_what_is_no_json_is_typed_without_pairs_and_indents() -> None:
    async with editing("") as (editor, pilot):
        editor.is_json = False
        await pilot.press(*"  {", "enter", '"')
        assert editor.text == '  {\n"'
