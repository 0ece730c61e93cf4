"""The line table of one unit: from an address to file, line and column (DWARF 2 to 5). Knows no entry."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from workbench.protocol.debug_info.forms import (
    FORM_LINE_STRP,
    FORM_STRP,
    DebugInfoError,
    ValueReader,
    string_at,
)

ROWS_MAX: Final = 2_000_000
FILES_MAX: Final = 200_000
_PATH: Final = 1
_DIRECTORY: Final = 2

Row = tuple[int, int, int, int]
"""Address, number of the file, line, column."""


@dataclass(frozen=True, slots=True)
class LinePlace:
    """A place in a source. The file is untrusted text."""

    file: str
    line: int | None
    """From 1; None: the compiler names no line."""
    column: int | None
    """From 1; None: not known."""


class LineTable:
    """The rows of one unit, in runs of ascending addresses."""

    def __init__(self, sections: Mapping[str, bytes], offset: int, directory: str) -> None:
        """Read the table at a place of `.debug_line`; `directory` is where the unit was compiled.

        Raises DebugInfoError.
        """
        self._directory = directory
        self._sections = sections
        self._directories: list[str] = []
        self._files: list[tuple[str, int]] = []
        """Name, and number of its directory."""
        self._runs: list[tuple[int, int, list[Row]]] = []
        """First address, the one behind the last, rows."""
        header = ValueReader(sections.get(".debug_line", b""), offset)
        length = header.number(4)
        header.end = min(header.end, header.at + length)
        self._version = header.number(2)
        if not 2 <= self._version <= 5:
            raise DebugInfoError(f"a line table of version {self._version}")
        if self._version >= 5:
            header.skip(2)
        program_at = header.number(4)
        program_at += header.at
        self._read_rows(header, program_at)

    def place(self, address: int) -> LinePlace | None:
        """Return what an address comes from; None: the table does not say."""
        for first, behind, rows in self._runs:
            if first <= address < behind:
                _, file, line, column = rows[bisect_right(rows, address, key=lambda row: row[0]) - 1]
                name = self.file(file)
                return None if name is None else LinePlace(name, line or None, (line and column) or None)
        return None

    def file(self, number: int) -> str | None:
        """Return the path of a file by its number; None: there is none."""
        index = number if self._version >= 5 else number - 1
        if not 0 <= index < len(self._files):
            return None
        name, directory = self._files[index]
        path = self._directory
        # Of older tables directory 0 is where the unit was compiled, and stands in no list.
        at = directory if self._version >= 5 else directory - 1
        if 0 <= at < len(self._directories):
            path = joined(path, self._directories[at])
        return joined(path, name)

    # ---- header ---------------------------------------------------------------------------------------------------

    def _read_rows(self, header: ValueReader, program_at: int) -> None:
        minimum_length = header.number(1)
        if self._version >= 4:
            header.skip(1)
        header.skip(1)
        line_base, line_range, opcode_base = header.signed_byte(), header.number(1), header.number(1)
        if not line_range or not opcode_base:
            raise DebugInfoError("a line table without opcodes")
        counts = [0, *(header.number(1) for _ in range(opcode_base - 1))]
        if self._version >= 5:
            self._directories = [name for name, _ in self._entries(header)]
            self._files = self._entries(header)
        else:
            self._read_old_names(header)
        program = ValueReader(header.content, program_at, header.end)
        self._runs = _Program(program, minimum_length, line_base, line_range, counts).run()

    def _read_old_names(self, header: ValueReader) -> None:
        while name := header.string():
            self._directories.append(name)
        while (name := header.string()) and len(self._files) < FILES_MAX:
            self._files.append((name, header.leb()))
            header.leb()
            header.leb()

    def _entries(self, header: ValueReader) -> list[tuple[str, int]]:
        formats = [(header.leb(), header.leb()) for _ in range(header.number(1))]
        count = header.leb()
        # Each value takes a byte at least; of forms that take none, a few bytes could ask for millions.
        if count > FILES_MAX or count * max(len(formats), 1) > header.end - header.at:
            raise DebugInfoError(f"{count:,} files")
        found = []
        for _ in range(count):
            name, directory = "", 0
            for content, form in formats:
                value = header.value(form)
                if content == _PATH:
                    name = self._text(form, value)
                elif content == _DIRECTORY and isinstance(value, int):
                    directory = value
            found.append((name, directory))
        return found

    def _text(self, form: int, value: int | str | None) -> str:
        if isinstance(value, str):
            return value
        section = {FORM_LINE_STRP: ".debug_line_str", FORM_STRP: ".debug_str"}.get(form)
        return "" if section is None or value is None else string_at(self._sections.get(section, b""), value)


class _Program:
    """The machine whose rows are the table."""

    def __init__(
        self, program: ValueReader, minimum_length: int, line_base: int, line_range: int, counts: Sequence[int]
    ) -> None:
        self._program = program
        self._step = minimum_length
        self._line_base, self._line_range, self._opcode_base = line_base, line_range, len(counts)
        self._counts = counts
        self._runs: list[tuple[int, int, list[Row]]] = []
        self._rows: list[Row] = []
        self._begin()

    def _begin(self) -> None:
        self._address, self._file, self._line, self._column = 0, 1, 1, 0
        self._rows = []

    def run(self) -> list[tuple[int, int, list[Row]]]:
        """Return the runs: first address, the one behind the last, rows. Raises DebugInfoError."""
        program, base, line_base, line_range = self._program, self._opcode_base, self._line_base, self._line_range
        content, end, step = program.content, program.end, self._step
        left = ROWS_MAX
        while program.at < end:
            opcode = content[program.at]
            program.at += 1
            if opcode >= base:
                advance, line = divmod(opcode - base, line_range)
                self._address += advance * step
                self._line += line_base + line
                self._rows.append((self._address, self._file, self._line, self._column))
                left -= 1
            elif opcode == 0:
                self._extended()
            elif opcode == 1:
                self._rows.append((self._address, self._file, self._line, self._column))
                left -= 1
            else:
                self._standard(opcode)
            if left < 0:
                raise DebugInfoError(f"more than {ROWS_MAX:,} rows")
        return self._runs

    def _standard(self, opcode: int) -> None:
        program = self._program
        match opcode:
            case 2:
                self._address += program.leb() * self._step
            case 3:
                self._line += program.signed_leb()
            case 4:
                self._file = program.leb()
            case 5:
                self._column = program.leb()
            case 8:
                self._address += (255 - self._opcode_base) // self._line_range * self._step
            case 9:
                self._address += program.number(2)
            case 6 | 7 | 10 | 11:
                pass
            case _:
                for _ in range(self._counts[opcode]):
                    program.leb()

    def _extended(self) -> None:
        program = self._program
        length = program.leb()
        behind = program.at + length
        if not length:
            return
        kind = program.number(1)
        if kind == 1:
            self._end_run()
        elif kind == 2:
            self._address = program.number(min(length - 1, 8))
        if behind > program.end:
            raise DebugInfoError("the line table ends within an instruction")
        program.at = behind

    def _end_run(self) -> None:
        rows = self._rows
        # A function that the linker left out stands at address 0 or at the end of all addresses.
        if rows and 0 < rows[0][0] < self._address:
            if any(now[0] < before[0] for before, now in pairwise(rows)):
                rows.sort(key=lambda row: row[0])
            self._runs.append((rows[0][0], self._address, rows))
        self._begin()


def joined(folder: str, name: str) -> str:
    """Return a path below a folder, or the path alone where it is absolute, in the way of either system."""
    if not folder or name.startswith(("/", "\\")) or name[1:3] in (":\\", ":/"):
        return name
    separator = "\\" if "\\" in folder and "/" not in folder else "/"
    return f"{folder.rstrip(separator)}{separator}{name}" if name else folder
