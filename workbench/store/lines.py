"""A file of lines that grows at its end: opened privately, locked between processes, read in pieces from both ends.

Owns: the descriptor, and that a line is written whole or not at all while we live. Must not know what a line says.
All methods may raise OSError. Reading may go on from any thread while another one writes.
"""

from __future__ import annotations

import contextlib
import os
import stat
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

try:
    import fcntl
except ImportError:  # pragma: no cover - where it is absent, two workbenches should not share a file
    fcntl = None  # type: ignore[assignment]

BLOCK_BYTES: Final = 256 * 1024
LINE_MAX_BYTES: Final = 64 * 1024 * 1024
"""Above what any line of ours has."""
LOCK_WAIT_S: Final = 1.0

_PRIVATE: Final = 0o600
_LOCK_STEP_S: Final = 0.005


class LineFile:
    """One open file. It is closed when nobody refers to it any more, so that a reader never loses it."""

    def __init__(self, path: Path, *, reads_only: bool = False) -> None:
        """Open the file, and make it when it does not exist; with `reads_only` as it stands, whoever else has it."""
        self.path = path
        # To open a pipe that nobody writes to would wait for ever; what is read is a file of ours, or nothing.
        how = getattr(os, "O_NONBLOCK", 0) if reads_only else os.O_RDWR | os.O_CREAT | os.O_APPEND
        self._descriptor = os.open(path, how | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0), _PRIVATE)
        if reads_only:
            return
        with contextlib.suppress(OSError, AttributeError):
            os.fchmod(self._descriptor, _PRIVATE)

    def __del__(self) -> None:
        with contextlib.suppress(OSError, AttributeError):
            os.close(self._descriptor)

    def is_regular(self) -> bool:
        """Say whether it is a file, and no folder, pipe or device."""
        return stat.S_ISREG(os.fstat(self._descriptor).st_mode)

    def size_bytes(self) -> int:
        """Return the size of the file."""
        return os.fstat(self._descriptor).st_size

    def stands_at_its_path(self) -> bool:
        """Say whether the path still leads to this file: another process may have put a new one there."""
        try:
            now = self.path.stat()
        except FileNotFoundError:
            return False
        ours = os.fstat(self._descriptor)
        return (now.st_dev, now.st_ino) == (ours.st_dev, ours.st_ino)

    # ---- writing ----------------------------------------------------------------------------------------------------

    @contextlib.contextmanager
    def locked(self, *, waiting: bool = True) -> Iterator[None]:
        """Keep other processes from writing.

        Raises TimeoutError when one of them does not come to an end; at once when nobody is to wait for it.
        """
        if fcntl is None:  # pragma: no cover
            yield
            return
        deadline = time.monotonic() + (LOCK_WAIT_S if waiting else 0)
        while True:
            try:
                fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > deadline:
                    raise TimeoutError(0, "locked by another process") from None
                time.sleep(_LOCK_STEP_S)
        try:
            yield
        finally:
            fcntl.flock(self._descriptor, fcntl.LOCK_UN)

    def append(self, lines: bytes) -> None:
        """Write whole lines at the end. What was written of them before a failure is taken back."""
        before = self.size_bytes()
        try:
            written = 0
            while written < len(lines):
                written += os.write(self._descriptor, memoryview(lines)[written:])
        except OSError:
            os.truncate(self._descriptor, before)
            raise

    def truncate(self, size_bytes: int) -> None:
        """Cut the file off."""
        os.truncate(self._descriptor, size_bytes)

    def sync(self) -> None:
        """Wait until the disk has it."""
        os.fsync(self._descriptor)

    # ---- reading ----------------------------------------------------------------------------------------------------

    def read(self, start: int, end: int) -> bytes:
        """Return the bytes from `start` to `end`; fewer when the file ends before."""
        return os.pread(self._descriptor, max(end - start, 0), start)

    def lines(self, start: int, end: int) -> Iterator[tuple[int, bytes]]:
        """Return the lines from a line's start on, each with its place and its line feed; not one that is cut off.

        One above `LINE_MAX_BYTES` comes in several parts, as if each were a line: none is kept in memory as a whole.
        """
        begun: list[bytes] = []
        begun_bytes, place = 0, start
        for position in range(start, end, BLOCK_BYTES):
            *whole, rest = self.read(position, min(position + BLOCK_BYTES, end)).split(b"\n")
            for line in whole:
                content = b"".join((*begun, line, b"\n"))
                begun, begun_bytes = [], 0
                yield place, content
                place += len(content)
            begun.append(rest)
            begun_bytes += len(rest)
            if begun_bytes > LINE_MAX_BYTES:
                yield place, b"".join(begun)
                place += begun_bytes
                begun, begun_bytes = [], 0

    def lines_backwards(self) -> Iterator[tuple[int, bytes]]:
        """Return the lines from the last one on, each with its place and its line feed; not one that is cut off.

        One above `LINE_MAX_BYTES` comes in several parts, as from `lines`, but perhaps cut elsewhere.
        """
        end = self.whole_bytes()
        ends: list[bytes] = []
        """Pieces of a line that begins before `end`, the last one first."""
        while end > 0:
            start = max(end - BLOCK_BYTES, 0)
            block = self.read(start, end)
            end = start
            head = 0 if start == 0 else block.find(b"\n") + 1
            if head or not start:
                yield from _reversed_lines(b"".join((block[head:], *reversed(ends))), start + head)
                ends = [block[:head]]
                continue
            ends.append(block)
            if len(ends) * BLOCK_BYTES > LINE_MAX_BYTES:
                yield start, b"".join(reversed(ends))
                ends = []

    def whole_bytes(self) -> int:
        """Return where the last whole line ends: at the end of the file, unless writing was interrupted."""
        end = self.size_bytes()
        while end > 0:
            start = max(end - BLOCK_BYTES, 0)
            feed = self.read(start, end).rfind(b"\n")
            if feed >= 0:
                return start + feed + 1
            end = start
        return 0

    def line_number(self, place: int) -> int:
        """Return the number of the line that stands at a place, counted from 1."""
        blocks = range(0, place, BLOCK_BYTES)
        return 1 + sum(self.read(start, min(start + BLOCK_BYTES, place)).count(b"\n") for start in blocks)


def _reversed_lines(block: bytes, place: int) -> Iterator[tuple[int, bytes]]:
    end = len(block)
    while end > 0:
        start = block.rfind(b"\n", 0, end - 1) + 1
        yield place + start, block[start:end]
        end = start
