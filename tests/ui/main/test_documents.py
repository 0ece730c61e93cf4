"""Payload documents on the screen, with files that are really there."""

from __future__ import annotations

import json
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from textual.widgets import Static

from tests.ui import states
from tests.ui.shown import Shown, shown
from workbench.session.payloads.saved_payloads import SavedPayloads
from workbench.store.payload_files import PayloadFiles
from workbench.ui.sheets.payloads import PayloadsSheet


@asynccontextmanager
async def desk(folder: Path, size: tuple[int, int] = (120, 40)) -> AsyncIterator[Shown]:
    async with shown(states.ready(), size) as app:
        app.session.saved = SavedPayloads(lambda: PayloadFiles(folder))
        yield app


def put(folder: Path, at: str, text: str) -> Path:
    path = folder / f"{at}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def line(app: Shown) -> str:
    return str(app.screen.payload.about.render())


async def save_as(app: Shown, name: str) -> None:
    await app.press("ctrl+s", *name, "enter")


@pytest.mark.scenario
async def test_a_payload_is_saved_under_a_name_as_exactly_its_text(tmp_path: Path) -> None:
    async with desk(tmp_path) as app:
        app.screen.payload.editor.put('{"é": 1}')
        await save_as(app, "login")
        await app.until((tmp_path / "shape" / "login.json").exists)
        await app.until(lambda: line(app).startswith("login"))
        assert (tmp_path / "shape" / "login.json").read_text() == '{"é": 1}'
        await app.press("x")
        await app.until(lambda: "not saved" in line(app))
        await app.press("ctrl+s")
        await app.until(lambda: "not saved" not in line(app))
        assert "x" in (tmp_path / "shape" / "login.json").read_text()


@pytest.mark.scenario
async def test_jump_lists_the_open_payloads_and_goes_to_one_by_its_number(tmp_path: Path) -> None:
    async with desk(tmp_path) as app:
        app.screen.payload.editor.put('"first"')
        await app.press("ctrl+n", "2", "escape", "2", "ctrl+o")
        listed = str(app.bench.app.screen.query_one("#jump-payloads", Static).render())
        assert listed.splitlines() == ["1 shape/sample", "2 shape/new"]
        await app.press("1")
        assert (app.screen.payload.text, app.focused) == ('"first"', "editor")
        await app.press("ctrl+o", "3")
        assert app.screen.payload.text == '"first"'


@pytest.mark.scenario
async def test_a_template_is_opened_as_a_document_of_its_function(tmp_path: Path) -> None:
    async with desk(tmp_path) as app:
        await app.press("ctrl+l", *"sign every", "enter")
        await app.until(lambda: app.screen.payload.function == "sign")
        assert line(app).startswith("template every field")
        assert json.loads(app.screen.payload.text)["signer_state"] is None


@pytest.mark.scenario
async def test_a_name_that_is_taken_is_asked_about_and_another_key_writes_nothing(tmp_path: Path) -> None:
    path = put(tmp_path, "shape/login", "theirs")
    async with desk(tmp_path) as app:
        app.screen.payload.editor.put("mine")
        await save_as(app, "login")
        await app.until(lambda: app.bench.app.screen.query(".asking-box"))
        await app.press("escape")
        assert path.read_text() == "theirs"
        await save_as(app, "login")
        await app.until(lambda: app.bench.app.screen.query(".asking-box"))
        await app.press("o")
        await app.until(lambda: path.read_text() == "mine")


@pytest.mark.scenario
async def test_a_file_that_changed_meanwhile_is_noticed_and_neither_text_is_lost(tmp_path: Path) -> None:
    path = put(tmp_path, "shape/login", '{"a": 1}')
    async with desk(tmp_path) as app:
        await app.press("ctrl+l", *"login", "enter")
        await app.until(lambda: app.screen.payload.text == '{"a": 1}')
        await app.press("q")
        path.write_text('{"theirs": 12345}')
        app.screen.files.look()
        await app.until(lambda: "file changed" in line(app))
        assert app.screen.payload.text == 'q{"a": 1}'
        await app.press("ctrl+s")
        await app.until(lambda: app.bench.app.screen.query(".asking-box"))
        assert path.read_text() == '{"theirs": 12345}'
        await app.press("r")
        await app.until(lambda: app.screen.payload.text == '{"theirs": 12345}')
        await app.press("ctrl+z")
        assert app.screen.payload.text == 'q{"a": 1}'


@pytest.mark.scenario
async def test_of_a_file_that_was_deleted_meanwhile_is_said_what_can_be_done_and_saving_does_it(tmp_path: Path) -> None:
    path = put(tmp_path, "shape/login", '{"a": 1}')
    async with desk(tmp_path) as app:
        await app.press("ctrl+l", *"login", "enter")
        await app.until(lambda: app.screen.payload.text == '{"a": 1}')
        path.unlink()
        app.screen.files.look()
        expected = "was deleted by somebody else; the text here stays. ^s writes it again."
        await app.until(lambda: any(one.text.endswith(expected) for one in app.bench.app.notices.said))
        assert "file deleted" in line(app)
        await app.press("ctrl+s")
        await app.until(path.exists)
        assert path.read_text() == '{"a": 1}'


@pytest.mark.scenario
async def test_open_payloads_are_turned_through_and_each_keeps_its_text(tmp_path: Path) -> None:
    put(tmp_path, "shape/one", "1")
    put(tmp_path, "shape/two", "2")
    put(tmp_path, "sign/three", "3")
    async with desk(tmp_path) as app:
        for name in ("one", "two", "three"):
            await app.press("ctrl+l", *name, "enter")
            await app.until(lambda: line(app).startswith(name))  # noqa: B023
        assert app.screen.payload.function == "sign"
        app.screen.dispatch_pane.turn_to("shape")
        await app.until(lambda: app.screen.payload.text == "2")
        assert "2 of 2" in line(app)
        await app.press("ctrl+pagedown")
        assert app.screen.payload.text == "1"


@pytest.mark.scenario
async def test_the_answer_says_whose_it_is_when_another_payload_stands_beside_it(tmp_path: Path) -> None:
    put(tmp_path, "shape/one", "1")
    async with desk(tmp_path) as app:
        state = app.screen.state
        assert state is not None
        assert state.last is not None
        app.screen.payload.editor.put(state.last.payload)
        await save_as(app, "mine")
        await app.until(lambda: line(app).startswith("mine"))
        await app.press("ctrl+j", "ctrl+l", *"one", "enter")
        await app.until(lambda: line(app).startswith("one"))
        outcome = app.screen.query_one("#outcome")
        assert "not dispatched yet" in str(outcome.render())
        await app.press("ctrl+pagedown")
        await app.until(lambda: "ok" in str(outcome.render()))
        assert "!" not in str(outcome.render())


@pytest.mark.scenario
async def test_a_deleted_payload_is_put_back_and_its_text_stays_open(tmp_path: Path) -> None:
    path = put(tmp_path, "shape/login", "{}")
    async with desk(tmp_path) as app:
        await app.press("ctrl+l", *"login", "enter")
        await app.until(lambda: line(app).startswith("login"))
        await app.screen.action_run("delete-payload")
        await app.until(lambda: not path.exists())
        assert app.screen.payload.text == "{}"
        await app.screen.action_run("put-back")
        await app.until(lambda: path.exists() and line(app).startswith("login"))


@pytest.mark.scenario
async def test_a_payload_is_renamed_and_copied_in_the_list(tmp_path: Path) -> None:
    put(tmp_path, "shape/login", "{}")
    async with desk(tmp_path) as app:
        await app.press("ctrl+l", *"login", "tab", "r", *"other", "enter")
        await app.until((tmp_path / "shape" / "other.json").exists)
        await app.press("escape", "ctrl+l", *"other", "tab", "D", *"third", "enter")
        await app.until((tmp_path / "shape" / "third.json").exists)
        assert not (tmp_path / "shape" / "login.json").exists()


@pytest.mark.scenario
async def test_closing_what_is_not_saved_asks_and_can_be_undone(tmp_path: Path) -> None:
    async with desk(tmp_path) as app:
        await app.press("m", "y")
        typed = app.screen.payload.text
        await app.screen.action_run("close-payload")
        await app.press("c")
        assert app.screen.payload.text != typed
        await app.screen.action_run("reopen-payload")
        assert app.screen.payload.text == typed


@pytest.mark.skipif(os.geteuid() == 0, reason="root writes everywhere")
async def test_a_file_that_cannot_be_written_is_named_and_the_text_stays(tmp_path: Path) -> None:
    put(tmp_path, "shape/login", "{}")
    (tmp_path / "shape").chmod(0o500)
    async with desk(tmp_path) as app:
        await app.press("ctrl+l", *"login", "enter")
        await app.until(lambda: line(app).startswith("login"))
        await app.press("q", "ctrl+s")
        await app.until(lambda: any("login.json" in one.text for one in app.bench.app.notices.said))
        assert "not saved" in line(app)
    (tmp_path / "shape").chmod(0o700)


@pytest.mark.scenario
async def test_a_payload_that_cannot_be_read_is_named_and_nothing_is_opened(tmp_path: Path) -> None:
    (put(tmp_path, "shape/bad", "")).write_bytes(b"\xff\xfe{")
    async with desk(tmp_path) as app:
        before = app.screen.payload.text
        await app.press("ctrl+l", *"bad", "enter")
        await app.until(lambda: any("bad.json" in one.text for one in app.bench.app.notices.said))
        assert app.screen.payload.text == before
        assert json.loads(before)


@pytest.mark.scenario
async def test_the_list_shows_no_other_payload_for_one_that_cannot_be_read_and_says_so_once(tmp_path: Path) -> None:
    put(tmp_path, "shape/zz1", '{"of": "the first"}')
    put(tmp_path, "shape/zz2", "").write_bytes(b"\xff\xfe{")
    async with desk(tmp_path) as app:
        await app.press("ctrl+l", *"zz", "tab")
        sheet = app.bench.app.screen
        assert isinstance(sheet, PayloadsSheet)
        await app.until(lambda: "the first" in sheet.detail.copied())
        await app.press("down")
        await app.until(lambda: any("zz2.json" in one.text for one in app.bench.app.notices.said))
        assert sheet.detail.copied() == "shape/zz2 is not read"
        await app.press("f", "2")
        await app.until(lambda: "1 of 2 saved" in str(sheet.summary.render()))
        assert len([one for one in app.bench.app.notices.said if "zz2.json" in one.text]) == 1


@pytest.mark.scenario
async def test_an_answer_becomes_a_test_by_one_key_and_what_was_expected_is_asked_about(tmp_path: Path) -> None:
    async with desk(tmp_path) as app:
        assert app.screen.state is not None
        assert app.screen.state.last is not None
        app.screen.payload.editor.put(app.screen.state.last.payload)
        await app.press("escape", "S", *"login", "enter")
        expected = tmp_path / "shape" / "login.expect.json"
        await app.until(expected.exists)
        assert json.loads(expected.read_text())["outcome"] == "ok"
        expected.write_text('{"notes": "mine"}')
        await app.press("S")
        await app.until(lambda: app.bench.app.screen.query(".asking-box"))
        await app.press("escape")
        assert "mine" in expected.read_text()


@pytest.mark.scenario
async def test_an_answer_to_another_text_becomes_no_test(tmp_path: Path) -> None:
    async with desk(tmp_path) as app:
        await app.press("q", "escape", "S")
        await app.until(lambda: any("not one to this payload" in one.text for one in app.bench.app.notices.said))
        assert not list(tmp_path.iterdir())


CURL = "curl https://api.anthropic.com/v1/messages -H 'x-api-key: secret' -d '{\"model\": \"m\"}'"


@pytest.mark.scenario
@pytest.mark.parametrize(
    ("pasted", "found_as"),
    [
        (CURL, "curl command"),
        ('{"model": "m", "messages": []}', "Messages request"),
        ('{"request": {"method": "POST", "url": "https://a/b", "httpVersion": "HTTP/1.1"}}', "HAR entry"),
    ],
)
async def test_a_pasted_request_becomes_a_payload_and_can_be_had_back(
    tmp_path: Path, pasted: str, found_as: str
) -> None:
    async with desk(tmp_path) as app:
        await app.press("ctrl+n")
        app.screen.payload.editor.insert(pasted)
        await app.until(lambda: "body_base64" in app.screen.payload.text)
        said = app.bench.app.notices.said
        await app.until(lambda: any(found_as in one.text for one in said))
        assert ("x-api-key" in said[-1].text) is ("x-api-key" in pasted)
        await app.press("ctrl+z")
        assert app.screen.payload.text == pasted
        await app.pilot.pause(0.3)
        assert app.screen.payload.text == pasted


@pytest.mark.scenario
async def test_a_request_pasted_for_another_function_is_opened_for_shape(tmp_path: Path) -> None:
    async with desk(tmp_path) as app:
        app.screen.dispatch_pane.turn_to("sign")
        await app.until(lambda: app.screen.payload.function == "sign")
        await app.press("ctrl+n")
        app.screen.payload.editor.insert(CURL)
        await app.until(lambda: app.screen.payload.function == "shape")
        assert "body_base64" in app.screen.payload.text


@pytest.mark.scenario
async def test_a_curl_command_that_cannot_be_read_is_said_and_stays(tmp_path: Path) -> None:
    async with desk(tmp_path) as app:
        await app.press("ctrl+n")
        app.screen.payload.editor.insert("curl 'https://no closing quote")
        await app.until(lambda: any("curl command" in one.text for one in app.bench.app.notices.said))
        assert app.screen.payload.text.startswith("curl")


@pytest.mark.scenario
async def test_the_signer_state_of_an_answer_goes_into_the_next_request_by_one_key(tmp_path: Path) -> None:
    async with desk(tmp_path) as app:
        state = app.screen.state
        assert state is not None
        assert state.last is not None
        outcome = replace(state.last.outcome, function="build_signer", response_text='{"signer_state": {"k": 7}}')
        built = replace(state.last, number=state.last.number + 1, payload="{}", outcome=outcome)
        await app.press("escape")
        await app.become(replace(state, last=built, previous=None, difference=None))
        await app.press("V")
        await app.until(lambda: app.screen.payload.function == "sign")
        await app.until(lambda: '"signer_state": {"k": 7}' in app.screen.payload.text)


@pytest.mark.scenario
async def test_what_stands_at_a_pointer_of_the_answer_is_copied(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with desk(tmp_path) as app:
        copied: list[str] = []
        monkeypatch.setattr(app.screen.exports, "copy", copied.append)
        assert app.screen.state is not None
        assert app.screen.state.last is not None
        key = next(iter(app.screen.state.last.outcome.response))
        await app.screen.action_run("copy-value")
        await app.press(*f"/{key}", "enter")
        await app.until(lambda: len(copied) == 1)
        await app.screen.action_run("copy-value")
        await app.press(*"/nowhere", "enter")
        await app.until(lambda: any("nothing in the answer" in one.text for one in app.bench.app.notices.said))
        assert len(copied) == 1


@pytest.mark.scenario
async def test_what_is_asked_is_not_covered_by_what_is_said(tmp_path: Path) -> None:
    put(tmp_path, "shape/login", "theirs")
    async with desk(tmp_path) as app:
        await save_as(app, "login")
        await app.until(lambda: app.bench.app.screen.query(".asking-box"))
        app.bench.app.notify("one line\nand another\nand a third", severity="warning")
        await app.until(lambda: app.bench.app.screen.query(".notice-line"))
        await app.pilot.pause()
        box = app.bench.app.screen.query_one(".asking-box")
        said = app.bench.app.screen.query_one(".notice-line")
        assert box.region.bottom <= said.region.y


@pytest.mark.scenario
async def test_line_numbers_are_remembered(tmp_path: Path) -> None:
    async with desk(tmp_path) as app:
        assert not app.screen.payload.editor.show_line_numbers
        await app.screen.action_run("line-numbers")
        assert app.screen.payload.editor.show_line_numbers
        await app.until(lambda: app.bench.preferences.numbers_shown)
        await app.screen.action_run("line-numbers")
        await app.until(lambda: not app.bench.preferences.numbers_shown)


@pytest.mark.scenario
async def test_what_was_folded_is_folded_when_a_payload_is_shown_again(tmp_path: Path) -> None:
    async with desk(tmp_path) as app:
        editor = app.screen.payload.editor
        editor.put('{\n"a": [\n1,\n2\n]\n}')
        await app.press("down", "alt+c", "f7")
        assert not editor.document.folds
        await app.press("shift+f7")
        assert (editor.document.folds.hidden_lines, editor.cursor_location[0]) == (2, 1)
