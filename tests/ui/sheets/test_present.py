"""The five layers, presented on the screen."""

from __future__ import annotations

import pytest

from tests.ui import states
from tests.ui.shown import Shown, shown
from workbench.protocol.layers import Layer
from workbench.ui.sheets.present import PresentSheet
from workbench.ui.widgets.reader import Reader


def presented(app: Shown) -> PresentSheet:
    found = app.bench.app.screen
    assert isinstance(found, PresentSheet)
    return found


def words(app: Shown, selector: str) -> str:
    return str(presented(app).query_one(selector).render())


@pytest.mark.scenario
async def test_the_layers_are_gone_through_by_keys_that_are_shown_and_the_show_goes_on_where_it_was_left() -> None:
    async with shown(states.rejected_at_self_check(), (80, 24)) as app:
        await app.press("escape", "L")
        assert "cc_lb.plugin.v1" in words(app, "#present-sentences")
        await app.press("space", "right", "left")
        assert presented(app).presented is Layer.HANDSHAKE
        assert words(app, "#present-headline").split()[-2:] == ["right", "left"]
        await app.press("3")
        assert "FailureStatus" in words(app, "#present-sentences")
        await app.press("e")
        explained = app.bench.app.screen.query_one(Reader).copied()
        assert explained.index("FailureStatus   L3") < explained.index("self_check   PROTOCOL.md section 6")
        await app.press("escape", "escape", "L")
        assert presented(app).presented is Layer.SELF_CHECK, "it goes on where it was left"
        await app.press("5", "right")
        assert "was not reached, since L3 self-check ended with FailureStatus" in " ".join(
            words(app, "#present-sentences").split()
        )
