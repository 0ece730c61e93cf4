"""The object of `decode`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from workbench.errors import WorkbenchError
from workbench.protocol.verdicts import NO_KIND, TextVerdict
from workbench.protocol.wire.decode import DecodeError
from workbench.protocol.wire.problems import Problem
from workbench.reports.json.json_text import error_json


def decode_json(verdict: TextVerdict, problems: Iterable[Problem]) -> dict[str, Any]:
    """Return the verdict of a host, and what the author should know beside it."""
    return {
        "ok": verdict.ok,
        "canonical": verdict.canonical,
        "error": _error_json(verdict.error),
        "problems": [_problem_json(problem) for problem in problems],
    }


def _problem_json(problem: Problem) -> dict[str, Any]:
    """Return a problem; its severity keeps apart what a host refuses and what it takes or passes over."""
    return {
        "path": problem.path,
        "severity": problem.severity.value,
        "expected": problem.expected,
        "found": problem.found,
        "suggestion": problem.suggestion,
        "line": problem.line + 1,
        "column": problem.column + 1,
    }


def _error_json(error: WorkbenchError | DecodeError | None) -> dict[str, Any] | None:
    """Return the error; what the protocol has no name for is called `Decode`."""
    if not isinstance(error, DecodeError):
        return error_json(error)
    details = {"path": error.path, "expected": error.expected, "found": error.found, "offset": error.offset}
    return {"kind": NO_KIND, "message": str(error), "details": details}
