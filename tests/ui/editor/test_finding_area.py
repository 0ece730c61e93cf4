"""Finding and replacing in the editor."""

from __future__ import annotations

from tests.ui.editor.test_json_editor import editing

TEXT = "one two\nONE three\none"


async def test_the_place_that_is_selected_is_counted() -> None:
    async with editing(TEXT) as (editor, _):
        assert editor.find("one") == 3
        assert editor.found_place == (1, 3)
        editor.find_next(1)
        assert editor.found_place == (2, 3)
        editor.find_next(-1)
        editor.find_next(-1)
        assert editor.found_place == (3, 3)
        editor.move_cursor((0, 3))
        assert editor.found_place == (0, 3)
        editor.find("")
        assert editor.found_place == (0, 0)


async def test_one_place_is_replaced_and_the_next_selected() -> None:
    async with editing(TEXT) as (editor, _):
        editor.find("one")
        assert editor.replace_found("1")
        assert editor.text == "1 two\nONE three\none"
        assert editor.found_place == (1, 2)


async def test_what_replaces_may_hold_the_term() -> None:
    async with editing("aa") as (editor, _):
        editor.find("a")
        editor.replace_found("aaa")
        assert (editor.text, editor.selected_text, editor.cursor_location) == ("aaaa", "a", (0, 4))


async def test_nothing_is_replaced_unless_it_is_selected() -> None:
    async with editing(TEXT) as (editor, _):
        editor.find("two")
        editor.move_cursor((2, 0))
        assert not editor.replace_found("2")
        assert editor.text == TEXT
        assert editor.selected_text == "two"


async def test_all_places_are_replaced_as_one_edit() -> None:
    async with editing(TEXT) as (editor, _):
        editor.find("one")
        assert editor.replace_all(r"\1") == 3
        assert editor.text == "\\1 two\n\\1 three\n\\1"
        editor.undo()
        assert editor.text == TEXT
        editor.find("")
        assert editor.replace_all("x") == 0
