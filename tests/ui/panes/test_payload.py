"""The payload pane: what it looks at beside the screen may come back when there is no screen any more."""

from __future__ import annotations

from workbench.ui.panes.payload import Payload
from workbench.ui.payload.payload_problems import check


async def test_problems_that_are_found_after_the_screen_has_ended_are_shown_nowhere() -> None:
    pane = Payload(check)
    pane.function = "sign"
    await pane._check_now()
    assert pane.problems == ()
