"""A program in a terminal of its own: what it wrote, what it left the terminal like, and how it ended."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[3]
LIMIT_S = 120.0

_MODE = re.compile(rb"\x1b\[\?([0-9;]+)([hl])")


class PtyRun:
    """A running program. Standard input and output are the terminal; standard error is a file."""

    def __init__(self, *words: str, environment: Mapping[str, str] | None = None, stderr: Path) -> None:
        self._ours, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 120, 0, 0))
        self._theirs = theirs
        self._settings = termios.tcgetattr(theirs)
        self.output = b""
        self.stderr = stderr
        with stderr.open("wb") as errors:
            self.process = subprocess.Popen(
                [sys.executable, *words],
                stdin=theirs,
                stdout=theirs,
                stderr=errors,
                cwd=ROOT,
                env={**os.environ, "TERM": "xterm-256color", "LC_ALL": "C.UTF-8", **(environment or {})},
                start_new_session=True,
                preexec_fn=_take_terminal,  # noqa: PLW1509 - a controlling terminal can be taken in no other way
            )

    def __enter__(self) -> PtyRun:
        return self

    def __exit__(self, *_: object) -> None:
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        os.close(self._ours)
        os.close(self._theirs)

    def send(self, keys: bytes) -> None:
        """Type, however much it is."""
        while keys:
            keys = keys[os.write(self._ours, keys[:512]) :]
            self._take(0)

    def until(self, fact: Callable[[], object]) -> None:
        """Take what is written until something is true; that it never is shows at the latest when the program ends."""
        deadline = time.monotonic() + LIMIT_S
        is_over = False
        while not fact():
            waits = not is_over and time.monotonic() < deadline
            assert waits, f"not seen in {self.output[-2_000:]!r}; {self.stderr.read_text()}"
            is_over = self.process.poll() is not None
            self._take(0.02)

    def shows(self, text: str) -> bool:
        """Say whether a text was written, whatever stands between its words."""
        return text.encode() in re.sub(rb"\x1b\[[0-9;?<>=$]*[A-Za-z~]", b"", self.output)

    def wait(self) -> int:
        """Return the exit code, negative for a signal."""
        self.until(lambda: self.process.poll() is not None)
        self._take(0.05)
        return self.process.wait()

    def signal(self, number: int) -> None:
        os.kill(self.process.pid, number)

    @property
    def modes_left_on(self) -> set[int]:
        """The private modes that were switched on, and not off again. Cursor and wrapping are on by nature."""
        left = {25, 7}
        for numbers, what in _MODE.findall(self.output):
            for number in numbers.split(b";"):
                (left.add if what == b"h" else left.discard)(int(number))
        return left ^ {25, 7}

    @property
    def settings_are_back(self) -> bool:
        """The line settings are what they were before."""
        now: list[Any] = termios.tcgetattr(self._theirs)
        return bool(now == self._settings)

    def _take(self, wait_s: float) -> None:
        while select.select([self._ours], [], [], wait_s)[0]:
            try:
                self.output += os.read(self._ours, 1 << 16)
            except OSError:
                return
            wait_s = 0


def _take_terminal() -> None:
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)
    # Whoever runs the tests may ignore some, as `nohup` does, and that is inherited.
    for number in (signal.SIGHUP, signal.SIGINT, signal.SIGQUIT, signal.SIGTERM):
        signal.signal(number, signal.SIG_DFL)
