"""The sheet of hidden state, by its keys."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.ui import states
from tests.ui.shown import shown
from workbench.errors.operator import SettingInvalid
from workbench.session.values.drift_report import DriftReport, DriftState, FunctionDrift
from workbench.ui.sheets.drift import DriftSheet


@pytest.mark.scenario
async def test_it_looks_at_once_with_the_payload_of_the_editor_and_again_by_a_key() -> None:
    async with shown(states.ready()) as app:
        app.screen.payload.editor.load_text("{}")
        await app.press("escape", "H", "r")
        assert isinstance(app.bench.app.screen, DriftSheet)
        await app.until(lambda: len(app.asked("drift.run")) == 2)
        assert app.asked("drift.run")[0] == ("drift.run", "shape", "{}")


@pytest.mark.scenario
async def test_what_is_known_of_the_build_is_shown_and_not_looked_for_again() -> None:
    known = DriftState(states.ready().serving.number, "shape", DriftReport((FunctionDrift("shape", 5),)))  # type: ignore[union-attr]
    async with shown(replace(states.ready(), drift=known)) as app:
        await app.press("escape", "H")
        assert not app.asked("drift.run")


@pytest.mark.scenario
async def test_why_nothing_could_be_sent_is_said() -> None:
    async with shown(states.ready()) as app:
        app.session.drift.answers["run"] = None

        def refuse(*_: object) -> None:
            raise SettingInvalid("variable", "NOWHERE", "a value", "payload")

        app.session.drift.run = refuse
        await app.press("escape", "H")
        await app.until(lambda: any("NOWHERE" in one.text for one in app.bench.app.notices.said))
