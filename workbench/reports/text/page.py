"""A page for people: lines of a report and notes beside them, painted or plain. Writes to no stream."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from typing import TYPE_CHECKING, Final, TypeVar

from workbench.errors import WorkbenchError
from workbench.reports.json.json_text import escaped
from workbench.visible import gated, visible

if TYPE_CHECKING:
    from workbench.protocol.hints.evidence import Hint

_COLOURS: Final = {"good": "32", "bad": "31", "warn": "33", "quiet": "2", "strong": "1", "accent": "36"}
_END: Final = "\x1b[0m"
_SEQUENCES: Final = (_END, *(f"\x1b[{code}m" for code in _COLOURS.values()))
"""What a page may write of what a terminal obeys."""
LISTED_MAX: Final = 100
"""Lines of one list that are shown."""
_SIGNS: Final = {True: ("✓", "good"), False: ("✕", "bad"), None: ("–", "quiet")}

_T = TypeVar("_T")


class Page:
    """Collects lines, in their order. What came from a plugin must have passed `visible`."""

    def __init__(self, *, coloured: bool = False, for_terminal: bool = True, shows_all: bool = False) -> None:
        """Begin an empty page.

        Args:
            coloured: `paint` paints.
            for_terminal: A terminal shows it; else a program reads it.
            shows_all: `items` cuts no list short.
        """
        self._shows_all = shows_all
        self._for_terminal = for_terminal
        self._coloured = coloured
        self._sequences = _SEQUENCES if coloured else ()
        self.lines: list[tuple[bool, str]] = []
        """Each line, and whether it is a note: data is for stdout, notes are for stderr."""

    @property
    def text(self) -> str:
        """The lines of the report, without the notes."""
        return "".join(f"{line}\n" for is_note, line in self.lines if not is_note)

    def paint(self, text: str, colour: str) -> str:
        """Return a text in one of our colours, or as it is when colour is off."""
        return f"\x1b[{_COLOURS[colour]}m{text}{_END}" if self._coloured else text

    def line(self, text: str = "") -> None:
        """Write one line of the report. Nothing that a terminal obeys passes, but our own colours."""
        self.lines.append((False, gated(text, self._sequences)))

    def data(self, text: str) -> None:
        """Write JSON text that may be a stranger's: as it is for a program, escaped as JSON can on a terminal."""
        self.lines.append((False, escaped(text) if self._for_terminal else text))

    def note(self, text: str) -> None:
        """Write one line beside the report, in the same way."""
        self.lines.append((True, gated(text, self._sequences)))

    @contextmanager
    def aside(self) -> Iterator[None]:
        """Within it lines stand beside the report, as notes do."""
        begin = len(self.lines)
        yield
        self.lines[begin:] = [(True, line) for _, line in self.lines[begin:]]

    def title(self, text: str) -> None:
        """Write a heading."""
        self.line(self.paint(text, "strong"))

    def items(self, lines: Iterable[str]) -> None:
        """Write the lines of a list; of a long one the first, and how many there are more, unless all are wanted."""
        for line in self.shown(lines):
            self.line(line)

    def shown(self, entries: Iterable[_T], *, at_most: int = LISTED_MAX, indent: str = "  ") -> Iterator[_T]:
        """Give the entries of a list that are to be written; behind the last one it is said how many there are more."""
        rest = iter(entries)
        yield from islice(rest, None if self._shows_all else at_most)
        left = sum(1 for _ in rest)
        if left:
            self.line(f"{indent}… and {left:,} more; --all shows them")

    def verdict(self, passed: bool | None, name: str, detail: str, *, width: int = 0) -> None:
        """Write a sign, a name and an untrusted detail; None is what was not run."""
        sign, colour = _SIGNS[passed]
        self.line(f"{self.paint(sign, colour)} {name:<{width}}  {visible(detail)}".rstrip())

    def error(
        self, error: WorkbenchError, *, indent: str = "  ", named: bool = True, hints: Iterable[Hint] = ()
    ) -> None:
        """Write an error: its kind, unless that stands before it already, its text, and what to do.

        Hints of recognised causes take the place of what is said of every error of its class.
        """
        from workbench.errors.stack_frame import TracedError  # noqa: PLC0415 - most pages have no error

        trace = error.trace if isinstance(error, TracedError) else None
        text = str(error)
        if trace is not None:
            # Few errors have one.
            from workbench.protocol.guest_trace import headline  # noqa: PLC0415

            text = headline(text, error.details.get("cause"))
        first, *rest = text.splitlines() or [""]
        kind = f"{self.paint(error.kind, 'bad')}: " if named else ""
        self.line(f"{indent}{kind}{visible(first)}")
        for line in rest:
            self.line(f"{indent}  {visible(line)}")
        if trace is not None:
            from workbench.reports.text.trace import trace_lines  # noqa: PLC0415 - as above

            for line, colour in trace_lines(trace, said=text):
                self.line(f"{indent}  {self.paint(line, colour) if colour else line}")
        by_cause = list(hints)
        self.hints(by_cause, indent=indent)
        if not by_cause:
            self.hint(error, indent=indent)

    def hints(self, hints: Iterable[Hint], *, indent: str = "  ") -> None:
        """Write hints of recognised causes."""
        for hint in hints:
            self.line(f"{indent}{self.paint('hint:', 'quiet')} {visible(hint.text)}")

    def hint(self, error: WorkbenchError, *, indent: str = "  ") -> None:
        """Write what to do about an error, where it says so."""
        if error.hint:
            self.line(f"{indent}{self.paint('hint:', 'quiet')} {error.hint}")
