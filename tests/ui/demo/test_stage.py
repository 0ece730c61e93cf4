"""What a demo does on the screen."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any, cast

from workbench.ui.demo.stage import DemoStage


class TurningApp:
    """Shows another screen whenever a frame is waited for, as when a plugin takes the place of another."""

    def __init__(self) -> None:
        self.screen = object()
        self.frames = 0

    def call_after_refresh(self, _: Callable[[], object]) -> None:
        """Leave the screen before it draws: what waits for it is never called."""
        self.frames += 1
        self.screen = object()


async def test_a_screen_that_is_left_before_its_frame_is_not_waited_for() -> None:
    app = TurningApp()
    stage = DemoStage(cast(Any, app), cast(Any, None), lambda _: None, lambda _: None)
    await asyncio.wait_for(stage.settled(), 30)
    assert app.frames > 1
