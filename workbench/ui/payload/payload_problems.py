"""What is wrong with a payload while it is typed: the protocol's problems as places in the text."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from workbench.protocol.json.parsing import Steps
    from workbench.protocol.wire.problems import Problem


class PayloadProblem(NamedTuple):
    """One problem of a payload. Lines and columns count from 0."""

    start: tuple[int, int]
    end: tuple[int, int]
    is_error: bool
    """False: a note; a host would take the payload."""
    path: str
    """`request.querry`; empty for the whole text."""
    text: str
    """What was found, and what was expected."""
    steps: Steps = ()
    """The path, step by step; of what is missing the path to where it belongs."""
    meant: str | None = None
    """The field that is missing there, or was meant by an unknown one; None: no other than the path says."""


Check = Callable[[str, str], Sequence[PayloadProblem]]
"""Function and text -> problems, in the order of the text. Must not raise for any text."""


def check(function: str, text: str) -> Sequence[PayloadProblem]:
    """Return what is wrong with a request of a wire function, in the order of the text. Never raises."""
    from workbench.protocol.wire.messages import request_type  # noqa: PLC0415 - the first frame does not need it
    from workbench.protocol.wire.problems import problems  # noqa: PLC0415

    return [problem_of(problem) for problem in problems(request_type(function), text, as_payload=True)]


def too_long(characters: int, most: int) -> PayloadProblem:
    """Return the note on a text that nobody checks while it is typed."""
    text = f"{characters:,} characters, expected at most {most:,}: it is checked when it is sent, not before"
    return PayloadProblem((0, 0), (0, 0), is_error=False, path="", text=text)


def problem_of(problem: Problem) -> PayloadProblem:
    """Return a problem in the words of the list: path, what was found, what was expected."""
    path = problem.path.removeprefix("$").removeprefix(".")
    start = problem.line, problem.column
    end = problem.end_line, problem.end_column
    steps, meant = problem.steps, problem.missing or None
    if problem.found.startswith("the unknown field"):
        steps, meant = steps[:-1], problem.suggestion
    return PayloadProblem(start, end, problem.severity.value == "error", path, problem.sentence, steps, meant)
