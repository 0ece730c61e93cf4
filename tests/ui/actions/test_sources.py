"""Enter on a frame of a failed call opens the person's editor at its line."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.ui import states
from tests.ui.shown import shown
from workbench.errors.dispatch import DispatchError
from workbench.errors.stack_frame import GuestTrace, StackFrame
from workbench.session.values.state import SessionState
from workbench.ui.widgets.reader import Reader

FRAMES = (
    StackFrame("plugin::deep", 3, "/home/me/plugin/src/lib.rs", 8, 52),
    StackFrame("plugin::middle", 4, "/home/me/plugin/src/lib.rs", 9),
    StackFrame("shape", 5, "src/main.rs", 20, 1),
)


def trapped() -> SessionState:
    state = states.fallback()
    assert state.last is not None
    error = DispatchError("plugin_call", "shape", "", "a return of 0", "a trap", trace=GuestTrace(FRAMES))
    return replace(state, last=replace(state.last, outcome=replace(state.last.outcome, error=error)))


@pytest.mark.scenario
async def test_enter_opens_the_marked_frame_and_up_and_down_mark_another(monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[tuple[str, int, int | None]] = []
    monkeypatch.setattr(
        "workbench.ui.outside_editor.open_place", lambda app, path, line, column: opened.append((path, line, column))
    )
    async with shown(trapped()) as app:
        app.screen.response.reader.focus()
        await app.press("enter", "down", "enter", "j", "enter", "k", "k", "enter", "k", "enter")
        assert [place[1:] for place in opened] == [(8, 52), (9, None), (20, 1), (8, 52), (8, 52)]
        assert opened[0][0] == "/home/me/plugin/src/lib.rs"
        assert opened[2][0].endswith("/src/main.rs")


@pytest.mark.scenario
async def test_enter_opens_it_from_the_explanation_too(monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[int] = []
    monkeypatch.setattr("workbench.ui.outside_editor.open_place", lambda app, path, line, column: opened.append(line))
    async with shown(trapped()) as app:
        app.screen.response.reader.focus()
        await app.press("f12")
        app.bench.app.screen.query_one("#explain-text", Reader).focus()
        await app.press("enter")
        assert opened == [8]


async def test_a_text_without_places_scrolls_as_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("workbench.ui.outside_editor.open_place", lambda *_: pytest.fail("nothing to open"))
    async with shown(states.ready(), (80, 24)) as app:
        reader = app.screen.response.reader
        reader.focus()
        await app.press("enter", "down", "down")
        assert reader.scroll_offset.y == min(2, reader.max_scroll_y)
