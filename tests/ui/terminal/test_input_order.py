"""Keys do what they do in the order in which they came, at any rate, in every place where something is typed."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager

import pytest
from textual import events
from textual.widgets import Input

from tests.ui import states
from tests.ui.app_parts import Bench
from workbench.ui.app import WorkbenchApp
from workbench.ui.panes.find_bar import FindBar
from workbench.ui.prompt import Prompt

PRINTED = "abcxyz0189"
CHARACTERS = {"slash": "/", "enter": "\r", "backspace": "\x7f", "space": " "}


class Line:
    """What keys make of a text, in the simplest way."""

    def __init__(self, text: str = "") -> None:
        self.text, self.place = text, 0

    def press(self, key: str) -> None:
        before, after = self.text[: self.place], self.text[self.place :]
        match key:
            case "backspace":
                before = before[:-1]
            case "delete":
                after = after[1:]
            case "left":
                before, after = before[:-1], before[-1:] + after
            case "right":
                before, after = before + after[:1], after[1:]
            case "enter":
                before += "\n"
            case _:
                before += key
        self.text, self.place = before + after, len(before)


def send(app: WorkbenchApp, keys: Iterable[str]) -> None:
    """Type without a pause, as the thread that reads the terminal does."""
    assert app._driver is not None
    for key in keys:
        app._driver.send_message(events.Key(key, CHARACTERS.get(key, key if len(key) == 1 else None)))


async def until(fact: Callable[[], object]) -> None:
    deadline = asyncio.get_running_loop().time() + 300
    while not fact():
        assert asyncio.get_running_loop().time() < deadline
        await asyncio.sleep(0.01)


@asynccontextmanager
async def running() -> AsyncIterator[WorkbenchApp]:
    bench = Bench(states.ready())
    async with bench.app.run_test(size=(120, 40)) as pilot:
        await until(lambda: bench.app._main.state)
        await pilot.pause()
        yield bench.app


def edits(seed: int, count: int, *, lines: bool = False) -> list[str]:
    """Return keys at random: most are typed, some erase, some move."""
    chance = random.Random(seed)
    others = ["backspace", "backspace", "delete", "left", "right", *(["enter"] if lines else [])]
    return [chance.choice(others) if chance.random() < 0.4 else chance.choice(PRINTED) for _ in range(count)]


def expected(keys: Iterable[str]) -> str:
    line = Line()
    for key in keys:
        line.press(key)
    return line.text


COUNTS = [250, pytest.param(2_000, marks=pytest.mark.slow)]


@pytest.mark.scenario
@pytest.mark.parametrize("count", COUNTS)
async def test_many_keys_in_the_editor_with_the_focus_going_away_and_coming_back(count: int) -> None:
    keys = edits(1, count, lines=True)
    sent = list(keys)
    for place in range(count - 50, 0, -50):
        # What is typed while another pane has the focus moves in its list.
        sent[place:place] = ["f6", "j", "k", "f2"]
    async with running() as app:
        editor = app._main.payload.editor
        editor.load_text("")
        send(app, [*sent, "z"])
        made = expected([*keys, "z"])
        await until(lambda: editor.text == made)


@pytest.mark.scenario
@pytest.mark.parametrize("count", COUNTS)
@pytest.mark.parametrize("last", ["enter", "escape"])
async def test_many_keys_in_a_prompt_and_what_comes_after_it_goes_elsewhere(last: str, count: int) -> None:
    given: list[str] = []
    keys = edits(2, count)
    async with running() as app:
        main = app._main
        main.payload.editor.load_text("")
        prompt = Prompt()
        await main.mount(prompt)
        prompt.ask("what", "prefill", given.append, back=main.payload.editor.focus)
        await until(lambda: app.focused is prompt)
        send(app, ["x", *keys, last, *"typed", "f6"])
        await until(lambda: app.focused is not None and app.focused is not main.payload.editor and not prompt.display)
        await until(lambda: main.payload.text)
        assert given == ([expected(["x", *keys])] if last == "enter" else [])
        assert main.payload.text == "typed"


@pytest.mark.scenario
async def test_many_keys_in_the_search_line() -> None:
    keys = edits(3, 200)
    async with running() as app:
        send(app, ["f6", "slash", *keys])
        await until(lambda: [bar.term.value for bar in app._main.query(FindBar)] == [expected(keys)])


@pytest.mark.scenario
async def test_many_keys_in_the_palette() -> None:
    keys = edits(4, 200)
    async with running() as app:
        send(app, ["ctrl+p", *keys])
        await until(lambda: [line.value for line in app.screen.query(Input)] == [expected(keys)])


SENT = [events.Key("left", None), events.Key("enter", None), events.Paste("text"), events.AppBlur(), events.AppFocus()]


@pytest.mark.scenario
@pytest.mark.parametrize("event", SENT, ids=repr)
@pytest.mark.parametrize("forwarded", [True, False])
async def test_what_the_terminal_sends_after_the_last_screen_has_closed_is_dropped(
    event: events.Event, forwarded: bool
) -> None:
    async with running() as app:
        screens = list(app._screen_stack)
        app._screen_stack.clear()
        if forwarded:
            event._set_forwarded()
        await app.on_event(event)
        assert app.input_queue is not None
        await app.input_queue.done()
        app._screen_stack.extend(screens)
    assert app.crash.error is None


async def test_a_payload_is_sent_as_it_was_typed_before_the_key_that_sends_it() -> None:
    bench = Bench(states.ready())
    async with bench.app.run_test(size=(120, 40)):
        await until(lambda: bench.app._main.state)
        bench.app._main.payload.editor.load_text("")
        send(bench.app, [*"0123456789", "f5", "x"])
        await until(lambda: [asked for asked in bench.session.asked if asked[0] == "dispatch"])
    (sent,) = [asked for asked in bench.session.asked if asked[0] == "dispatch"]
    assert sent[2] == "0123456789"


async def test_a_paste_without_brackets_is_typed_line_by_line_and_sends_nothing() -> None:
    bench = Bench(states.ready())
    async with bench.app.run_test(size=(120, 40)):
        await until(lambda: bench.app._main.state)
        editor = bench.app._main.payload.editor
        editor.load_text("")
        send(bench.app, ["1", "ctrl+j", "ctrl+j", "2"])
        await until(lambda: editor.text == "1\n\n2")
        assert not [asked for asked in bench.session.asked if asked[0] == "dispatch"]
        send(bench.app, ["ctrl+j"])
        await until(lambda: [asked for asked in bench.session.asked if asked[0] == "dispatch"])
        assert editor.text == "1\n\n2"


@pytest.mark.scenario
@pytest.mark.parametrize("line_end", ["ctrl+j", "enter"])
async def test_json_that_is_pasted_without_brackets_comes_out_as_it_was(line_end: str) -> None:
    text = '{\n  "a": [\n    1,\n\n    {"b": "c"}\n  ]\n}'
    names = {"\n": line_end, '"': "quotation_mark", " ": "space"}
    async with running() as app:
        editor = app._main.payload.editor
        editor.load_text("")
        assert app._driver is not None
        for character in text:
            shown = "\r" if character == "\n" and line_end == "enter" else character
            app._driver.send_message(events.Key(names.get(character, character), shown))
        await until(lambda: editor.text == text)


async def test_enter_that_is_pressed_still_indents_the_line_behind_it() -> None:
    async with running() as app:
        editor = app._main.payload.editor
        editor.load_text('  "a": [')
        editor.action_go_to_end()
        send(app, ["enter"])
        await until(lambda: editor.text == '  "a": [\n    ')


async def test_a_part_that_ends_while_a_key_is_on_its_way_holds_nothing_up() -> None:
    async with running() as app:
        prompt = Prompt()
        await app._main.mount(prompt)
        prompt.ask("what", "", lambda _: prompt.remove(), back=app._main.payload.editor.focus)
        await until(lambda: app.focused is prompt)
        app._main.payload.editor.load_text("")
        send(app, ["a", "enter", "b"])
        await until(lambda: app._main.payload.text == "b")
