"""The text that a build command writes: cut into lines, kept within bounds, and tamed for a terminal. Pure.

A flood costs little: what will be dropped is never decoded. Of what a terminal obeys only colours are left.
"""

from __future__ import annotations

import re
from collections import deque
from dataclasses import dataclass
from typing import Final

from workbench.visible import visible

HEAD_LINES_MAX: Final = 500
TAIL_LINES_MAX: Final = 1_500
LINE_MAX_BYTES: Final = 8 * 1024
"""What is kept of one line."""

RESET: Final = "\x1b[0m"
TAB_CELLS: Final = 8

_SEQUENCE: Final = re.compile(
    "\x1b\\[[0-?]*[ -/]*[@-~]?"  # CSI, perhaps cut off
    "|\x1b[\\]PX^_].*?(?:\x07|\x1b\\\\|\x9c|\\Z)"  # OSC, DCS, SOS, PM, APC: with all that they carry
    "|\x9b[0-?]*[ -/]*[@-~]|[\x90\x98\x9d-\x9f].*?(?:\x07|\x1b\\\\|\x9c|\\Z)"  # the same as single C1 signs
    "|\x1b[ -/]*[0-~]?",  # all others, and those that are cut off
    re.DOTALL,
)
_COLOUR: Final = re.compile("\x1b\\[(?:[0-9]{1,3}(?:[;:][0-9]{0,3}){0,15})?m")
_NOT_WANTED: Final = frozenset({"5", "6", "8"})
"""Blinking, and text that cannot be seen."""
_WITH_VALUES: Final = {"38": {"5": 2, "2": 4}, "48": {"5": 2, "2": 4}, "58": {"5": 2, "2": 4}}
"""Parameters that take others with them, which mean no attribute of their own."""


def tame(text: str) -> str:
    """Return one line in which a terminal obeys nothing but colours and weights (SGR), ended where it begins any.

    All other sequences go, with what they carry; all other control characters become visible signs; tabs become
    spaces; what a carriage return overwrites is left out, as a terminal would.
    """
    text = _overwritten(text)
    if "\x1b" not in text and not any("\x80" <= sign <= "\x9f" for sign in text):
        return visible(text.expandtabs(TAB_CELLS), limit=LINE_MAX_BYTES)
    pieces: list[str] = []
    coloured = False
    position = 0
    for found in _SEQUENCE.finditer(text):
        pieces.append(visible(text[position : found.start()].expandtabs(TAB_CELLS), limit=LINE_MAX_BYTES))
        position = found.end()
        if _COLOUR.fullmatch(found.group()):
            parameters = _wanted(found.group()[2:-1])
            if parameters is not None:
                pieces.append(f"\x1b[{parameters}m")
                coloured = parameters not in ("", "0")
    pieces.append(visible(text[position:].expandtabs(TAB_CELLS), limit=LINE_MAX_BYTES))
    return "".join(pieces) + (RESET if coloured else "")


def plain(text: str) -> str:
    """Return a line without colours either."""
    return re.sub("\x1b\\[[0-9;:]*m", "", tame(text))


def _overwritten(text: str) -> str:
    parts = [part for part in text.rstrip("\r").split("\r") if part]
    return parts[-1] if parts else ""


def _wanted(parameters: str) -> str | None:
    """Return the parameters without those that are not wanted; None: nothing is left."""
    if ":" in parameters:
        return None if parameters.partition(":")[0] in _NOT_WANTED else parameters
    given = parameters.split(";")
    kept: list[str] = []
    while given:
        first = given.pop(0)
        taken = _WITH_VALUES.get(first, {}).get(given[0] if given else "", 0)
        if first in _NOT_WANTED:
            continue
        kept += [first, *given[:taken]]
        del given[:taken]
    return ";".join(kept) if kept else None


@dataclass(frozen=True, slots=True)
class BuildOutput:
    """What is kept of a build's output: its beginning and its end, each line tamed."""

    head: tuple[str, ...] = ()
    tail: tuple[str, ...] = ()
    """Empty while the head is not full."""
    dropped_lines: int = 0
    """Lines between head and tail that are not kept."""
    size_bytes: int = 0
    """Of all that was written."""

    @property
    def lines(self) -> tuple[str, ...]:
        """Everything that is kept, and a line that says what is not."""
        if not self.dropped_lines:
            return self.head + self.tail
        return (*self.head, f"… {self.dropped_lines:,} lines left out …", *self.tail)


class OutputKeeper:
    """Takes bytes in as they come, in bounded memory."""

    def __init__(self, *, head_lines_max: int = HEAD_LINES_MAX, tail_lines_max: int = TAIL_LINES_MAX) -> None:
        """Keep nothing yet."""
        self._head_max = head_lines_max
        self._head: list[bytes] = []
        self._tail: deque[bytes] = deque(maxlen=tail_lines_max)
        self._tail_lines = 0
        self._rest = b""
        self._rest_size_bytes = 0
        """How long the unfinished line is, with what is not kept of it."""
        self._size_bytes = 0

    def feed(self, block: bytes) -> None:
        """Take in what was written."""
        self._size_bytes += len(block)
        first, *others = block.split(b"\n")
        self._extend_rest(first)
        if not others:
            return
        self._keep([_cut(self._rest, self._rest_size_bytes), *others[:-1]])
        self._rest, self._rest_size_bytes = b"", 0
        self._extend_rest(others[-1])

    def _extend_rest(self, part: bytes) -> None:
        seen = part.rstrip(b"\r")
        if seen and (b"\r" in seen or self._rest.endswith(b"\r")):
            # A progress bar: only what stands behind its last return will be seen.
            part = part[seen.rfind(b"\r") + 1 :]
            self._rest, self._rest_size_bytes = b"", 0
        self._rest_size_bytes += len(part)
        self._rest += part[: max(LINE_MAX_BYTES - len(self._rest), 0)]

    def _keep(self, lines: list[bytes]) -> None:
        room = self._head_max - len(self._head)
        if room > 0:
            self._head += [_cut(line, len(line)) for line in lines[:room]]
            lines = lines[room:]
        self._tail_lines += len(lines)
        maxlen = self._tail.maxlen or 0
        self._tail.extend(_cut(line, len(line)) for line in lines[-maxlen:])

    def output(self) -> BuildOutput:
        """Return what is kept so far, the unfinished line included."""
        head = list(self._head)
        tail = list(self._tail)
        dropped = self._tail_lines - len(tail)
        if self._rest:
            (tail if len(head) >= self._head_max else head).append(_cut(self._rest, self._rest_size_bytes))
        return BuildOutput(tuple(map(_shown, head)), tuple(map(_shown, tail)), dropped, self._size_bytes)


def _cut(line: bytes, size_bytes: int) -> bytes:
    if size_bytes <= LINE_MAX_BYTES:
        return line
    return line[:LINE_MAX_BYTES] + f"… ({size_bytes - LINE_MAX_BYTES:,} more bytes)".encode()


def _shown(line: bytes) -> str:
    return tame(line.decode("utf-8", "replace"))
