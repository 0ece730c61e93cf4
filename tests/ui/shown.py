"""The whole screen as a test drives it: by keys and states, waiting for facts."""

from __future__ import annotations

import asyncio
import contextlib
import unicodedata
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial
from typing import Any

from textual import events
from textual.keys import REPLACED_KEYS, _character_to_key, _get_unicode_name_from_key
from textual.pilot import Pilot
from textual.widget import Widget
from textual.widgets import OptionList

from tests.ui.app_parts import Bench
from workbench.session.values.state import SessionState
from workbench.ui.main.main_screen import MainScreen
from workbench.ui.widgets.reader import Reader

BUSY_S = 1.0
"""Seconds after which a thread of the session is taken for one that a test keeps busy."""
WAIT_S = 120.0
"""Seconds after which what is waited for never comes, on any machine."""


class Shown:
    """A running app and its parts."""

    def __init__(self, bench: Bench, pilot: Pilot[None]) -> None:
        self.bench, self.pilot = bench, pilot
        self.session = bench.session
        screen = bench.app.screen_stack[0]
        assert isinstance(screen, MainScreen)
        self.screen = screen

    async def until(self, fact: Callable[[], object]) -> None:
        """Wait until something is true."""
        deadline = asyncio.get_running_loop().time() + WAIT_S
        while not fact():
            assert asyncio.get_running_loop().time() < deadline, "not seen in time"
            await self.pilot.pause(0.01)

    async def press(self, *keys: str) -> None:
        """Press one key after the other, each when all that came of the one before is done.

        Textual's own way waits three times for the processor to have nothing to do, each time longer than a key takes.
        """
        app = self.bench.app
        assert app._driver is not None
        for pressed in keys:
            is_sign = len(pressed) == 1 and not pressed.isalnum()
            key = _character_to_key(pressed) if is_sign else pressed
            name = _get_unicode_name_from_key(REPLACED_KEYS.get(key, key))
            try:
                character: str | None = unicodedata.lookup(name)
            except KeyError:
                character = key if len(key) == 1 else None
            app._driver.send_message(events.Key(key, character))
            await self._settle()
            await app.animator.wait_until_complete()
            await self.pilot.pause()

    async def _settle(self) -> None:
        """Wait until a key has gone through the queue of keys, the screen, the threads of the session, and back.

        Textual looks at how busy the process is, and takes one that is given no processor for one that is done.
        """
        app = self.bench.app
        await self.pilot._wait_for_screen()
        if app.input_queue is not None:
            await app.input_queue.done()
        await self.pilot._wait_for_screen()
        loop = asyncio.get_running_loop()
        for runner in (app.bridge._runner, app.bridge._outside, app.bridge._lookups):
            done = asyncio.Event()
            runner.submit(partial(loop.call_soon_threadsafe, done.set))
            with contextlib.suppress(TimeoutError):
                # One that is at a long job, as some tests give it, answers later.
                await asyncio.wait_for(done.wait(), BUSY_S)
        await self.pilot._wait_for_screen()

    async def part(self, selector: str) -> Widget:
        """Return a part that is made only when it is needed, and is not there at once."""
        await self.until(lambda: self.bench.app.screen.query(selector))
        return self.bench.app.screen.query_one(selector)

    async def become(self, state: SessionState) -> None:
        self.session.become(state)
        await self.until(lambda: self.screen.state is state)

    def text(self, selector: str) -> str:
        """Return what a text would be copied as."""
        return self.screen.query_one(selector, Reader).copied()

    def asked(self, what: str) -> list[tuple[Any, ...]]:
        return [asked for asked in self.session.asked if asked[0] == what]

    @property
    def first_option(self) -> str:
        """The first command that the open palette offers; empty while it offers none."""
        lists = self.bench.app.screen.query(OptionList)
        offered = [str(one.get_option_at_index(0).prompt) for one in lists if one.option_count]
        return next(iter(offered), "")

    @property
    def seen(self) -> list[str]:
        """The panes that are seen, by id."""
        return [pane.id or "" for pane in self.screen.query(".pane") if pane.display and pane.region.area]

    @property
    def focused(self) -> str:
        return (self.screen.focused.id if self.screen.focused else None) or ""


@asynccontextmanager
async def shown(state: SessionState, size: tuple[int, int] = (120, 40), **options: Any) -> AsyncIterator[Shown]:
    bench = Bench(state, **options)
    async with bench.app.run_test(size=size) as pilot:
        found = Shown(bench, pilot)
        await found.until(lambda: found.screen.state is state)
        await pilot.pause()
        yield found
        bench.app.screen._compositor.render_full_update()
