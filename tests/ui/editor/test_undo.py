"""Undo and redo take every text back, wherever the cursor stands."""

from __future__ import annotations

import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from textual import events
from textual.app import App, ComposeResult
from textual.pilot import Pilot

from workbench.ui.editor.json_editor import JsonEditor


class EditorApp(App[None]):
    """Nothing but the editor."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.editor = JsonEditor(text)

    def compose(self) -> ComposeResult:
        yield self.editor


@asynccontextmanager
async def editing(text: str, size: tuple[int, int] = (40, 12)) -> AsyncIterator[tuple[JsonEditor, Pilot[None]]]:
    app = EditorApp(text)
    async with app.run_test(size=size) as pilot:
        app.editor.focus()
        await pilot.pause()
        yield app.editor, pilot


async def test_a_paste_that_needs_a_scrollbar_can_be_undone_and_redone() -> None:
    async with editing("one\ntwo") as (editor, pilot):
        editor.move_cursor(editor.document.end)
        pasted = "".join(f"\nline {number}" for number in range(40))
        editor.app.post_message(events.Paste(pasted))
        await pilot.pause()
        await pilot.press("ctrl+z")
        await pilot.pause()
        assert editor.text == "one\ntwo"
        await pilot.press("ctrl+y")
        await pilot.pause()
        assert editor.text == "one\ntwo" + pasted


@pytest.mark.parametrize(
    ("seed", "count"), [(0, 10), *(pytest.param(seed, 40, marks=pytest.mark.slow) for seed in range(4))]
)
async def test_edits_at_random_can_all_be_undone_and_redone(seed: int, count: int) -> None:
    chance = random.Random(seed)
    async with editing("{}") as (editor, pilot):
        texts = [editor.text]
        for _ in range(count):
            end = editor.document.end
            places = [(chance.randint(0, end[0]), chance.randint(0, 99)) for _ in range(2)]
            start, stop = sorted(editor.clamp_visitable(place) for place in places)
            editor.history.checkpoint()
            editor.replace(chance.choice(["", "x", "\n" * 30, "long " * 400, "é\t字\n"]), start, stop)
            if editor.text != texts[-1]:
                texts.append(editor.text)
            editor.move_cursor((chance.randint(0, 99), chance.randint(0, 99)))
            await pilot.pause()
        while editor.history.undo_stack:
            editor.undo()
            await pilot.pause()
        assert editor.text == texts[0]
        while editor.history.redo_stack:
            editor.redo()
            await pilot.pause()
        assert editor.text == texts[-1]


@pytest.mark.parametrize("action", ["lay_out", "minify", "sort_keys"])
async def test_a_rewritten_text_is_undone_without_what_was_typed_before_it(action: str) -> None:
    async with editing('{"b": 1, "a": [1, 2]}') as (editor, pilot):
        await pilot.press("ctrl+end", "left", ",", '"', "c", "right", ":", "3")
        typed = editor.text
        assert getattr(editor, action)()
        assert editor.text != typed
        editor.undo()
        assert editor.text == typed
