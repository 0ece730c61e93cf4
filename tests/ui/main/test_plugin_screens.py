"""Other plugins on the running screen: in the place of the one that is shown, or beside it."""

from __future__ import annotations

import gc
import weakref
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.ui import states
from tests.ui.app_parts import PLACE, FakeOpener, FakeSession
from tests.ui.shown import Shown, shown
from workbench.session.values.plugin_listing import RecentPlugin
from workbench.ui.main.main_screen import MainScreen
from workbench.ui.prompt import Prompt
from workbench.ui.screens.sheet import Sheet

OTHER = "/work/other.wasm"
TYPED = '{"typed": "by hand"}'


def opener() -> FakeOpener:
    found = FakeOpener({OTHER: states.rejected_at_identity(), PLACE: states.ready()})
    found.recent = (RecentPlugin(PLACE, "dialect", "0.1.0", 2.0), RecentPlugin(OTHER, "other", "1", 1.0))
    return found


def main(app: Shown) -> MainScreen:
    return app.bench.app._main


def newest(opened: FakeOpener, path: str) -> FakeSession:
    return opened.sessions[path][-1]


async def open_plugin(app: Shown, *keys: str) -> None:
    """Open the sheet, wait for its rows, and press keys there."""
    main(app).set_focus(None)
    await app.press("0")
    await app.until(lambda: isinstance(app.bench.app.screen, Sheet) and app.bench.app.screen.query_one("#sheet-list"))
    await app.until(lambda: app.bench.app.screen.query_one("#sheet-list").key)  # type: ignore[attr-defined]
    await app.press(*keys)


async def is_shown(app: Shown, place: str) -> None:
    """Wait until a plugin is shown, with its state, and nothing over it."""
    plugins = app.bench.app.plugins
    await app.until(lambda: plugins.places[0] == place and main(app).state is not None)
    await app.until(lambda: app.bench.app.screen is main(app))


@pytest.mark.scenario
async def test_another_plugin_takes_the_place_of_the_one_that_is_shown_and_gives_it_back_as_it_was_typed() -> None:
    opened = opener()
    opened.preferences = None  # type: ignore[assignment]
    async with shown(states.ready(), opener=opened) as app:
        opened.preferences = app.bench.preferences
        first = main(app)
        first.payload.editor.put(TYPED)
        await open_plugin(app, "enter")
        await is_shown(app, OTHER)
        assert main(app) is not first
        assert app.bench.preferences.drafts["dialect", "shape"] == TYPED
        await app.until(lambda: ("close",) in app.session.asked)
        assert app.bench.source.listener is None, "its files are not watched any more"
        app.session.become(replace(states.reloaded(), running="shape"))
        assert main(app).state is newest(opened, OTHER).state, "a late state of the one that was left is not shown"
        main(app).payload.editor.put("no plugin of a name is known for this")
        await open_plugin(app, "k", "enter")
        await is_shown(app, PLACE)
        await app.until(lambda: main(app).payload.text == TYPED)
        await open_plugin(app, "k", "enter")
        await app.until(lambda: len(opened.sessions[PLACE]) == 2)
        await app.until(lambda: main(app).payload.text == TYPED)
        await app.until(lambda: ("closed", OTHER) in opened.kept)
        kept = app.bench.app.notices.said[-1].text
        file = Path(kept.removeprefix("what was typed is in "))
        assert file.read_text() == "no plugin of a name is known for this"
        file.unlink()
        assert app.bench.app.plugins.places == (PLACE, "")
        assert next(one[:3] for one in opened.kept if one[0] == "seen") == ("seen", PLACE, "dialect")


@pytest.mark.scenario
async def test_what_cannot_be_opened_leaves_everything_as_it_is_and_says_why() -> None:
    opened = opener()
    del opened.states[OTHER]
    async with shown(states.ready(), opener=opened) as app:
        first = main(app)
        await open_plugin(app, "enter")
        await app.until(lambda: any("no such file" in one.text for one in app.bench.app.notices.said))
        await app.press("p", *"/gone.wasm", "enter")
        sheet: Any = app.bench.app.screen
        await app.until(lambda: "/gone.wasm: expected a readable .wasm file" in str(sheet.frame.border_subtitle))
        assert sheet.query_one(Prompt).value == "/gone.wasm"
        await app.press("escape", "escape")
        assert main(app) is first
        assert app.bench.app.screen is first
        assert ("close",) not in app.session.asked


@pytest.mark.scenario
async def test_two_plugins_stand_side_by_side_until_one_of_them_is_closed() -> None:
    opened = opener()
    async with shown(states.ready(), opener=opened) as app:
        first = main(app)
        first.payload.editor.put(TYPED)
        await open_plugin(app, "s")
        await is_shown(app, OTHER)
        second = main(app)
        first.notify("said beside", severity="warning")
        await app.until(lambda: app.bench.app.notices.said)
        assert app.bench.app.notices.said[-1].title == "dialect"
        first.overlays.question("Asked beside?", {})
        assert app.bench.app.screen is second, "a question of the other one waits until that is shown"
        await app.press("ctrl+6")
        await app.until(lambda: len(app.bench.app.screen_stack) == 2 and app.bench.app.screen_stack[0] is first)
        await app.press("escape")
        assert first.payload.text == TYPED
        assert ("close",) not in app.session.asked
        await open_plugin(app, "j", "d")
        await app.until(lambda: ("closed", OTHER) in opened.kept)
        await app.press("escape", "ctrl+6")
        assert main(app) is first
        assert "No other plugin is open" in app.bench.app.notices.said[-1].text


@pytest.mark.slow
async def test_nothing_keeps_the_screen_of_a_plugin_that_was_left() -> None:
    opened = opener()
    async with shown(states.ready(), opener=opened) as app:
        await open_plugin(app, "enter")
        await is_shown(app, OTHER)
        left = weakref.ref(main(app))
        await open_plugin(app, "k", "enter")
        await is_shown(app, PLACE)
        opened.sessions[OTHER].clear()
        await app.until(lambda: gc.collect() >= 0 and left() is None)
