"""A program in a terminal of 120x40: what it writes, and when."""

from __future__ import annotations

import contextlib
import fcntl
import os
import pty
import re
import select
import signal
import struct
import termios
import time
from collections.abc import Sequence
from types import TracebackType

_ESCAPES = re.compile(rb"\x1b\[[0-9;?<>=:$]*[A-Za-z~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b[PX^_].*?\x1b\\|\x1b[()].")


class Terminal:
    """A running program and all that it has written."""

    def __init__(self, command: Sequence[str], *, environment: dict[str, str] | None = None) -> None:
        """Start the command; times count from here."""
        self.started_at = time.perf_counter()
        self.pid, self._fd = pty.fork()
        if self.pid == 0:
            os.environ.update({"TERM": "xterm-256color", "COLORTERM": "truecolor", **(environment or {})})
            os.execvp(command[0], list(command))
        fcntl.ioctl(self._fd, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 120, 0, 0))
        self._raw = b""

    def __enter__(self) -> Terminal:
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self.close()

    def send(self, keys: bytes) -> None:
        """Type."""
        os.write(self._fd, keys)

    def forget(self) -> None:
        """Forget what was written until now."""
        self._raw = b""

    def wait(self, *markers: str, limit_s: float = 30.0, in_order: bool = True) -> float:
        """Return the time, on the clock of `time.perf_counter`, at which all markers stood in the output.

        Raises:
            TimeoutError: They did not come within `limit_s` seconds.
        """
        escaped = [re.escape(marker.encode()) for marker in markers]
        wanted = b".*?".join(escaped) if in_order else b"".join(b"(?=.*?" + one + b")" for one in escaped)
        pattern = re.compile(wanted if in_order else rb"\A" + wanted, re.DOTALL)
        deadline = time.perf_counter() + limit_s
        while time.perf_counter() < deadline:
            ready, _, _ = select.select([self._fd], [], [], 0.02)
            if not ready:
                continue
            try:
                self._raw += os.read(self._fd, 1 << 16)
            except OSError:
                break
            now = time.perf_counter()
            if pattern.search(_ESCAPES.sub(b"", self._raw)):
                return now
        raise TimeoutError(f"{markers} not seen in {_ESCAPES.sub(b'', self._raw)[-2_000:]!r}")

    def pass_time(self, seconds: float) -> None:
        """Let so much time pass, and take what is written meanwhile."""
        deadline = time.perf_counter() + seconds
        while (left_s := deadline - time.perf_counter()) > 0:
            if select.select([self._fd], [], [], left_s)[0]:
                self._raw += os.read(self._fd, 1 << 16)

    def close(self) -> None:
        """End the program."""
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGTERM)
        deadline = time.perf_counter() + 3
        while time.perf_counter() < deadline:
            done, _ = os.waitpid(self.pid, os.WNOHANG)
            if done:
                break
            select.select([self._fd], [], [], 0.02)
            with contextlib.suppress(OSError):
                os.read(self._fd, 1 << 16)
        else:
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
        os.close(self._fd)
