"""The history on disk: one file of JSON lines that only grows, until it is made smaller as a whole.

Owns: the numbers of entries, and what becomes of a full disk and of too many entries. What becomes of damage stands in
`history_lines`, what a line says in `workbench.session.history.entry_line`.

Form: the first line is `{"workbench_history":1}`, each further one an entry or a mark. Private (0600). Two workbenches
may share the file: a lock guards each write.

What can be lost: an entry goes to the system in one write before `append` returns, so that the end of the process, by
whatever signal, loses at most the entry that is being written; its part is set aside at the next opening. The disk is
waited for (fsync) when the file is made smaller or closed, not at each entry: a loss of power may take the last
seconds. What cannot be written, on a full disk or a place without permission, stays in memory, is searched with the
rest, and is written with the next entry for which there is room.
"""

from __future__ import annotations

import contextlib
import json
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Final

from workbench.errors import WorkbenchError
from workbench.errors.files import LineDamaged
from workbench.errors.operator import PlaceUnwritable
from workbench.errors.remedies import words_of
from workbench.session.history.entries import matches
from workbench.session.history.entry_line import entry_line, mark_line, read_entry
from workbench.session.history.index import ROWS_MAX
from workbench.session.values.history import HistoryEntry, HistoryFilter, HistoryHits, HistoryRow
from workbench.store.file_index import FileIndex
from workbench.store.history_lines import HistoryLines

ENTRIES_MAX: Final = 100_000
BYTES_MAX: Final = 256 * 1024 * 1024
WAITING_MAX: Final = 1_000
"""How many entries stay in memory that could not be written; above it the oldest go."""

_SLACK: Final = 1.1
"""How far above the caps the file may grow before it is made smaller."""


class HistoryFile:
    """Keeps entries, and finds them again. May be used from any thread; nothing raises for the disk's sake."""

    def __init__(self, path: Path | None, *, entries_max: int = ENTRIES_MAX, bytes_max: int = BYTES_MAX) -> None:
        """Open the history, without reading more than its two ends.

        Args:
            path: The file, which need not exist; None: the history is switched off, and only the last entries are
                kept, in memory.
            entries_max: Of more entries the oldest go, unless they are marked.
            bytes_max: So much the file may hold; marked entries may exceed it.
        """
        self.path = path
        self.error: WorkbenchError | None = None
        """What is wrong with the file, as last seen; None: nothing."""
        self._entries_max = entries_max
        self._bytes_max = bytes_max
        self._lock = threading.RLock()
        self._compacting = threading.Lock()
        self._lines = HistoryLines(path, self._note) if path is not None else None
        """None: there is no file."""
        self._last_number = 0
        """Of the entries in the file, as last seen; those that wait have numbers behind it until they are written."""
        self._waiting: list[HistoryEntry] = []
        self._attempt(self._open)

    # ---- to keep ----------------------------------------------------------------------------------------------------

    def append(self, entry: HistoryEntry) -> HistoryEntry:
        """Keep an entry, and return it with its number."""
        with self._lock:
            if self._lines is not None and self._lines.file is None and isinstance(self.error, PlaceUnwritable):
                self._attempt(self._open)
            before = self._waiting[-1].number if self._waiting else self._last_number
            kept = replace(entry, number=before + 1)
            self._waiting.append(kept)
            self._attempt(self._write_waiting)
            # Written, it has the number that was free then.
            kept = self._waiting[-1] if self._waiting else replace(entry, number=self._last_number)
            del self._waiting[:-WAITING_MAX]
        if self.is_too_large:
            threading.Thread(target=self.compact, name="history-compaction", daemon=True).start()
        return kept

    def mark(self, number: int, *, marked: bool = True) -> None:
        """Mark an entry as wanted for a recording, or take the mark from it."""
        with self._lock:
            for place, entry in enumerate(self._waiting):
                if entry.number == number:
                    self._waiting[place] = replace(entry, marked=marked)
                    return
            self._attempt(lambda lines: self._write(lines, lambda _: mark_line(number, marked=marked)))
            if self._index is not None:
                self._index.mark(number, marked=marked)

    def flush(self) -> None:
        """Write what waits in memory, and wait for the disk."""
        with self._lock:
            self._attempt(self._write_waiting)
            self._attempt(HistoryLines.sync)

    def close(self) -> None:
        """Write what waits in memory, wait for the disk, and let go of the file."""
        with self._compacting, self._lock:
            self.flush()
            self._attempt(HistoryLines.close)

    # ---- to find ----------------------------------------------------------------------------------------------------

    @property
    def is_indexed(self) -> bool:
        """Whether the index is there, so that nothing has to be read before a search."""
        return self._index is None or self._index.is_whole

    def latest(self, count: int) -> tuple[HistoryEntry, ...]:
        """Return the newest entries, the newest first, at most `count`. Reads the end of the file only."""
        with self._lock:
            entries = list(reversed(self._waiting))[:count]
            file = self._lines.file if self._lines is not None else None
        marks: dict[int, bool] = {}
        for _, line in file.lines_backwards() if file is not None else ():
            if len(entries) >= count:
                break
            mark = _mark_of(line)
            if mark is not None:
                marks.setdefault(*mark)
                continue
            with contextlib.suppress(ValueError):
                entry = read_entry(line)
                entries.append(replace(entry, marked=marks.get(entry.number, entry.marked)))
        return tuple(entries)

    def entry(self, number: int) -> HistoryEntry | None:
        """Return an entry; None: there is none of this number.

        Raises:
            LineDamaged: Its line cannot be read.
        """
        with self._lock:
            waiting = next((entry for entry in self._waiting if entry.number == number), None)
            indexed = self._index
        if waiting is not None or indexed is None:
            return waiting
        index, is_whole = indexed.at_once()
        if not is_whole and index.place(number) is None:
            index = indexed.whole()
        span = index.place(number)
        if span is None:
            return None
        try:
            return replace(read_entry(indexed.file.read(*span)), marked=index.is_marked(number))
        except (ValueError, OSError) as error:
            line = indexed.file.line_number(span[0])
            raise LineDamaged(str(self.path), line, "an entry of the history", str(error)) from error

    def search(
        self,
        wanted: HistoryFilter,
        *,
        rows_max: int = ROWS_MAX,
        newest: int | None = None,
        limit_s: float | None = None,
    ) -> HistoryHits:
        """Return the entries that are wanted, the newest first.

        Args:
            wanted: Which entries.
            rows_max: How many rows are returned at most.
            newest: Later entries than that of this number are not looked at; None: all are.
            limit_s: After so many seconds the search ends, and says what is left. As long as the file is not indexed,
                only its newest entries are looked at. None: the search goes through the whole file.
        """
        deadline = None if limit_s is None else time.monotonic() + limit_s
        with self._lock:
            indexed = self._index
            waiting = [_row(entry) for entry in reversed(self._waiting) if newest is None and matches(wanted, entry)]
        if indexed is None:
            return HistoryHits(tuple(waiting[:rows_max]), len(waiting))
        index, is_whole = indexed.at_once() if limit_s is not None and newest is None else (indexed.whole(), True)
        hits = index.search(
            wanted,
            indexed.file.read,
            rows_max=max(rows_max - len(waiting), 0),
            newest=newest,
            stop=lambda: deadline is not None and time.monotonic() > deadline,
        )
        rest = index.first_number - 1 if hits.rest is None and not is_whole else hits.rest
        return HistoryHits((*waiting, *hits.rows)[:rows_max], len(waiting) + hits.total, hits.more, rest)

    def index(self) -> None:
        """Index the whole file now, which takes a moment for a large history, so that nobody waits for it later."""
        indexed = self._index
        if indexed is not None:
            self._attempt(lambda _: indexed.whole())

    # ---- to make smaller --------------------------------------------------------------------------------------------

    @property
    def is_too_large(self) -> bool:
        """Whether the file is above its caps by so much that it should be made smaller."""
        indexed = self._index
        if indexed is None:
            return False
        return indexed.entries > self._entries_max * _SLACK or indexed.file.size_bytes() > self._bytes_max * _SLACK

    def compact(self) -> None:
        """Drop the oldest entries above the caps: whoever reads finds the old file or the new one, never a part."""
        with self._compacting:
            self.index()
            if self.is_too_large:
                self._attempt(
                    lambda lines: lines.replace_smaller(
                        entries_max=self._entries_max, bytes_max=self._bytes_max, writing=self._lock
                    )
                )
                self.index()

    # ---- the file ---------------------------------------------------------------------------------------------------

    def _attempt(self, work: Callable[[HistoryLines], object]) -> None:
        """Do something with the file; what stands in the way becomes the error. Nothing without a file."""
        if self._lines is None:
            return
        try:
            work(self._lines)
        except WorkbenchError as error:
            self.error = error
        except OSError as error:
            self.error = PlaceUnwritable(str(self.path), words_of(error))

    def _note(self, error: WorkbenchError) -> None:
        self.error = error

    def _open(self, lines: HistoryLines) -> None:
        lines.open()
        with lines.guarded() as file:
            self._last_number = lines.last_number(file)

    def _write_waiting(self, lines: HistoryLines) -> None:
        while self._waiting and lines.file is not None:
            self._write(lines, partial(_line_behind, self._waiting[0]))
            del self._waiting[0]

    def _write(self, lines: HistoryLines, line_behind: Callable[[int], bytes]) -> None:
        """Write the line that is wanted behind the entry of this number."""
        if lines.file is None:
            return
        self._last_number = lines.append(line_behind)
        if isinstance(self.error, PlaceUnwritable):
            self.error = None

    @property
    def _index(self) -> FileIndex | None:
        return self._lines.index if self._lines is not None else None


def _line_behind(entry: HistoryEntry, last: int) -> bytes:
    """Return the line of an entry, with the number behind that of the last one."""
    return entry_line(replace(entry, number=last + 1))


def _mark_of(line: bytes) -> tuple[int, bool] | None:
    if not line.startswith(b'{"mark":'):
        return None
    try:
        value = json.loads(line)
        return int(value["mark"]), bool(value["marked"])
    except (ValueError, TypeError, KeyError):
        return None


def _row(entry: HistoryEntry) -> HistoryRow:
    return HistoryRow(entry.number, entry.function, entry.outcome.word, entry.generation, entry.parent, entry.marked)
