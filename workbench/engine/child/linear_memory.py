"""How many pages a guest's memory has, in the child process. The engine does not say, so the address space is read.

Owns: finding the one mapping that is the guest's memory, and following its growth. Where the system does not show its
mappings, or the memory cannot be told from others, nothing is said. Must not know calls or the wire.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Final

from workbench.engine.child.libextism import PAGE_SIZE_BYTES, is_readable_at
from workbench.linux import is_linux

RESERVED_MIN_BYTES: Final = 1 << 31
"""What the engine reserves behind each memory, so that no guest reaches beyond; nothing else reserves as much."""
SECTIONS_MAX: Final = 1_000
_READ_BYTES: Final = 1 << 16
_MEMORY_SECTION: Final = 5
_SHARED_OR_WIDE: Final = ~1
_HAS_MAXIMUM: Final = 0x01
_PAGES_MAX_32_BITS: Final = 65_536


class GuestMemory:
    """The memory of one instance."""

    def __init__(self, module: bytes) -> None:
        """Await the first call."""
        self._least = declared_pages(module)
        self._before: Mapping[int, int] | None = None
        self._start: int | None = None
        self._pages = 0

    def await_call(self) -> None:
        """Take note of what is mapped: the first call of an instance maps the memory that its guest runs in."""
        if self._before is None:
            self._before = _memories() if self._least else {}

    def pages(self) -> int | None:
        """Return the pages between two calls, the most that there ever were: memories never shrink.

        None: not known, or there was no call.
        """
        if self._start is None and self._least and self._before is not None:
            self._find(self._before)
        if self._start is None:
            return None
        self._follow(self._start)
        return self._pages

    def _find(self, before: Mapping[int, int]) -> None:
        came = [(start, size) for start, size in _memories().items() if start not in before]
        least, self._least = self._least, 0
        if len(came) == 1:
            start, size_bytes = came[0]
            if size_bytes % PAGE_SIZE_BYTES == 0 and size_bytes >= least * PAGE_SIZE_BYTES:
                self._start, self._pages = start, size_bytes // PAGE_SIZE_BYTES

    def _follow(self, start: int) -> None:
        """Find the first page that cannot be read. What is reserved behind the memory is never readable."""

        def is_there(page: int) -> bool:
            return is_readable_at(start + page * PAGE_SIZE_BYTES)

        there, step = self._pages, 1
        if not is_there(there):
            return
        while is_there(there + step):
            there, step = there + step, step * 2
        beyond = there + step
        while beyond - there > 1:
            middle = (there + beyond) // 2
            there, beyond = (middle, beyond) if is_there(middle) else (there, middle)
        self._pages = beyond


def declared_pages(module: bytes) -> int:
    """Return the least pages of a module's memory; 0: it has none, several, an empty one, or one of another kind.

    `module` is one that the engine has compiled.
    """
    memories = _declared_memories(module)
    return memories[0][1] if len(memories) == 1 and not memories[0][0] & _SHARED_OR_WIDE else 0


def asks_beyond_32_bits(module: bytes) -> bool:
    """Say whether a memory begins with more pages than one of 32 bits can have: no machine's lack is to blame then."""
    return any(pages > _PAGES_MAX_32_BITS for _, pages in _declared_memories(module))


def _declared_memories(module: bytes) -> list[tuple[int, int]]:
    """Return flags and least pages of each memory, as far as they can be read."""
    found: list[tuple[int, int]] = []
    at = 8
    try:
        for _ in range(SECTIONS_MAX):
            section = module[at]
            size_bytes, start = _number(module, at + 1)
            if section == _MEMORY_SECTION:
                count, at = _number(module, start)
                while len(found) < count:
                    flags = module[at]
                    pages, at = _number(module, at + 1)
                    found.append((flags, pages))
                    if flags & _HAS_MAXIMUM:
                        _, at = _number(module, at)
                break
            at = start + size_bytes
    except IndexError:
        # The end of the module, which may be no binary: the engine takes the text form too.
        pass
    return found


def _number(module: bytes, at: int) -> tuple[int, int]:
    """Return an unsigned LEB128 number, and where what follows it begins."""
    value = shift = 0
    while True:
        byte = module[at]
        value |= (byte & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if not byte & 0x80:
            return value, at


def _memories() -> dict[int, int]:
    """Return start and bytes of every mapping in this process that has the form of a guest's memory.

    That is: what can be read and written, between two parts that cannot be touched, of which the one behind is large.
    A memory may begin with pieces that are mapped from an image of its data.
    """
    found: dict[int, int] = {}
    previous_end = 0
    *pieces, _ = _mappings().split(b" ---p ")
    for piece in pieces:
        between, _, guard = piece.rpartition(b"\n")
        start_of_guard, end_of_guard = _range(guard)
        if end_of_guard - start_of_guard >= RESERVED_MIN_BYTES:
            # The first line is what was left of that of the guard before.
            lines = between.split(b"\n")[1:]
            ends = [previous_end, *(end for line in lines for end in _range(line)), start_of_guard]
            is_gapless = ends[::2] == ends[1::2]
            if lines and is_gapless and all(b" rw-p " in line for line in lines):
                found[previous_end] = start_of_guard - previous_end
        previous_end = end_of_guard
    return found


def _range(line: bytes) -> tuple[int, int]:
    first, _, last = line.partition(b" ")[0].partition(b"-")
    return int(first, 16), int(last, 16)


def _mappings() -> bytes:
    """Return the system's list of what is mapped here; empty where there is none."""
    if not is_linux():
        return b""
    try:
        descriptor = os.open("/proc/self/maps", os.O_RDONLY)
    except OSError:
        return b""
    try:
        pieces = []
        while piece := os.read(descriptor, _READ_BYTES):
            pieces.append(piece)
        return b"".join(pieces)
    except OSError:
        return b""
    finally:
        os.close(descriptor)
