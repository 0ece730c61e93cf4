"""The driver takes a terminal as a whole, gives it back as a whole, and outlives what reads it or writes to it."""

from __future__ import annotations

import asyncio
import os
import pty
import signal
import termios
import threading
from collections.abc import AsyncIterator
from types import SimpleNamespace
from typing import Any, cast

import pytest

from workbench.ui.terminal.driver import TerminalDriver, TerminalGone

HANDLED = (signal.SIGTSTP, signal.SIGCONT, signal.SIGWINCH)


class Watched:
    """Takes what is written, and remembers whether the line was ours at that time."""

    is_broken = False

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self.text = ""
        self.written_to_a_cooked_line: list[str] = []

    def write(self, text: str) -> None:
        self.text += text
        if termios.tcgetattr(self._descriptor)[3] & (termios.ICANON | termios.ISIG):
            self.written_to_a_cooked_line.append(text)

    def flush(self) -> None: ...


class AtOnce:
    """Stands in for the thread that writes: what it is given is written before the next step."""

    def __init__(self, file: Watched) -> None:
        self.write = file.write

    def start(self) -> None: ...

    def stop(self) -> None: ...


class Taken(TerminalDriver):
    """A driver on a terminal that nobody looks at."""

    def __init__(self, descriptor: int) -> None:
        self.events: list[object] = []
        super().__init__(cast(Any, SimpleNamespace(_post_message=self._post)))
        self.fileno, self.input_tty = descriptor, True
        self.shown = Watched(descriptor)
        self._file = self._output = cast(Any, self.shown)

    async def _post(self, event: object) -> None:
        self.events.append(event)


@pytest.fixture
async def driver() -> AsyncIterator[Taken]:
    handlers = {number: signal.getsignal(number) for number in HANDLED}
    ours, theirs = pty.openpty()
    taken = Taken(theirs)
    try:
        yield taken
        taken.stop_application_mode()
        taken.close()
        # What it has posted arrives, instead of being dropped with the loop.
        await asyncio.sleep(0)
        await asyncio.sleep(0)
    finally:
        for number, handler in handlers.items():
            signal.signal(number, handler)
        os.close(ours)
        os.close(theirs)


def readers() -> list[str]:
    return [thread.name for thread in threading.enumerate() if thread.name == "textual-input"]


async def test_nothing_is_seen_of_the_screen_before_every_key_is_its_own(
    driver: Taken, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("textual.drivers.linux_driver.WriterThread", AtOnce)
    driver.start_application_mode()
    assert driver.shown.text.startswith("\x1b[?1049h")
    assert driver.shown.written_to_a_cooked_line == []


async def test_going_on_without_a_stop_leaves_one_thread_that_reads_and_draws_all_again(driver: Taken) -> None:
    driver.start_application_mode()
    driver._sigcont_application()
    assert readers() == ["textual-input"]
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert any(isinstance(event, TerminalDriver.SignalResume) for event in driver.events)


async def test_a_terminal_that_fails_after_the_loop_has_ended_ends_nothing(driver: Taken) -> None:
    loop, driver._loop = driver._loop, asyncio.new_event_loop()
    driver._loop.close()
    driver._ended(TerminalGone())
    driver._ended(OSError("gone"))
    driver._loop = loop
