"""The sheet of conformance cases, by its keys."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.ui import states
from tests.ui.shown import shown
from workbench.protocol.conformance import CaseResult
from workbench.session.values.conformance_report import ConformanceReport, ConformanceState

SENT = CaseResult("dispatch:normalize_error:x", True, "fine", function="normalize_error", payload='{"status":500}')
NOTHING = CaseResult("dispatch:shape", True, "nothing left to send")


@pytest.mark.scenario
async def test_enter_opens_what_a_case_sent_as_a_document() -> None:
    report = ConformanceReport((), (NOTHING, SENT), ())
    async with shown(replace(states.ready(), conformance=ConformanceState(1, report))) as app:
        await app.press("escape", "6", "enter", "down", "enter")
        document = app.screen.documents.opened()[-1]
        assert (document.function, document.origin.reference) == ("normalize_error", "dispatch:normalize_error:x")
        assert '"status": 500' in app.screen.payload.text
