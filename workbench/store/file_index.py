"""The index over the file of a history: of its end at once, of the whole file when there was time to read it.

Owns which part of the file is indexed, and that several threads may ask. What a line says stands in
`workbench.session.history.index`. All methods may raise OSError.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Final

from workbench.session.history.index import HistoryIndex
from workbench.store.lines import LineFile

END_BYTES: Final = 2 * 1024 * 1024
"""So much of the end is indexed at once; more entries than a screen lists."""


class FileIndex:
    """The index over one file that grows."""

    def __init__(self, file: LineFile, on_damage: Callable[[int, int], None]) -> None:
        """Read nothing yet.

        Args:
            file: What is indexed.
            on_damage: Gets how many lines are damaged, and of the place of the first, in bytes.
        """
        self.file = file
        self._on_damage = on_damage
        self._whole: HistoryIndex | None = None
        self._whole_bytes = 0
        self._reading_whole = threading.Lock()
        self._end: HistoryIndex | None = None
        self._end_bytes = 0
        self._reading_end = threading.Lock()

    @property
    def is_whole(self) -> bool:
        """Whether the whole file was read, so that nothing but what was added since has to be."""
        return self._whole is not None

    @property
    def entries(self) -> int:
        """How many entries the file has; 0 as long as it was not read."""
        return len(self._whole) if self._whole is not None else 0

    @property
    def whole_bytes(self) -> int:
        """How much of the file `whole` has read."""
        return self._whole_bytes

    def mark(self, number: int, *, marked: bool) -> None:
        """Take in that an entry was marked, or is no more."""
        for index in (self._whole, self._end):
            if index is not None:
                index.mark(number, marked=marked)

    def whole(self) -> HistoryIndex:
        """Return the index of the whole file; read now as far as it was not before."""
        with self._reading_whole:
            index = self._whole or HistoryIndex()
            try:
                self._whole_bytes = self._feed(index, self._whole_bytes, self._on_damage)
            except OSError:
                # What was taken in is not known: the next one begins anew.
                self._whole, self._whole_bytes = None, 0
                raise
            self._whole, self._end = index, None
            return index

    def at_once(self) -> tuple[HistoryIndex, bool]:
        """Return an index that takes no while, and whether it is that of the whole file; else of its newest entries."""
        if self.is_whole or self.file.size_bytes() <= END_BYTES:
            return self.whole(), True
        with self._reading_end:
            index = self._end
            if index is None:
                index, self._end_bytes = HistoryIndex(), self._first_line(self.file.size_bytes() - END_BYTES)
            self._end_bytes = self._feed(index, self._end_bytes, lambda count, place: None)
            self._end = index
        # Where one line takes all of the end, there is no way round the rest.
        return (index, False) if len(index) else (self.whole(), True)

    def _first_line(self, place: int) -> int:
        """Return where the first line begins behind a place."""
        for at, line in self.file.lines(place, self.file.size_bytes()):
            return at + len(line)
        return self.file.size_bytes()

    def _feed(self, index: HistoryIndex, start: int, on_damage: Callable[[int, int], None]) -> int:
        """Take in the lines from a place on; return the place behind the last one."""
        end, damaged = start, []
        for place, line in self.file.lines(start, self.file.size_bytes()):
            end = place + len(line)
            if place and not index.add(line, place):
                damaged.append(place)
        if damaged:
            on_damage(len(damaged), damaged[0])
        return end
