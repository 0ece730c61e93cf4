"""Gives keys, pastes and the mouse to the screen one at a time, in the order in which they came.

Textual hands each key to the focused widget and goes on. A letter is then typed in the widget's task, while the
binding of the key after it runs in the app's: without a pause between them Backspace overtakes letters, and a line is
taken before its last digit stands in it. Here the next key waits until all that follows from the one before was done:
whichever widget has the focus, and wherever the focus went.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from typing import Any, Final

from textual import events
from textual.app import App
from textual.message_pump import MessagePump

PASTED_S: Final = 0.005
"""Seconds within which a key follows the end of a line that was pasted without brackets; nobody types that fast."""
_LINE_ENDS: Final = frozenset({"ctrl+j", "enter"})
"""A terminal sends either for the end of a pasted line."""
_LOOK_S: Final = 0.1
"""Seconds after which a part that does not answer is looked at: it may have ended."""
_TURNS: Final = 20
_ROUNDS: Final = 2
"""A key becomes an action, and that a message: a line that is given, a search that is closed."""

Input = events.InputEvent | events.Paste


def is_input(event: events.Event) -> bool:
    """Say whether an event comes from the terminal, and has not been given to a widget yet."""
    return isinstance(event, events.InputEvent | events.Paste) and not event.is_forwarded


class InputQueue:
    """What came from the terminal, and is not done yet."""

    def __init__(
        self,
        app: App[Any],
        deliver: Callable[[Input], Awaitable[object]],
        failed: Callable[[Exception], object],
        takes_lines: Callable[[], bool],
    ) -> None:
        """Be empty.

        Args:
            app: Whose screen it is.
            deliver: Gives an event to the screen as Textual does.
            failed: Called with what that raised.
            takes_lines: Says whether a line feed would be text where the focus is.
        """
        self._app = app
        self._deliver = deliver
        self._failed = failed
        self._takes_lines = takes_lines
        self._waiting: asyncio.Queue[Input] = asyncio.Queue()
        self._next: Input | None = None
        self._all_done = asyncio.Event()
        self._all_done.set()
        self._task = asyncio.create_task(self._run(), name="input")

    def put(self, event: Input) -> None:
        """Give an event to the screen when those before it are done."""
        self._all_done.clear()
        self._waiting.put_nowait(event)

    async def done(self) -> None:
        """Wait until nothing waits any more."""
        await self._all_done.wait()

    def end(self) -> None:
        """Give nothing more to the screen."""
        self._task.cancel()

    async def _run(self) -> None:
        while True:
            event, self._next = self._next or await self._waiting.get(), None
            try:
                await self._take(event)
            except Exception as error:  # noqa: BLE001 - it ends the app, like one that a widget raises
                self._failed(error)
            if self._next is None and self._waiting.empty():
                self._all_done.set()

    async def _take(self, event: Input) -> None:
        """Give an event to the screen, and wait until it is done; once every screen is closed it is nobody's."""
        screens = self._app._screen_stack
        if screens and isinstance(event, events.Key) and event.key in _LINE_ENDS and self._takes_lines():
            event = await self._line_feed(event)
        if not screens:
            return
        target = self._app.focused or self._app.screen
        await self._deliver(event)
        if isinstance(event, events.Key | events.Paste):
            await self._settle(event, target)

    async def _line_feed(self, event: events.Key) -> events.Key:
        """Return enter, with a line feed as its character, within a paste without brackets; else what was pressed.

        The editor indents the line behind an enter that was pressed; a pasted line brings its own indent.
        """
        with contextlib.suppress(TimeoutError):
            self._next = await asyncio.wait_for(self._waiting.get(), PASTED_S)
        following = self._next
        pasted = isinstance(following, events.Key) and (following.is_printable or following.key in {*_LINE_ENDS, "tab"})
        return events.Key("enter", "\n") if pasted else event

    async def _settle(self, event: Input, target: MessagePump) -> None:
        """Wait until what follows from an event was done."""
        if event.is_forwarded:
            await self._round(target)
            if event._stop_propagation:
                return
        for _ in range(_ROUNDS):
            node: MessagePump | None = target
            while node is not None:
                await self._round(node)
                node = node._parent
        # Last of all the focus moves.
        await self._round(self._app)

    @staticmethod
    async def _round(node: MessagePump) -> None:
        """Wait until a part has done all that was given to it before."""
        done = asyncio.Event()
        if not node.call_later(done.set):
            return
        # Nearly always it answers within a few turns of the loop; a timer for each would cost more than the keys.
        for _ in range(_TURNS):
            if done.is_set():
                return
            await asyncio.sleep(0)
        while not done.is_set() and node.is_running:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(done.wait(), _LOOK_S)
