"""A body is read, written and pasted without its base64 being seen."""

from __future__ import annotations

import base64
import json

import pytest
from textual import events
from textual.document._document import Selection

from tests.ui import states
from tests.ui.shown import Shown, shown
from workbench.ui.editor.completion_list import CompletionList
from workbench.ui.editor.json_editor import JsonEditor
from workbench.ui.sheets.content import ContentSheet


def body(app: Shown) -> bytes:
    return base64.b64decode(json.loads(app.screen.payload.text)["body_base64"])


def sheet_of(app: Shown) -> ContentSheet:
    sheet = app.bench.app.screen
    assert isinstance(sheet, ContentSheet)
    return sheet


async def open_content(app: Shown, content: bytes) -> JsonEditor:
    editor = app.screen.payload.editor
    editor.put(json.dumps({"status": 500, "body_base64": base64.b64encode(content).decode()}, indent=2))
    editor.move_cursor((2, 0))
    await app.press("alt+b")
    await app.until(lambda: isinstance(app.bench.app.screen, ContentSheet))
    await app.pilot.pause()
    return sheet_of(app).editor


@pytest.mark.scenario
async def test_json_is_edited_laid_out_and_written_back_as_one_edit() -> None:
    async with shown(states.ready()) as app:
        inner = await open_content(app, b'{"a":1,"long":"' + b"x" * 120 + b'"}')
        assert inner.text.startswith('{\n  "a": 1,')
        assert str(sheet_of(app).frame.border_subtitle).count("esc ") == 1
        inner.replace("2", (1, 7), (1, 8))
        await app.press("escape")
        assert body(app) == b'{"a":2,"long":"' + b"x" * 120 + b'"}'
        app.screen.payload.editor.undo()
        assert body(app)[:7] == b'{"a":1,'


@pytest.mark.scenario
async def test_what_was_not_edited_keeps_its_bytes() -> None:
    async with shown(states.ready()) as app:
        await open_content(app, b'{ "a" : 1 }')
        before = app.screen.payload.text
        await app.press("f7", "f7", "f7", "escape")
        assert app.screen.payload.text == before


@pytest.mark.scenario
async def test_a_path_into_a_base64_value_opens_it_at_the_part() -> None:
    async with shown(states.ready()) as app:
        editor = app.screen.payload.editor
        held = base64.b64encode(b'{"model":"m","messages":[1,2]}').decode()
        editor.put(json.dumps({"status": 500, "body_base64": held}, indent=2))
        await app.press("alt+g", *"base64/messages", "enter")
        await app.until(lambda: isinstance(app.bench.app.screen, ContentSheet))
        inner = app.bench.app.screen.query_one(JsonEditor)
        await app.until(lambda: inner.text)
        row, column = inner.cursor_location
        assert inner.document[row][column:].startswith('"messages"')


@pytest.mark.scenario
@pytest.mark.parametrize(("content", "shown_as"), [(b"", ""), (b"plain", "plain"), (b"\x00\xff", "00 ff")])
async def test_each_content_opens_in_its_form_and_takes_what_is_typed(content: bytes, shown_as: str) -> None:
    async with shown(states.ready()) as app:
        inner = await open_content(app, content)
        assert inner.text == shown_as
        await app.press("ctrl+end", "1", "2", "escape")
        written = {b"": b"12", b"plain": b"plain12", b"\x00\xff": b"\x00\xff\x12"}
        assert body(app) == written[content]


@pytest.mark.scenario
async def test_what_is_no_json_stays_open_until_it_is_text_or_dropped() -> None:
    async with shown(states.ready()) as app:
        await open_content(app, b"{}")
        await app.press("[", "escape")
        assert isinstance(app.bench.app.screen, ContentSheet)
        await app.press("f7", "escape")
        assert body(app) == b"[{}"
        inner = await open_content(app, b"{}")
        await app.press("y")
        assert inner.text == "y{}"
        await app.press("alt+x")
        assert not isinstance(app.bench.app.screen, ContentSheet)
        assert body(app) == b"{}"


@pytest.mark.scenario
async def test_sending_from_within_writes_back_first() -> None:
    async with shown(states.ready()) as app:
        await open_content(app, b"one")
        await app.press("ctrl+end", "1", "ctrl+j")
        await app.until(lambda: app.asked("dispatch"))
        assert body(app) == b"one1"
        assert json.loads(app.asked("dispatch")[-1][2])["body_base64"] == base64.b64encode(b"one1").decode()
        await app.press("2", "escape")
        assert body(app) == b"one12"


@pytest.mark.scenario
async def test_the_content_at_the_cursor_is_shown_below_the_editor() -> None:
    async with shown(states.ready()) as app:
        editor = app.screen.payload.editor
        editor.put(json.dumps({"a": 1, "body_base64": base64.b64encode(b"readable").decode()}, indent=2))
        editor.move_cursor((2, 3))
        await app.until(lambda: app.screen.payload.query("#payload-content"))
        below = app.screen.payload.query_one("#payload-content")
        await app.until(lambda: below.display)
        assert "readable" in str(below.render())
        below.focus()
        await app.press("enter")
        await app.until(lambda: isinstance(app.bench.app.screen, ContentSheet))
        await app.press("escape")
        await app.until(lambda: not isinstance(app.bench.app.screen, ContentSheet))
        editor.move_cursor((1, 3))
        await app.until(lambda: not below.display)


def offered(app: Shown) -> list[str]:
    return [one.label for found in app.screen.query(CompletionList) if found.display for one in found.offers.offers]


@pytest.mark.scenario
async def test_text_that_is_pasted_into_a_base64_field_is_offered_as_base64() -> None:
    async with shown(states.ready()) as app:
        editor = app.screen.payload.editor
        editor.put('{\n  "status": 500,\n  "body_base64": ""\n}')
        editor.selection = Selection.cursor((2, 18))
        app.bench.app.post_message(events.Paste('{\r  "a": "b"\r}'))
        await app.until(lambda: offered(app))
        assert offered(app) == ["as base64"]
        await app.press("enter")
        assert body(app) == b'{\n  "a": "b"\n}'


@pytest.mark.scenario
@pytest.mark.parametrize(("text", "column"), [("dGV4dA==", 18), ("plain", 3)])
async def test_base64_and_what_is_pasted_elsewhere_stay_as_they_are(text: str, column: int) -> None:
    async with shown(states.ready()) as app:
        editor = app.screen.payload.editor
        editor.put('{\n  "status": 500,\n  "body_base64": ""\n}')
        editor.selection = Selection.cursor((2, column))
        app.bench.app.post_message(events.Paste(text))
        await app.until(lambda: text in editor.text)
        await app.pilot.pause()
        assert offered(app) == []


@pytest.mark.scenario
async def test_wrong_base64_is_mended_by_completion() -> None:
    async with shown(states.ready()) as app:
        editor = app.screen.payload.editor
        editor.put('{\n  "status": 500,\n  "body_base64": "-_8"\n}')
        editor.selection = Selection.cursor((2, 20))
        await app.press("ctrl+@")
        await app.until(lambda: offered(app))
        assert offered(app) == ["mended", "encoded"]
        await app.press("enter")
        assert body(app) == b"\xfb\xff"


async def test_outside_of_base64_nothing_opens() -> None:
    async with shown(states.ready()) as app:
        app.screen.payload.editor.put("{}")
        await app.press("alt+b")
        assert app.bench.app.screen is app.screen


@pytest.mark.scenario
async def test_keys_that_follow_at_once_are_typed_into_the_content() -> None:
    async with shown(states.ready()) as app:
        editor = app.screen.payload.editor
        editor.put('{\n  "status": 500,\n  "body_base64": ""\n}')
        editor.move_cursor((2, 0))
        await app.pilot.press("alt+b", *"text", "escape")
        await app.until(lambda: not isinstance(app.bench.app.screen, ContentSheet))
        assert body(app) == b"text"
