"""What was typed just before the screen is asked to end: it is taken before the end begins."""

from __future__ import annotations

import asyncio
import contextlib
from typing import Any, Final

from textual.app import App

from workbench.ui.terminal.input_queue import InputQueue

LAST_KEYS_S: Final = 0.6
"""Seconds that the end waits for them."""
_LOOK_S: Final = 0.002
_TURNS: Final = 8
"""Of the loop, until what another thread has posted stands in a queue."""


async def take_last_keys(app: App[Any], waiting: InputQueue | None) -> None:
    """Wait until all that was typed before stands where it belongs; never longer than `LAST_KEYS_S`."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(LAST_KEYS_S):
            while getattr(app._driver, "has_unread", False):
                await asyncio.sleep(_LOOK_S)
            for _ in range(_TURNS):
                await asyncio.sleep(0)
            given = asyncio.Event()
            if waiting is not None and app.call_later(given.set):
                await given.wait()
                await waiting.done()
