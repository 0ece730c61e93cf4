"""Variables on the screen: problems, what is sent, the preview."""

from __future__ import annotations

import pytest

from tests.ui import states
from tests.ui.shown import shown
from workbench.errors.documents import InvalidDocuments, VariableInvalid
from workbench.session.values.variable_values import KnownVariables, VariableValues
from workbench.ui.widgets.reader import Reader

KNOWN = KnownVariables(VariableValues({"HOST": "api"}, {"KEY": "sk-secret"}))


@pytest.mark.scenario
async def test_a_variable_without_value_is_a_problem_and_the_preview_shows_what_is_sent() -> None:
    async with shown(states.ready()) as app:
        app.session.variables.answers["known"] = KNOWN
        payload = app.screen.payload
        payload.editor.put('{"a": "${HOST}", "b": "${KEY}"}')
        app.screen.variables.look()
        await app.until(lambda: payload.variables.known == KNOWN)
        await app.press("alt+v")
        await app.until(lambda: app.bench.app.screen.query("#preview-text"))
        text = app.bench.app.screen.query_one("#preview-text", Reader).copied()
        assert '"a":"api"' in text.replace(" ", "")
        assert "sk-secret" not in text
        await app.press("escape")
        payload.editor.put('{"a": "${HOTS}"}')
        await app.until(lambda: any("a value for HOTS" in one.text for one in payload.problems))


@pytest.mark.scenario
async def test_a_payload_that_was_not_sent_for_its_variables_does_not_count_as_sent() -> None:
    async with shown(states.ready()) as app:
        app.session.refusal = InvalidDocuments((VariableInvalid("payload", "/a", "a value for NONE", "none"),))
        await app.press("ctrl+j")
        await app.until(lambda: any("Nothing was sent" in str(one.text) for one in app.bench.app.notices.said))
        document = app.screen.payloads.current
        assert document is not None
        assert document.sent is None
