"""A history file as it stands: searched and read, never changed, whoever writes to it meanwhile.

Owns what is said of damage that the next start of the screen sets aside. How a file is written stands in `history`.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Final

from workbench.errors import WorkbenchError
from workbench.errors.files import FormatTooNew, LineDamaged, LinesDamaged
from workbench.errors.operator import FileDamaged, FileUnreadable
from workbench.session.history.entry_line import HISTORY_FORMAT, format_of, header_line, read_entry
from workbench.session.history.index import ROWS_MAX
from workbench.session.values.history import HistoryEntry, HistoryFilter, HistoryHits
from workbench.store.file_index import FileIndex
from workbench.store.history_lines import HEADER_MAX_BYTES
from workbench.store.lines import LineFile
from workbench.store.reasons import reason_of

_WHAT: Final = "a history"


class HistoryReader:
    """Finds entries; `HistorySource` of the session's port."""

    def __init__(self, path: Path) -> None:
        """Open the file, and look through it.

        Raises:
            FileUnreadable: It is missing or cannot be read.
            FileDamaged: It is no history.
            FormatTooNew: A newer workbench wrote it.
        """
        self.path = path
        self._damaged: list[WorkbenchError] = []
        try:
            self._file = LineFile(path, reads_only=True)
            self._check()
            self._index = FileIndex(self._file, self._note).whole()
        except (OSError, ValueError) as error:
            raise FileUnreadable(str(path), f"{_WHAT} that can be read", reason_of(path, error)) from error

    @property
    def damage(self) -> tuple[WorkbenchError, ...]:
        """What could not be read of it, and was passed over; empty: all was read."""
        return tuple(self._damaged)

    def search(self, wanted: HistoryFilter, *, rows_max: int = ROWS_MAX) -> HistoryHits:
        """Return the entries that are wanted, the newest first. Raises FileUnreadable: it cannot be read any more."""
        try:
            return self._index.search(wanted, self._file.read, rows_max=rows_max)
        except OSError as error:
            raise FileUnreadable(str(self.path), f"{_WHAT} that can be read", reason_of(self.path, error)) from error

    def entry(self, number: int) -> HistoryEntry | None:
        """Return an entry; None: there is none of this number. Raises LineDamaged."""
        place = self._index.place(number)
        if place is None:
            return None
        try:
            return replace(read_entry(self._file.read(*place)), marked=self._index.is_marked(number))
        except (ValueError, OSError) as error:
            line = self._file.line_number(place[0])
            raise LineDamaged(str(self.path), line, "an entry of the history", str(error)) from error

    def _check(self) -> None:
        """Raise FileUnreadable, FileDamaged, FormatTooNew; note an end that is cut off."""
        file = self._file
        if not file.is_regular():
            raise FileUnreadable(str(self.path), f"{_WHAT} in a file", "a folder" if self.path.is_dir() else "no file")
        start = file.read(0, HEADER_MAX_BYTES)
        # Whoever begins one may be about to write its first line.
        if not header_line().startswith(start):
            found = format_of(start.partition(b"\n")[0])
            if found is not None and found > HISTORY_FORMAT:
                raise FormatTooNew(str(self.path), "history", found, HISTORY_FORMAT)
            if found != HISTORY_FORMAT:
                raise FileDamaged(str(self.path), "a history that says its format first", "another first line")
        whole, size_bytes = file.whole_bytes(), file.size_bytes()
        if whole < size_bytes and start != header_line()[: len(start)]:
            cut_off = f"{size_bytes - whole:,} bytes of one"
            self._damaged.append(LineDamaged(str(self.path), file.line_number(whole), "a whole last line", cut_off))

    def _note(self, count: int, first: int) -> None:
        self._damaged.append(LinesDamaged(str(self.path), count, self._file.line_number(first)))
