"""Errors of the files that we keep line by line: history and recordings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from workbench.errors.base import OperatorError


@dataclass(eq=False)
class LineDamaged(OperatorError):
    """A line of a file is not what it must be."""

    path: str
    line: int
    """From 1."""
    expected: str
    found: str

    hint: ClassVar[str] = "Repair the line by hand, or delete it."

    def __str__(self) -> str:
        return f"{self.path}, line {self.line:,}: expected {self.expected}, found {self.found}"


@dataclass(eq=False)
class FormatTooNew(OperatorError):
    """A file was written by a newer workbench. It is left as it is."""

    path: str
    what: str
    """What the file is: `history`, `recording`."""
    found: int
    newest_known: int

    hint: ClassVar[str] = "Use the newer workbench, or another file."

    def __str__(self) -> str:
        return f"{self.path}: expected {self.what} format {self.newest_known} or older, found {self.found}"


@dataclass(eq=False)
class LinesDamaged(OperatorError):
    """Lines in the midst of a file cannot be read; they are passed over, and the rest is used."""

    path: str
    lines: int
    first_line: int
    """From 1."""

    def __str__(self) -> str:
        count = "1 damaged line" if self.lines == 1 else f"{self.lines:,} damaged lines"
        return (
            f"{self.path}: expected one JSON object in each line, found {count}, the first at line {self.first_line:,}"
        )


@dataclass(eq=False)
class EndCutOff(OperatorError):
    """The last line of a file is no whole line: writing it was interrupted. What there is of it is set aside."""

    path: str
    size_bytes: int
    """Of the part that was found."""
    set_aside_in: str
    """The file that has it now. Empty: it could not be set aside, and stands where it was."""

    def __str__(self) -> str:
        where = f"set aside in {self.set_aside_in}" if self.set_aside_in else "left where it is"
        return f"{self.path}: expected a whole last line, found {self.size_bytes:,} bytes of one; {where}"
