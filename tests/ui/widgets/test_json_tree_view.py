"""The tree under keys: where the cursor goes, what is copied and found, and rows that are made by and by."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from textual.app import App, ComposeResult
from textual.pilot import Pilot

from workbench.ui.messages import CopyRequested
from workbench.ui.widgets.json_tree_view import JsonTreeView

VALUE = {"z": [1, {"x": "text\n"}], "a": {"big": 12345678901234567890123, "f": 1.0}}
MANY = json.dumps({f"key {number}": number for number in range(20_000)})


class TreeApp(App[None]):
    """Nothing but a tree."""

    CSS = "JsonTreeView { height: 1fr; }"

    def __init__(self, text: str) -> None:
        super().__init__()
        self.view = JsonTreeView(lambda _: None)
        self.copied: list[str] = []
        self._text = text

    def compose(self) -> ComposeResult:
        yield self.view

    def on_mount(self) -> None:
        self.view.show(self._text, topic=1)
        self.view.focus()

    def on_copy_requested(self, message: CopyRequested) -> None:
        self.copied.append(message.text)


@asynccontextmanager
async def tree(text: str) -> AsyncIterator[tuple[TreeApp, Pilot[None]]]:
    app = TreeApp(text)
    async with app.run_test(size=(60, 12)) as pilot:
        await pilot.pause()
        yield app, pilot


async def test_the_cursor_goes_through_the_rows_and_to_the_parent() -> None:
    async with tree(json.dumps(VALUE)) as (app, pilot):
        await pilot.press("j", "down", "j", "j")
        assert app.view.node.pointer == "/z/1/x"
        await pilot.press("u")
        assert app.view.node.pointer == "/z/1"
        await pilot.press("G")
        assert app.view.node.pointer == "/a/f"
        await pilot.press("g", "k")
        assert app.view.node.pointer == ""


async def test_a_part_is_folded_by_space_and_enter_and_all_by_minus_and_plus() -> None:
    async with tree(json.dumps(VALUE)) as (app, pilot):
        await pilot.press("j", "space", "j")
        assert app.view.node.pointer == "/a"
        await pilot.press("k", "enter", "j")
        assert app.view.node.pointer == "/z/0"
        await pilot.press("minus")
        assert app.view.node.pointer == "/z"
        assert len(app.view.tree_rows.rows) == 3
        await pilot.press("plus")
        assert len(app.view.tree_rows.rows) == 8


async def test_the_value_and_the_pointer_under_the_cursor_are_copied_as_they_are_written() -> None:
    async with tree(json.dumps(VALUE)) as (app, pilot):
        await pilot.press("j", "j", "j", "j", "c", "p", "j", "j", "y")
        assert app.copied == ["text\n", "/z/1/x", "12345678901234567890123"]
        await pilot.press("u", "c")
        assert json.loads(app.copied[-1]) == VALUE["a"]


async def test_a_folded_part_that_holds_the_term_is_unfolded_and_gone_to() -> None:
    async with tree(json.dumps(VALUE)) as (app, pilot):
        await pilot.press("minus")
        assert app.view.find("TEXT") == 1
        assert app.view.node.pointer == "/z/1/x"
        app.view.find("1")
        assert app.view.node.pointer == "/a/big"
        await pilot.press("n")
        assert app.view.node.pointer == "/a/f"
        await pilot.press("N", "N")
        assert app.view.node.pointer == "/z/0"


async def test_the_last_row_of_a_large_answer_is_gone_to_as_soon_as_it_is_made() -> None:
    async with tree(MANY) as (app, pilot):
        await pilot.press("G")
        while app.view.cursor == 0:
            await pilot.pause(0.01)
        assert app.view.node.pointer == "/key 19999"
        assert app.view.tree_rows.is_complete


async def test_another_topic_begins_at_its_top_and_the_same_one_stays() -> None:
    async with tree(json.dumps(VALUE)) as (app, pilot):
        await pilot.press("G")
        assert not app.view.show("{}", topic=1)
        assert app.view.node.pointer == "/a/f"
        assert app.view.show('{"b":1}', topic=2)
        assert (app.view.cursor, app.view.scroll_offset.y) == (0, 0)


@pytest.mark.parametrize("text", ["", "no JSON", "\x1b[31m", '{"a":'])
async def test_any_text_is_shown(text: str) -> None:
    async with tree(text) as (app, pilot):
        await pilot.press("plus", "space", "G", "g", "u", "c", "minus")
        assert app.view.cursor == 0
