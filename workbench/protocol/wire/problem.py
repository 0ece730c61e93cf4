"""One problem of a message, and where it stands in the text. Knows no type and no rule."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from workbench.protocol.json.parsing import JsonTextError, Steps, path_of

if TYPE_CHECKING:
    from workbench.protocol.json.spans import Span


class Severity(Enum):
    """How much a problem matters."""

    ERROR = "error"
    """The reference rejects the message."""
    ADVICE = "advice"
    """The reference accepts it, but ignores or changes something, or hardly means it so."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One error of a message. Lines and columns count characters from 0; ends are exclusive."""

    path: str
    """`$.headers[2].name`."""
    severity: Severity
    expected: str
    found: str
    line: int
    column: int
    end_line: int
    end_column: int
    suggestion: str | None = None
    """The known name that was probably meant; None when no name is near."""
    steps: Steps = ()
    """The path, step by step; of a text that is no JSON empty."""
    missing: str | None = None
    """The field that is missing in what stands at the path; empty: items are; None: nothing is."""

    @property
    def sentence(self) -> str:
        """What is wrong, for where the path stands before it; shorter than the problem's own text."""
        if self.found.startswith("the unknown field"):
            rest = f"; {self.suggestion}?" if self.suggestion else f", expected {self.expected}"
            return f"unknown field{rest}"
        if self.found == "a string that is not closed":
            return f"the string is not closed, expected {self.expected}"
        if self.found == "no such field":
            return f"missing {self.expected.removeprefix('the ')}"
        meant = f"; {self.suggestion}?" if self.suggestion else ""
        return f"{self.found}{meant}, expected {self.expected}"

    def __str__(self) -> str:
        meant = f"; did you mean {self.suggestion}?" if self.suggestion else ""
        return f"{self.path}: expected {self.expected}, found {self.found}{meant}"


@dataclass(frozen=True, slots=True)
class UnplacedProblem:
    """A problem whose place has not been looked up."""

    steps: Steps
    severity: Severity
    expected: str
    found: str
    suggestion: str | None = None
    at_key: bool = False
    occurrence: int = -1
    """Which of several parts of this path, counted as a list does."""
    missing: str | None = None
    """The field that is missing; empty: items are; None: nothing is."""
    within: tuple[int, int] | None = None
    """The part of a string that it is about, in characters; None: the whole."""


def syntax_problem(error: JsonTextError, text: str, stopped: int) -> Problem:
    """Return why a text is no JSON. A string that is not closed begins where it is to be mended.

    Args:
        error: The first error.
        text: The text.
        stopped: Where the part begins in which it stands, in characters.
    """
    line, column = error.line - 1, error.column - 1
    at_line_end = error.found == "U+000A" and error.expected.startswith("an escape")
    is_open = at_line_end or error.expected == "a closing quote"
    if not is_open or text[stopped : stopped + 1] != '"':
        return Problem(error.path, Severity.ERROR, error.expected, error.found, line, column, line, column + 1)
    start = stopped - (text.rfind("\n", 0, stopped) + 1)
    first = text.count("\n", 0, stopped)
    expected, found = "a closing quote in this line", "a string that is not closed"
    return Problem(error.path, Severity.ERROR, expected, found, first, start, line, max(column, start + 1))


def offset_of(error: JsonTextError, text: str) -> int:
    """Return where an error stands, in characters of a text."""
    return len(text.encode(errors="surrogatepass")[: error.offset].decode(errors="ignore"))


def placed(notes: list[UnplacedProblem], text: str) -> list[Problem]:
    """Look up the places of all notes at once, and sort by them."""
    if not notes:
        return []
    from workbench.protocol.json.spans import spans  # noqa: PLC0415 - most texts have no problem

    found = spans(text, {note.steps for note in notes})
    line_starts = [0, *(index + 1 for index, sign in enumerate(text) if sign == "\n")]
    found_at = []
    for note in notes:
        start, end = _extent(note, found.get(note.steps, []), text)
        line, end_line = bisect_right(line_starts, start) - 1, bisect_right(line_starts, end) - 1
        problem = Problem(
            path_of(note.steps),
            note.severity,
            note.expected,
            note.found,
            line,
            start - line_starts[line],
            end_line,
            end - line_starts[end_line],
            note.suggestion,
            note.steps,
            note.missing,
        )
        found_at.append((start, problem))
    found_at.sort(key=lambda pair: pair[0])
    return [problem for _, problem in found_at]


def _extent(note: UnplacedProblem, occurrences: list[Span], text: str) -> tuple[int, int]:
    """Return start and end of what to mark: a key, a scalar, or the opening bracket of a container."""
    if not occurrences:
        return 0, 0
    span = occurrences[max(note.occurrence, -len(occurrences))]
    if note.at_key and span.key_start is not None and span.key_end is not None:
        return span.key_start, span.key_end
    inner = text[span.start + 1 : span.end - 1]
    if note.within is not None and "\\" not in inner:
        start, end = note.within
        # What is missing is marked by what stands before it.
        return span.start + 1 + min(start, max(len(inner) - 1, 0)), span.start + 1 + max(
            end, start + (start < len(inner))
        )
    is_container = text[span.start : span.start + 1] in ("{", "[")
    return span.start, span.start + 1 if is_container else span.end
