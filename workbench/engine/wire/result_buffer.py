"""Outcomes of a batch that wait to be sent, in memory that both processes share: the child's death loses none.

Owns: the form of that memory, and when it is full or old. Only calls that went well and left their host alone wait
here; their outcomes are small, and a message for each would cost more than the call. Must not know who sends what.
"""

from __future__ import annotations

import mmap
import struct
from collections.abc import Iterator
from typing import Final, NamedTuple

SIZE_BYTES: Final = 256 * 1_024
WAIT_MAX_US: Final = 5_000
"""How long an outcome may wait, in microseconds of the calls behind it."""
WALL_MAX_US: Final = (1 << 63) - 1
_HEAD: Final = struct.Struct("<QQQ")
"""The request, how many of its outcomes were sent before these, and the bytes in use."""
_USED: Final = struct.Struct("<Q")
_USED_AT: Final = _HEAD.size - _USED.size
_RECORD: Final = struct.Struct("<QQ")
"""Microseconds of the call and size of its output, which follows."""


class QuietCall(NamedTuple):
    """A call that went well and left its host alone."""

    wall_us: int
    output: bytes


class ResultBuffer:
    """The memory, as the child fills it."""

    def __init__(self, descriptor: int) -> None:
        self._memory = mmap.mmap(descriptor, SIZE_BYTES)
        self._used = _HEAD.size
        self._waited_us = 0
        self.is_due = False
        """What waits here must be sent now."""

    def start(self, request: int, sent: int) -> None:
        """Begin anew, with what a request has not sent yet."""
        # Empty first: at no moment may records count for another request.
        _USED.pack_into(self._memory, _USED_AT, _HEAD.size)
        _HEAD.pack_into(self._memory, 0, request, sent, _HEAD.size)
        self._used = _HEAD.size
        self._waited_us = 0
        self.is_due = False

    def add(self, call: QuietCall) -> bool:
        """Keep an outcome, and return whether there was room for it."""
        wall_us, output = call
        memory, at, size_bytes = self._memory, self._used, len(output)
        start = at + _RECORD.size
        end = start + size_bytes
        if end > SIZE_BYTES:
            return False
        _RECORD.pack_into(memory, at, wall_us, size_bytes)
        memory[start:end] = output
        _USED.pack_into(memory, _USED_AT, end)
        self._used = end
        self._waited_us += wall_us
        self.is_due = self._waited_us > WAIT_MAX_US
        return True

    def waiting(self) -> bytes:
        """Return what waits to be sent; `read_calls` reads it."""
        return self._memory[_HEAD.size : self._used]


def read_calls(content: bytes) -> Iterator[QuietCall]:
    """Give the calls of `ResultBuffer.waiting`. Raises ValueError for what cannot come from there."""
    start, whole = 0, len(content)
    while start < whole:
        if start + _RECORD.size > whole:
            raise ValueError(f"expected a record of {_RECORD.size} bytes, found {whole - start}")
        wall_us, size_bytes = _RECORD.unpack_from(content, start)
        start += _RECORD.size
        end = start + size_bytes
        if wall_us > WALL_MAX_US:
            raise ValueError(f"expected at most {WALL_MAX_US:,} microseconds, found {wall_us:,}")
        if end > whole:
            raise ValueError(f"expected {size_bytes:,} bytes of output, found {whole - start:,}")
        yield QuietCall(wall_us, content[start:end])
        start = end


def read_rest(content: bytes, request: int, received: int) -> tuple[QuietCall, ...]:
    """Return the outcomes of a request that a dead child did not send any more.

    `content` is the whole memory, which is not trusted; `received` is how many outcomes arrived.
    """
    if len(content) < _HEAD.size:
        return ()
    of_request, sent, used = _HEAD.unpack_from(content)
    if of_request != request or sent > received or not _HEAD.size <= used <= SIZE_BYTES:
        return ()
    try:
        # What was sent, but not yet taken out of the memory, has arrived already.
        return tuple(read_calls(content[_HEAD.size : used]))[received - sent :]
    except ValueError:
        return ()
