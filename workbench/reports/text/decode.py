"""`decode` for people: the canonical form is the report, problems are said beside it."""

from __future__ import annotations

from collections.abc import Iterable

from workbench.errors import WorkbenchError
from workbench.protocol.verdicts import NO_KIND, TextVerdict
from workbench.protocol.wire.decode import DecodeError
from workbench.protocol.wire.problems import Problem, Severity
from workbench.reports.text.page import Page
from workbench.visible import visible


def write_decoded(page: Page, verdict: TextVerdict, problems: Iterable[Problem]) -> None:
    """Write the verdict of a host, and as notes what the author should know beside it."""
    if verdict.ok:
        # Header values and base64 are taken as they are: nothing is written again.
        page.data(verdict.canonical or "")
    else:
        _write_error(page, verdict.error)
    for problem in problems:
        word = "problem" if problem.severity is Severity.ERROR else "advice"
        page.note(f"{problem.line + 1}:{problem.column + 1}  {word:<7}  {visible(str(problem))}")


def _write_error(page: Page, error: WorkbenchError | DecodeError | None) -> None:
    if isinstance(error, WorkbenchError):
        page.error(error, indent="")
    else:
        page.line(f"{page.paint(NO_KIND, 'bad')}: {visible(str(error))}")
