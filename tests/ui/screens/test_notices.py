"""What is said for a moment stands where the keys stand, covers nothing that is read, and can be read again."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.ui import states
from tests.ui.shown import Shown, shown
from workbench.errors.operator import PluginUnreadable
from workbench.session.values.state import Note
from workbench.ui.screens.sheet import Sheet
from workbench.ui.sheets.notices import NoticesSheet
from workbench.ui.widgets.notice_line import NoticeLine
from workbench.ui.widgets.reader import Reader

LONG = "no_such_editor returned at once, and nothing was changed: " + "what to do, and where the file is. " * 4
ENDLESS = "word " * 400


def line(app: Shown) -> NoticeLine | None:
    return next((one for one in app.bench.app.screen.query(NoticeLine) if one.display), None)


def said(app: Shown) -> str:
    found = line(app)
    return found.render().plain if found else ""


@pytest.mark.scenario
@pytest.mark.parametrize("size", [(120, 40), (80, 24)])
@pytest.mark.parametrize("sheet", ["", "f9", "f1"], ids=["panes", "sheet", "help"])
async def test_a_notice_covers_no_part_of_the_screen_but_the_keys(size: tuple[int, int], sheet: str) -> None:
    async with shown(states.ready(), size) as app:
        if sheet:
            await app.press(sheet)
        for text in ("Saved.", LONG, ENDLESS):
            app.bench.app.notify(text, severity="error")
            first = text.split()[:1]
            await app.until(lambda first=first: said(app).split()[1:2] == first)  # type: ignore[misc]
            await app.pilot.pause()
            notice = line(app)
            assert notice is not None
            assert notice.region.bottom == size[1]
            # A frame's last row holds the keys of a sheet.
            read = app.bench.app.screen.query("#panes, .sheet-frame, #help-text")
            assert [part for part in read if part.region.bottom - bool(sheet) > notice.region.y] == []
            assert (text != ENDLESS) == (text.rsplit(maxsplit=1)[-1] in said(app).split()[-1])
            assert ("^p notices" in said(app)) == (text == ENDLESS)
            app.bench.app.notices.clear()


@pytest.mark.scenario
async def test_a_notice_of_one_line_moves_nothing() -> None:
    async with shown(states.ready()) as app:
        before = app.screen.query_one("#panes").region
        app.bench.app.notify("Saved.")
        await app.until(lambda: said(app))
        await app.pilot.pause()
        assert app.screen.query_one("#panes").region == before


@pytest.mark.scenario
async def test_an_error_waits_for_a_key_and_anything_else_goes_by_itself() -> None:
    async with shown(states.ready()) as app:
        app.bench.app.notify("Saved.", timeout=0.01)
        app.bench.app.notify("Not saved.", severity="error", timeout=0.01)
        await app.until(lambda: said(app) == "✕ Not saved.")
        await app.press("f6")
        assert said(app) == ""


@pytest.mark.scenario
async def test_what_goes_wrong_while_a_sheet_is_open_is_said_there_and_gone_where_it_was_read() -> None:
    async with shown(states.ready()) as app:
        app.bench.app.notify("Not saved.", severity="warning", timeout=0.01)
        await app.until(lambda: said(app))
        await app.press("f9")
        await app.until(lambda: isinstance(app.bench.app.screen, Sheet))
        app.bench.app.notify("Nor this.", severity="warning")
        await app.until(lambda: "Nor this." in said(app))
        await app.press("escape")
        await app.until(lambda: said(app) == "! Nor this.")


@pytest.mark.scenario
async def test_a_click_removes_what_was_read() -> None:
    async with shown(states.ready()) as app:
        app.bench.app.notify("Not saved.", severity="error")
        await app.until(lambda: said(app))
        await app.pilot.click(NoticeLine)
        await app.until(lambda: not said(app))


@pytest.mark.scenario
async def test_all_that_was_said_is_listed_in_full() -> None:
    async with shown(states.ready()) as app:
        for text in ("Saved.", ENDLESS):
            app.bench.app.notify(text, title="history")
        await app.until(lambda: len(app.bench.app.notices.said) == 2)
        app.screen.overlays.open_sheet("notices")
        await app.until(lambda: isinstance(app.bench.app.screen, NoticesSheet))
        await app.pilot.pause()
        listed = app.bench.app.screen.query_one(Reader).copied()
        assert listed.count("word") == 400
        assert listed.index("word") < listed.index("history: Saved.")


@pytest.mark.scenario
async def test_what_is_said_of_a_file_goes_when_it_holds_no_more_and_what_was_lost_stays() -> None:
    """The header says ready by then: both cannot be true."""
    missing = PluginUnreadable("plugin.wasm", "no such file")
    notes = (Note("sources", "nothing matches"), Note("history", "nothing was kept"))
    async with shown(states.ready()) as app:
        await app.become(replace(states.ready(), error=missing, notes=notes))
        await app.until(lambda: "nothing was kept" in said(app))
        assert "no such file" in said(app)
        assert "nothing matches" in said(app)
        await app.become(states.ready())
        await app.until(lambda: "no such file" not in said(app))
        assert said(app) == "! history: nothing was kept"


@pytest.mark.scenario
async def test_what_is_said_of_a_broken_variant_replaces_what_was_said_of_the_one_before() -> None:
    """One row of notices moves nothing; warnings stay."""
    async with shown(states.ready()) as app:
        app.bench.app.notify("Read me.", severity="warning")
        await app.press("ctrl+t", "ctrl+t", "ctrl+t")
        await app.until(lambda: "3 of" in said(app))
        assert ("1 of" in said(app), "2 of" in said(app), "Read me." in said(app)) == (False, False, True)
