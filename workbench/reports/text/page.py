"""A page for people: lines of a report and notes beside them, painted or plain. Writes to no stream."""

from __future__ import annotations

from typing import Final

from workbench.errors import WorkbenchError
from workbench.visible import visible

_COLOURS: Final = {"good": "32", "bad": "31", "warn": "33", "quiet": "2", "strong": "1", "accent": "36"}
_SIGNS: Final = {True: ("✓", "good"), False: ("✕", "bad"), None: ("–", "quiet")}


class Page:
    """Collects lines, in their order. What came from a plugin must have passed `visible`."""

    def __init__(self, *, coloured: bool = False) -> None:
        """Begin an empty page; `coloured`: `paint` paints."""
        self._coloured = coloured
        self.lines: list[tuple[bool, str]] = []
        """Each line, and whether it is a note: data is for stdout, notes are for stderr."""

    @property
    def text(self) -> str:
        """The lines of the report, without the notes."""
        return "".join(f"{line}\n" for is_note, line in self.lines if not is_note)

    def paint(self, text: str, colour: str) -> str:
        """Return a text in one of our colours, or as it is when colour is off."""
        return f"\x1b[{_COLOURS[colour]}m{text}\x1b[0m" if self._coloured else text

    def line(self, text: str = "") -> None:
        """Write one line of the report."""
        self.lines.append((False, text))

    def note(self, text: str) -> None:
        """Write one line beside the report."""
        self.lines.append((True, text))

    def title(self, text: str) -> None:
        """Write a heading."""
        self.line(self.paint(text, "strong"))

    def verdict(self, passed: bool | None, name: str, detail: str, *, width: int = 0) -> None:
        """Write a sign, a name and an untrusted detail; None is what was not run."""
        sign, colour = _SIGNS[passed]
        self.line(f"{self.paint(sign, colour)} {name:<{width}}  {visible(detail)}".rstrip())

    def error(self, error: WorkbenchError, *, indent: str = "  ", named: bool = True) -> None:
        """Write an error: its kind, unless that stands before it already, its text, and what to do."""
        first, *rest = str(error).splitlines() or [""]
        kind = f"{self.paint(error.kind, 'bad')}: " if named else ""
        self.line(f"{indent}{kind}{visible(first)}")
        for line in rest:
            self.line(f"{indent}  {visible(line)}")
        self.hint(error, indent=indent)

    def hint(self, error: WorkbenchError, *, indent: str = "  ") -> None:
        """Write what to do about an error, where it says so."""
        if error.hint:
            self.line(f"{indent}{self.paint('hint:', 'quiet')} {error.hint}")
