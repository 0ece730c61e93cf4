"""One screen on a pseudo-terminal of its own: started, read, written to, and ended for certain.

The terminal is closed when whoever watches it goes away, and by the system when we end, however that happens: the
screen then ends as on a terminal whose window is closed. What is typed goes into no shell, and neither do its
arguments.
"""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import json
import os
import pty
import signal
import struct
import sys
import termios
import tty
from collections.abc import Callable, Mapping, Sequence
from typing import Final

WORDS_VARIABLE: Final = "WORKBENCH_SCREEN_WORDS"
"""The arguments of a screen, as JSON. Other people can read a command line, but no environment."""
END_S: Final = 18.0
"""Seconds that a screen has to end: it keeps what was typed, and closes its engine."""
_READ_MAX: Final = 65_536
_COLUMNS: Final = (20, 1_000)
_ROWS: Final = (5, 500)
_NOT_PASSED_ON: Final = frozenset(
    {
        *("TMUX", "TMUX_PANE", "STY", "DISPLAY", "WAYLAND_DISPLAY", "COLUMNS", "LINES"),
        *("TERM_PROGRAM", "TERM_PROGRAM_VERSION", "VTE_VERSION", "WT_SESSION", "KITTY_WINDOW_ID", "WINDOWID"),
    }
)
"""What says where the server runs: the screen is shown elsewhere."""


class ScreenProcess:
    """A screen that runs. Made by `start`; used on one loop."""

    def __init__(self, process: asyncio.subprocess.Process, terminal: int) -> None:
        """Take over a process, and our end of its terminal."""
        self._process = process
        self._terminal = terminal
        self._is_closed = False

    @classmethod
    async def start(cls, words: Sequence[str], columns: int, rows: int) -> ScreenProcess:
        """Start a screen with these arguments of the command line.

        Raises:
            OSError: The system gives no terminal, or starts no process.
        """
        ours, theirs = pty.openpty()
        try:
            _prepare(theirs)
            _set_size(ours, columns, rows)
            os.set_blocking(ours, False)
            process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-P", "-m", "workbench.cli.in_browser"),
                stdin=theirs,
                stdout=theirs,
                stderr=theirs,
                env=environment(os.environ, words),
                start_new_session=True,
            )
        except BaseException:
            os.close(ours)
            raise
        finally:
            os.close(theirs)
        return cls(process, ours)

    @property
    def pid(self) -> int:
        """The number of the process."""
        return self._process.pid

    async def read(self) -> bytes:
        """Return what the screen has drawn; nothing: it has ended."""
        loop = asyncio.get_running_loop()
        while not self._is_closed:
            try:
                return os.read(self._terminal, _READ_MAX)
            except BlockingIOError:
                await _until(lambda ready: loop.add_reader(self._terminal, ready), self._forget_reader)
            except OSError:
                # Nobody has the other end open any more.
                break
        return b""

    async def write(self, content: bytes) -> None:
        """Type something, as fast as the screen takes it; a screen that has ended takes nothing."""
        loop = asyncio.get_running_loop()
        while content and not self._is_closed:
            try:
                content = content[os.write(self._terminal, content) :]
            except BlockingIOError:
                await _until(lambda ready: loop.add_writer(self._terminal, ready), self._forget_writer)
            except OSError:
                return

    def resize(self, columns: int, rows: int) -> None:
        """Give the terminal another size; what no terminal has is brought into bounds."""
        if not self._is_closed:
            with contextlib.suppress(OSError):
                _set_size(self._terminal, columns, rows)

    async def end(self) -> None:
        """Close the terminal, and wait until the process has ended; what does not end by itself is killed."""
        if not self._is_closed:
            self._forget_reader()
            self._forget_writer()
            self._is_closed = True
            os.close(self._terminal)
        try:
            async with asyncio.timeout(END_S):
                await self._process.wait()
        except TimeoutError:
            pass
        finally:
            # What it started is in its group; the screen itself may have ended before it had a terminal to lose.
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, signal.SIGKILL)
        await self._process.wait()

    def _forget_reader(self) -> None:
        if not self._is_closed:
            asyncio.get_running_loop().remove_reader(self._terminal)

    def _forget_writer(self) -> None:
        if not self._is_closed:
            asyncio.get_running_loop().remove_writer(self._terminal)


def environment(ours: Mapping[str, str], words: Sequence[str]) -> dict[str, str]:
    """Return the environment of a screen: ours, but for what says which terminal we have."""
    kept = {name: value for name, value in ours.items() if name not in _NOT_PASSED_ON}
    return kept | {"TERM": "xterm-256color", "COLORTERM": "truecolor", WORDS_VARIABLE: json.dumps(list(words))}


def _prepare(terminal: int) -> None:
    """Let keys through as they are, so that none is a signal or an echo before the screen has taken the terminal."""
    tty.setraw(terminal)
    settings = termios.tcgetattr(terminal)
    settings[1] |= termios.OPOST | termios.ONLCR
    termios.tcsetattr(terminal, termios.TCSANOW, settings)


def _set_size(terminal: int, columns: int, rows: int) -> None:
    columns, rows = _within(columns, *_COLUMNS), _within(rows, *_ROWS)
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))


def _within(number: int, least: int, most: int) -> int:
    return min(max(number, least), most)


async def _until(watch: Callable[[Callable[[], None]], object], forget: Callable[[], object]) -> None:
    """Wait until the terminal is ready."""
    ready = asyncio.get_running_loop().create_future()
    watch(lambda: None if ready.done() else ready.set_result(None))
    try:
        await ready
    finally:
        forget()
