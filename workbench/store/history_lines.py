"""The file of a history: opened and checked, shared with other workbenches by a lock, and made smaller as a whole.

Owns what becomes of damage: what is no history, and an end that is cut off, are set aside and reported. Keeps no
entry in memory. All methods but those that say so raise OSError, or a WorkbenchError that names the file.
"""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import BinaryIO, Final

from workbench.errors import WorkbenchError
from workbench.errors.files import EndCutOff, FormatTooNew, LinesDamaged
from workbench.errors.operator import FileDamaged, PlaceUnwritable
from workbench.private_folders import make_private
from workbench.session.history.entry_line import HISTORY_FORMAT, format_of, header_line, mark_line
from workbench.session.history.index import number_of
from workbench.store.file_index import FileIndex
from workbench.store.lines import BLOCK_BYTES, LineFile

HEADER_MAX_BYTES: Final = 4_096
"""The first line stands within them."""
_BESIDE: Final = ".new"
"""Ends the name of what will take the place of the history."""

Writing = contextlib.AbstractContextManager[object]
"""Held by a thread while it writes, or reads what nobody may write meanwhile."""


class HistoryLines:
    """One history file, open or not. Its callers take care that one thread at a time writes."""

    def __init__(self, path: Path, report: Callable[[WorkbenchError], None]) -> None:
        """Open nothing yet; `report` gets what was set aside, and which lines are damaged."""
        self.path = path
        self.file: LineFile | None = None
        """None: it is not open."""
        self.index: FileIndex | None = None
        """None: it is not open."""
        self._seen_bytes = 0
        """How much of the file the last number takes into account."""
        self._last_number = 0
        self._report = report

    def open(self) -> None:
        """Open the file, make it where there is none, and set aside what is damaged.

        Raises:
            FormatTooNew: A newer workbench wrote it; it is left alone.
        """
        make_private(self.path.parent)
        self._reopen()
        with self.guarded() as file:
            self._check_header(file)
        with self.guarded() as file:
            self._set_aside_cut_end(file)
        self._remove_left_behind()

    def close(self) -> None:
        """Let go of the file; a reader that has it goes on."""
        self.file = self.index = None

    @contextlib.contextmanager
    def guarded(self) -> Iterator[LineFile]:
        """Hold the lock on the file that stands at the path now: another workbench may have put a new one there."""
        while self.file is not None:
            file = self.file
            with file.locked():
                if file.stands_at_its_path():
                    yield file
                    return
                self._reopen()
        raise PlaceUnwritable(str(self.path), "it is not open")

    def sync(self) -> None:
        """Wait until the disk has what was written."""
        if self.file is not None:
            self.file.sync()

    def append(self, line_behind: Callable[[int], bytes]) -> int:
        """Write a line at the end; return the number of the last entry then.

        `line_behind` is given the number of the last entry before, and returns the line: both under the lock that
        writes, so that no two workbenches give the same number.
        """
        with self.guarded() as file:
            if not file.size_bytes():
                file.append(header_line())
            line = line_behind(self.last_number(file))
            file.append(line)
            self._seen_bytes = file.size_bytes()
            self._last_number = number_of(line) or self._last_number
            return self._last_number

    def last_number(self, file: LineFile) -> int:
        """Return the number of the last entry, 0 for none; read again where another workbench has written since."""
        if file.size_bytes() != self._seen_bytes:
            self._seen_bytes = file.size_bytes()
            numbers = (number_of(line) for _, line in file.lines_backwards())
            self._last_number = max(self._last_number, next((number for number in numbers if number), 0))
        return self._last_number

    def replace_smaller(self, *, entries_max: int, bytes_max: int, writing: Writing) -> None:
        """Put a file in its place that has the newest entries only, and the marked ones.

        Args:
            entries_max: Of more entries the oldest go.
            bytes_max: So much the rest may hold.
            writing: Entered where nobody else may write; not while the most of it is copied.
        """
        descriptor, beside = tempfile.mkstemp(dir=self.path.parent, prefix=f".{self.path.name}.", suffix=_BESIDE)
        try:
            with os.fdopen(descriptor, "wb") as stream, LineFile(Path(beside)).locked():
                self._write_smaller(stream, Path(beside), entries_max, bytes_max, writing)
        except BaseException:
            with contextlib.suppress(OSError):
                Path(beside).unlink()
            raise

    def _write_smaller(
        self,
        stream: BinaryIO,
        beside: Path,
        entries_max: int,
        bytes_max: int,
        writing: Writing,
    ) -> None:
        indexed = self.index
        if indexed is None:
            return
        with writing:
            index, file, copied = indexed.whole(), indexed.file, indexed.whole_bytes
            places = index.kept_places(index.first_kept(entries_max=entries_max, bytes_max=bytes_max))
        # The most of it without the lock, so that entries can be kept meanwhile.
        stream.write(header_line())
        _copy(file, _runs(index.span(place) for place in places), stream)
        stream.flush()
        os.fsync(stream.fileno())
        with writing, self.guarded() as current:
            if current is not file:
                raise OSError(0, "another workbench made the history smaller")
            for number, marked in index.marks_of(places):
                stream.write(mark_line(number, marked=marked))
            _copy(file, ((copied, file.size_bytes()),), stream)
            stream.flush()
            os.fsync(stream.fileno())
            beside.replace(self.path)
            self._reopen()

    def _reopen(self) -> None:
        self.file = file = LineFile(self.path)
        self.index = FileIndex(file, lambda count, first: self._damaged(file, count, first))
        self._seen_bytes = 0

    def _damaged(self, file: LineFile, count: int, first: int) -> None:
        self._report(LinesDamaged(str(self.path), count, file.line_number(first)))

    def _check_header(self, file: LineFile) -> None:
        """Begin an empty file; set aside what is no history. Raises FormatTooNew, and lets go of the file."""
        start = file.read(0, HEADER_MAX_BYTES)
        if start and not header_line().startswith(start):
            found = format_of(start.partition(b"\n")[0])
            if found is not None and found > HISTORY_FORMAT:
                self.close()
                raise FormatTooNew(str(self.path), "history", found, HISTORY_FORMAT)
            if found != HISTORY_FORMAT:
                aside = self.path.with_name(f"{self.path.name}.damaged")
                self.path.replace(aside)
                self._report(FileDamaged(str(aside), "a history that says its format first", "another first line"))
                self._reopen()
                file, start = self.file or file, b""
        if start != header_line() and header_line().startswith(start):
            file.truncate(0)
            file.append(header_line())

    def _set_aside_cut_end(self, file: LineFile) -> None:
        """Move a last line without line feed out of the way: what is written next must not run into it."""
        whole, size_bytes = file.whole_bytes(), file.size_bytes()
        if whole < size_bytes:
            aside = self.path.with_name(f"{self.path.name}.cut-off")
            kept = LineFile(aside)
            for position in range(whole, size_bytes, BLOCK_BYTES):
                kept.append(file.read(position, min(position + BLOCK_BYTES, size_bytes)))
            kept.append(b"\n")
            file.truncate(whole)
            self._report(EndCutOff(str(self.path), size_bytes - whole, str(aside)))

    def _remove_left_behind(self) -> None:
        """Remove what a workbench wrote that was ended while it made the history smaller; not what one writes now."""
        for beside in self.path.parent.glob(f".{self.path.name}.*{_BESIDE}"):
            with contextlib.suppress(OSError), LineFile(beside).locked(waiting=False):
                beside.unlink()


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
