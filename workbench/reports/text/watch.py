"""Blocks of a watch, for people and logs: each begins with a time, and says what changed and what came of it."""

from __future__ import annotations

from typing import Final

from workbench.errors import WorkbenchError
from workbench.protocol.layers import Verdict
from workbench.reports.text.check import write_conformance_case, write_end, write_layer
from workbench.reports.text.page import Page
from workbench.reports.text.thresholds import write_thresholds
from workbench.session.values.build_error import BuildErrors
from workbench.session.values.check_report import CheckReport
from workbench.visible import duration, size, visible

_ERRORS_MAX: Final = 10
_NAMED_MAX: Final = 5


def write_block_head(page: Page, clock: str, what: str) -> None:
    """Write the line with which a block begins; `what` is untrusted text."""
    page.line(f"{page.paint(f'── {clock}', 'quiet')}  {page.paint(visible(what), 'strong')}")


def write_check_block(page: Page, report: CheckReport, wall_us: int) -> None:
    """Write one build: the verdict, and of all that was checked what failed."""
    generation = report.generation
    for result in generation.layers[:4]:
        if result.verdict is Verdict.FAILED:
            write_layer(page, generation, result)
    for check in generation.static_checks:
        if check.passed is False:
            page.verdict(check.passed, check.check, check.detail, width=28)
    cases = report.conformance.results if report.conformance is not None else ()
    failed = [case for case in cases if not report.counts_as_passed(case)]
    for case in page.shown(failed):
        write_conformance_case(page, report, case)
    if report.drift is not None and not report.drift.passed:
        page.verdict(False, "hidden state", "answers depend on more than their payload: check --drift without --watch")
    if report.thresholds:
        write_thresholds(page, report.thresholds)
    artifact = generation.artifact
    parts = [visible(generation.title), size(artifact.size_bytes), f"sha256 {artifact.sha256[:12]}"]
    if report.conformance is not None:
        parts.append(f"{len(cases) - len(failed)} of {len(cases)} cases passed")
    page.line("  ".join([*parts, duration(wall_us)]))
    write_end(page, report.settings, passed=report.passed)


def write_build_errors(page: Page, sentence: str, errors: BuildErrors) -> None:
    """Write why a build failed: its errors, or the last lines that it wrote."""
    page.line(f"{page.paint('the build', 'bad')} {visible(sentence)}")
    for error in errors.found[:_ERRORS_MAX]:
        place = f"{visible(error.place)}: " if error.place else ""
        page.line(f"  {place}{visible(error.message)}")
    if len(errors.found) > _ERRORS_MAX:
        page.line(f"  … and {len(errors.found) - _ERRORS_MAX:,} more errors")
    for line in () if errors.found else errors.last_lines:
        page.line(f"  {visible(line)}")


def write_error_block(page: Page, error: WorkbenchError) -> None:
    """Write why there is nothing to judge."""
    page.error(error, indent="  ")


def changed_words(paths: tuple[str, ...]) -> str:
    """Return what has changed, in a few words. Untrusted text."""
    return f"{', '.join(paths) if len(paths) <= _NAMED_MAX else f'{len(paths):,} files'} changed"
