"""The history on disk: one file of JSON lines that only grows, until it is made smaller as a whole.

Owns: what becomes of damage, of a full disk and of too many entries, and the index that is built when it is first
needed. What a line says stands in `workbench.session.history.entries`.

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
import os
import tempfile
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO, Final

from workbench.errors import WorkbenchError
from workbench.errors.files import EndCutOff, FormatTooNew, LineDamaged, LinesDamaged
from workbench.errors.operator import FileDamaged, PlaceUnwritable
from workbench.session.history.entries import HISTORY_FORMAT, entry_line, header_line, mark_line, matches, read_entry
from workbench.session.history.index import ROWS_MAX
from workbench.session.values.history import HistoryEntry, HistoryFilter, HistoryHits, HistoryRow
from workbench.store.file_index import FileIndex
from workbench.store.lines import BLOCK_BYTES, LineFile

ENTRIES_MAX: Final = 100_000
BYTES_MAX: Final = 256 * 1024 * 1024
WAITING_MAX: Final = 1_000
"""How many entries stay in memory that could not be written; above it the oldest go."""

_HEADER_MAX_BYTES: Final = 4_096
_BESIDE: Final = ".new"
"""Ends the name of what will take the place of the history."""
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
        self._file: LineFile | None = None
        self._seen_bytes = 0
        """How much of the file the last number takes into account."""
        self._index: FileIndex | None = None
        """None: there is no file."""
        self._last_number = 0
        self._waiting: list[HistoryEntry] = []
        if path is not None:
            self._attempt(self._open)

    # ---- to keep ----------------------------------------------------------------------------------------------------

    def append(self, entry: HistoryEntry) -> HistoryEntry:
        """Keep an entry, and return it with its number."""
        with self._lock:
            if self._file is None and isinstance(self.error, PlaceUnwritable):
                self._attempt(self._open)
            self._attempt(self._learn_last_number)
            self._last_number += 1
            kept = replace(entry, number=self._last_number)
            self._waiting.append(kept)
            self._attempt(self._write_waiting)
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
            self._attempt(lambda: self._write(mark_line(number, marked=marked)))
            if self._index is not None:
                self._index.mark(number, marked=marked)

    def flush(self) -> None:
        """Write what waits in memory, and wait for the disk."""
        with self._lock:
            self._attempt(self._write_waiting)
            if self._file is not None:
                self._attempt(self._file.sync)

    def close(self) -> None:
        """Write what waits in memory, wait for the disk, and let go of the file."""
        with self._compacting, self._lock:
            self.flush()
            self._file = self._index = None

    # ---- to find ----------------------------------------------------------------------------------------------------

    @property
    def is_indexed(self) -> bool:
        """Whether the index is there, so that nothing has to be read before a search."""
        return self._index is None or self._index.is_whole

    def latest(self, count: int) -> tuple[HistoryEntry, ...]:
        """Return the newest entries, the newest first, at most `count`. Reads the end of the file only."""
        with self._lock:
            entries = list(reversed(self._waiting))[:count]
            file = self._file
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
            self._attempt(indexed.whole)

    def _damaged(self, file: LineFile, count: int, first: int) -> None:
        self.error = LinesDamaged(str(self.path), count, file.line_number(first))

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
                self._attempt(self._replace_smaller)
                self.index()

    def _replace_smaller(self) -> None:
        assert self.path is not None
        descriptor, beside = tempfile.mkstemp(dir=self.path.parent, prefix=f".{self.path.name}.", suffix=_BESIDE)
        try:
            with os.fdopen(descriptor, "wb") as stream, LineFile(Path(beside)).locked():
                self._write_smaller(stream, Path(beside))
        except BaseException:
            with contextlib.suppress(OSError):
                Path(beside).unlink()
            raise

    def _write_smaller(self, stream: BinaryIO, beside: Path) -> None:
        assert self.path is not None
        with self._lock:
            indexed = self._index
            if indexed is None:
                return
            index, file, copied = indexed.whole(), indexed.file, indexed.whole_bytes
            places = index.kept_places(index.first_kept(entries_max=self._entries_max, bytes_max=self._bytes_max))
        # The most of it without the lock, so that entries can be kept meanwhile.
        stream.write(header_line())
        _copy(file, _runs(index.span(place) for place in places), stream)
        stream.flush()
        os.fsync(stream.fileno())
        with self._lock, self._guarded() as current:
            if current is not file:
                raise OSError(0, "another workbench made the history smaller")
            for number, marked in index.marks_of(places):
                stream.write(mark_line(number, marked=marked))
            _copy(file, ((copied, file.size_bytes()),), stream)
            stream.flush()
            os.fsync(stream.fileno())
            beside.replace(self.path)
            self._reopen()

    # ---- the file ---------------------------------------------------------------------------------------------------

    def _attempt(self, work: Callable[[], object]) -> None:
        """Do something with the file; what stands in the way becomes the trouble."""
        try:
            work()
        except WorkbenchError as error:
            self.error = error
        except OSError as error:
            self.error = PlaceUnwritable(str(self.path), (error.strerror or type(error).__name__).lower())

    def _open(self) -> None:
        assert self.path is not None
        self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._reopen()
        with self._guarded() as file:
            self._check_header(file)
        with self._guarded() as file:
            self._set_aside_cut_end(file)
            self._note_last_number(file)
        self._remove_left_behind()

    def _reopen(self) -> None:
        assert self.path is not None
        self._file = file = LineFile(self.path)
        self._index = FileIndex(file, lambda count, first: self._damaged(file, count, first))
        self._seen_bytes = 0

    @contextlib.contextmanager
    def _guarded(self) -> Iterator[LineFile]:
        """Hold the lock on the file that stands at the path now: another workbench may have put a new one there."""
        while self._file is not None:
            file = self._file
            with file.locked():
                if file.stands_at_its_path():
                    yield file
                    return
                self._reopen()
        raise PlaceUnwritable(str(self.path), "it is not open")

    def _check_header(self, file: LineFile) -> None:
        """Begin an empty file; set aside what is no history. Raises FormatTooNew, and lets go of the file."""
        assert self.path is not None
        start = file.read(0, _HEADER_MAX_BYTES)
        if start and not header_line().startswith(start):
            line = start.partition(b"\n")[0]
            try:
                found = json.loads(line)["workbench_history"]
            except (ValueError, TypeError, KeyError, RecursionError):
                found = None
            if type(found) is int and found > HISTORY_FORMAT:
                self._file = self._index = None
                raise FormatTooNew(str(self.path), "history", found, HISTORY_FORMAT)
            if found != HISTORY_FORMAT:
                aside = self.path.with_name(f"{self.path.name}.damaged")
                self.path.replace(aside)
                self.error = FileDamaged(str(aside), "a history that says its format first", "another first line")
                self._reopen()
                file, start = self._file or file, b""
        if start != header_line() and header_line().startswith(start):
            file.truncate(0)
            file.append(header_line())

    def _set_aside_cut_end(self, file: LineFile) -> None:
        """Move a last line without line feed out of the way: what is written next must not run into it."""
        assert self.path is not None
        cut = file.cut_end()
        if cut:
            aside = self.path.with_name(f"{self.path.name}.cut-off")
            LineFile(aside).append(cut + b"\n")
            file.truncate(file.size_bytes() - len(cut))
            self.error = EndCutOff(str(self.path), len(cut), str(aside))

    def _remove_left_behind(self) -> None:
        """Remove what a workbench wrote that was ended while it made the history smaller; not what one writes now."""
        assert self.path is not None
        for beside in self.path.parent.glob(f".{self.path.name}.*{_BESIDE}"):
            with contextlib.suppress(OSError), LineFile(beside).locked(waiting=False):
                beside.unlink()

    def _learn_last_number(self) -> None:
        """Take note of what another workbench wrote since."""
        file = self._file
        if file is None or (file.stands_at_its_path() and file.size_bytes() == self._seen_bytes):
            return
        with self._guarded() as current:
            self._note_last_number(current)

    def _note_last_number(self, file: LineFile) -> None:
        self._seen_bytes = file.size_bytes()
        for _, line in file.lines_backwards():
            with contextlib.suppress(ValueError):
                self._last_number = max(self._last_number, read_entry(line).number)
                return

    def _write_waiting(self) -> None:
        while self._waiting and self._file is not None:
            self._write(entry_line(self._waiting[0]))
            del self._waiting[0]

    def _write(self, line: bytes) -> None:
        if self._file is None:
            return
        with self._guarded() as file:
            if not file.size_bytes():
                file.append(header_line())
            file.append(line)
            self._seen_bytes += len(line)
        if isinstance(self.error, PlaceUnwritable):
            self.error = None


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


def _copy(file: LineFile, runs: Iterable[tuple[int, int]], stream: BinaryIO) -> None:
    for start, end in runs:
        for position in range(start, end, BLOCK_BYTES):
            stream.write(file.read(position, min(position + BLOCK_BYTES, end)))


def _runs(spans: Iterator[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Join what stands side by side, but for the marks between."""
    run: tuple[int, int] | None = None
    for start, end in spans:
        if run is not None and run[1] == start:
            run = (run[0], end)
            continue
        if run is not None:
            yield run
        run = (start, end)
    if run is not None:
        yield run
