"""`run` for people: a line for each saved payload, and below it what is other than expected."""

from __future__ import annotations

from typing import Final

from workbench.reports.text.differences import expected_text
from workbench.reports.text.host_effect import line_warnings
from workbench.reports.text.page import Page
from workbench.session.values.run_report import RunCase, RunReport
from workbench.visible import duration, visible

_DIFFERENCES_SHOWN_MAX: Final = 20


def write_case(page: Page, case: RunCase) -> None:
    """Write what came of one payload."""
    document = case.document
    spent = f"  {page.paint(duration(case.wall_us), 'quiet')}" if case.wall_us else ""
    sign = page.paint("✓", "good") if case.passed else page.paint("✕", "bad")
    page.line(f"{sign} {visible(str(document.at))}{spent}")
    if case.record is not None:
        line_warnings(page, ((str(document.at), warning) for warning in case.record.warnings))
    if case.passed:
        return
    for difference in page.shown(case.differences, at_most=_DIFFERENCES_SHOWN_MAX, indent="    "):
        page.line(f"    {expected_text(difference)}")
    effect = case.record.effect if case.record is not None else None
    for reason in effect.reasons if effect is not None and case.error is None else ():
        page.line(f"    {visible(str(reason))}")
    if case.error is not None:
        page.error(case.error, indent="    ")
    if document.expectation.notes:
        page.line(f"    {page.paint('notes:', 'quiet')} {visible(document.expectation.notes)}")
    page.line(f"    {page.paint('in', 'quiet')} {visible(document.saved.path)}")


def write_end(page: Page, report: RunReport) -> None:
    """Write what came of all together."""
    failed = sum(not case.passed for case in report.cases)
    count = len(report.cases)
    word = page.paint("failed", "bad") if failed else page.paint("passed", "good")
    payloads = f"{count:,} payload{'s' * (count != 1)}"
    spent = duration(sum(case.wall_us for case in report.cases))
    page.line(f"{word}  {payloads}" + (f", {failed:,} not as expected" if failed else "") + f"  {spent}")
