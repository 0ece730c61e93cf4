"""The completion list: when it opens and closes, which keys it takes, and where it stands."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import pytest
from textual.pilot import Pilot

from tests.ui.editor.test_json_editor import editing
from workbench.ui.editor.completion_list import CompletionList
from workbench.ui.editor.json_editor import JsonEditor
from workbench.ui.editor.offers import CompletionOffer, Offers

WORDS = ("method", "meta", "path")


def offering(words: Sequence[str], text: str, cursor: int) -> Offers:
    """CompletionOffer words that begin with the letters before the cursor, each as a key with an empty value."""
    start = cursor
    while start and (text[start - 1].isalpha() or text[start - 1] == '"'):
        start -= 1
    typed = text[start:cursor].strip('"')
    end = cursor + (text[cursor : cursor + 1] == '"')
    found = [word for word in words if word.startswith(typed)]
    return Offers(
        start,
        end,
        tuple(CompletionOffer(one, f'"{one}": ""', len(one) + 5, meaning=f"the {one}") for one in found),
        typed,
    )


@asynccontextmanager
async def completing(
    text: str, size: tuple[int, int] = (60, 16), words: Sequence[str] = WORDS
) -> AsyncIterator[tuple[JsonEditor, Pilot[None]]]:
    async with editing(text, size) as (editor, pilot):
        editor.completion.complete = lambda found, cursor: offering(words, found, cursor)
        yield editor, pilot


async def press(pilot: Pilot[None], *keys: str) -> None:
    await pilot.press(*keys)
    await pilot.pause()


def labels(editor: JsonEditor) -> list[str]:
    """Return what the open list offers; nothing when it is closed."""
    found = [one for one in editor.screen.query(CompletionList) if one.display]
    return [offer.label for one in found for offer in one.offers.offers]


async def test_it_opens_while_a_word_is_typed_and_follows_it() -> None:
    async with completing("{}") as (editor, pilot):
        editor.move_cursor((0, 1))
        await press(pilot, '"')
        assert labels(editor) == ["method", "meta", "path"]
        await press(pilot, "m", "e")
        assert labels(editor) == ["method", "meta"]
        await press(pilot, "backspace", "backspace")
        assert labels(editor) == ["method", "meta", "path"]
        await press(pilot, "x")
        assert labels(editor) == []


@pytest.mark.scenario
@pytest.mark.parametrize("key", ["enter", "tab"])
async def test_what_was_asked_for_is_taken_at_once_with_the_cursor_in_its_gap(key: str) -> None:
    async with completing("{\n  \n}") as (editor, pilot):
        editor.move_cursor((1, 2))
        editor.offer()
        await pilot.pause()
        await press(pilot, "down", "up", "down", key)
        assert editor.text == '{\n  "meta": ""\n}'
        assert editor.cursor_location == (1, 11)


@pytest.mark.parametrize(("key", "text"), [("enter", "m\n"), ("tab", "m ")])
async def test_in_a_list_that_opened_by_itself_enter_and_tab_belong_to_the_text(key: str, text: str) -> None:
    async with completing("") as (editor, pilot):
        await press(pilot, "m")
        assert labels(editor)
        await press(pilot, key)
        assert (editor.text, labels(editor)) == (text, [])


async def test_after_down_they_take() -> None:
    async with completing("") as (editor, pilot):
        await press(pilot, "m", "down", "down", "enter")
        assert editor.text == '"meta": ""'


async def test_keys_without_a_pause_take_what_fits_the_text_by_then() -> None:
    async with completing("") as (editor, pilot):
        editor.offer()
        await pilot.pause()
        await press(pilot, "p", "a", "enter")
        assert editor.text == '"path": ""'


async def test_escape_closes_the_list_and_nothing_else() -> None:
    async with completing("") as (editor, pilot):
        await press(pilot, "m", "escape")
        assert (labels(editor), editor.has_focus) == ([], True)


@pytest.mark.parametrize("key", ["left", "home", "delete", "ctrl+z", "pagedown"])
async def test_any_other_key_closes_it_and_does_what_it_does(key: str) -> None:
    async with completing("") as (editor, pilot):
        await press(pilot, "m", key)
        assert labels(editor) == []


async def test_it_closes_when_the_focus_leaves() -> None:
    async with completing("") as (editor, pilot):
        await press(pilot, "m")
        editor.blur()
        await pilot.pause()
        assert labels(editor) == []


async def test_a_word_that_is_typed_in_full_closes_it() -> None:
    async with completing("", words=["path"]) as (editor, pilot):
        await press(pilot, *"pat")
        assert labels(editor) == ["path"]
        await press(pilot, "h")
        assert labels(editor) == []
        await press(pilot, "enter")
        assert editor.text == "path\n"


async def test_values_as_plain_as_numbers_open_no_list_by_themselves() -> None:
    async with completing("", words=["0", "18"]) as (editor, pilot):
        await press(pilot, ":")
        assert labels(editor) == []
        editor.offer()
        await pilot.pause()
        assert labels(editor) == ["0", "18"]


async def test_an_emptied_editor_is_offered_something() -> None:
    async with completing("x") as (editor, pilot):
        await press(pilot, "ctrl+a", "backspace")
        assert labels(editor) == list(WORDS)


async def test_taking_is_one_edit_for_undo() -> None:
    async with completing("") as (editor, pilot):
        await press(pilot, "m", "down", "tab", "x")
        assert editor.text == '"method": "x"'
        editor.undo()
        editor.undo()
        assert editor.text == "m"


async def test_a_pasted_line_end_takes_nothing() -> None:
    from textual import events

    async with completing("") as (editor, pilot):
        editor.offer()
        await pilot.pause()
        await editor._on_key(events.Key("enter", "\n"))
        assert not labels(editor)
        assert '"' not in editor.text


@pytest.mark.scenario
@pytest.mark.parametrize("size", [(60, 16), (30, 10)])
async def test_it_never_covers_the_row_that_is_typed_and_stays_on_the_screen(size: tuple[int, int]) -> None:
    async with completing("\n" * 15, size, words=[f"m{letter}" for letter in "abcdefghijkl"]) as (editor, pilot):
        for row in range(16):
            editor.move_cursor((row, 0))
            await press(pilot, "m", "down")
            found = editor.screen.query_one(CompletionList)
            assert found.display, row
            assert not found.region.contains(*editor.cursor_screen_offset), row
            assert editor.screen.region.contains_region(found.region), row
            above, below = editor.cursor_screen_offset.y, editor.cursor_screen_offset.y + 1
            assert found.region.y >= below or found.region.bottom <= above, row
            await press(pilot, "escape")


async def test_a_text_that_is_long_is_looked_at_aside() -> None:
    async with completing(" " * 20_000) as (editor, pilot):
        editor.move_cursor((0, 20_000))
        await press(pilot, "p")
        for _ in range(200):
            await pilot.pause(0.01)
            if labels(editor):
                break
        assert labels(editor) == ["path"]


async def test_a_click_takes_what_is_under_the_mouse() -> None:
    async with completing("") as (editor, pilot):
        await press(pilot, "m")
        await pilot.click(CompletionList, offset=(3, 2))
        await pilot.pause()
        assert editor.text == '"meta": ""'
        assert editor.has_focus
