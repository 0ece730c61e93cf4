"""The end of the screen from outside: what was typed just before is taken first."""

from __future__ import annotations

import asyncio
import contextlib
from typing import Any, Final

from textual.app import App

LAST_KEYS_S: Final = 0.6
"""Seconds that the end waits for them."""
_LOOK_S: Final = 0.002
_TURNS: Final = 8
"""Of the loop, until what another thread has posted stands in a queue."""
_leaving: Final[set[asyncio.Task[None]]] = set()
"""A task that nobody refers to may be dropped in the middle."""


def leave(app: App[Any], code: int) -> None:
    """End an app with an exit code, once it has taken what was typed until now. To be called on its loop."""
    task = asyncio.create_task(_leave(app, code), name="leaving")
    _leaving.add(task)
    task.add_done_callback(_leaving.discard)


async def _leave(app: App[Any], code: int) -> None:
    try:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(LAST_KEYS_S):
                await _take_last_keys(app)
    finally:
        app.exit(return_code=code)


async def _take_last_keys(app: App[Any]) -> None:
    """Wait until all that was typed before stands where it belongs."""
    while getattr(app._driver, "has_unread", False):
        await asyncio.sleep(_LOOK_S)
    for _ in range(_TURNS):
        await asyncio.sleep(0)
    given = asyncio.Event()
    if app.call_later(given.set):
        await given.wait()
        queue = getattr(app, "input_queue", None)
        if queue is not None:
            await queue.done()
