"""What is to be said of a payload while it is typed: the protocol's problems as places in the editor."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from workbench.ui.editor.json_editor import Spot
from workbench.ui.panes.payload import Finding

if TYPE_CHECKING:
    from workbench.protocol.wire.problems import Problem


def check(function: str, text: str) -> Sequence[Finding]:
    """Return what is wrong with a request of a wire function, in the order of the text. Never raises."""
    from workbench.protocol.wire.messages import request_type  # noqa: PLC0415 - the first frame does not need it
    from workbench.protocol.wire.problems import problems  # noqa: PLC0415

    return [finding_of(problem) for problem in problems(request_type(function), text, as_payload=True)]


def finding_of(problem: Problem) -> Finding:
    """Return a problem in the words of the list: path, what was found, what was expected."""
    path = problem.path.removeprefix("$").removeprefix(".")
    start = problem.line, problem.column
    end = problem.end_line, problem.end_column
    spot = Spot(start, end, is_error=problem.severity.value == "error")
    return Finding(spot, path, _sentence(problem))


def _sentence(problem: Problem) -> str:
    """Return what is wrong; shorter than the problem's own text, since the path stands before it."""
    if problem.found.startswith("the unknown field"):
        return f"unknown field; {problem.suggestion}?" if problem.suggestion else f"unknown field: {problem.expected}"
    if problem.found == "no such field":
        return f"misses {problem.expected}"
    meant = f"; {problem.suggestion}?" if problem.suggestion else ""
    return f"{problem.found}{meant}, expected {problem.expected}"
