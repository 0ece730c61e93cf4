"""The sheet of reports and bundles, by its keys."""

from __future__ import annotations

import pytest

from tests.ui import states
from tests.ui.shown import shown
from workbench.protocol.redaction.found import Found
from workbench.session.values.bundle import Bundle, BundleMember
from workbench.session.values.session_snapshot import ExportedFile
from workbench.ui.sheets.share import ShareSheet

BUNDLE = Bundle((BundleMember("bundle.json", b"12", "what is inside"),), True)


@pytest.mark.scenario
async def test_what_is_inside_is_shown_and_files_are_written_where_a_person_says() -> None:
    async with shown(states.ready()) as app:
        app.session.exports.answers |= {
            "preview": BUNDLE,
            "bundle": ExportedFile("b.zip", 9, kept=(Found("a", "b"),)),
            "report": ExportedFile("r.md", 9),
        }
        await app.press("escape")
        app.screen.overlays.open_sheet("share")
        await app.until(lambda: app.asked("exports.preview") == [("exports.preview", True)])
        assert isinstance(app.bench.app.screen, ShareSheet)
        await app.press("v")
        await app.until(lambda: app.asked("exports.preview")[-1:] == [("exports.preview", False)])
        await app.press("z", "enter")
        await app.until(lambda: app.asked("exports.bundle") == [("exports.bundle", "dialect-0.3.1.bundle.zip", False)])
        await app.press("p", "enter")
        await app.until(lambda: app.asked("exports.report") == [("exports.report", "dialect-0.3.1.md")])
        await app.until(lambda: any("looks like a secret" in one.text for one in app.bench.app.notices.said))
