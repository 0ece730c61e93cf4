"""`fuzz` for people: how the dispatches ended, and the smallest payload that fails in each way."""

from __future__ import annotations

from typing import Final

from workbench.protocol.fuzzing.chances import seed_text
from workbench.reports.text.page import Page
from workbench.session.values.fuzz_report import Ending, FunctionFuzz, FuzzFailure, FuzzReport
from workbench.visible import duration, visible

_PAYLOAD_SHOWN_MAX: Final = 2_000


def write_fuzz(page: Page, report: FuzzReport) -> None:
    """Write what came of a run."""
    if report.error is not None and not any(one.runs for one in report.functions):
        page.error(report.error)
        return
    for fuzzed in report.functions:
        _write_function(page, fuzzed, report)
    if not report.functions:
        page.line("No function was negotiated: nothing can be sent.")
    failed = sum(len(one.failures) for one in report.functions)
    sent = sum(one.runs for one in report.functions)
    word = page.paint("passed", "good") if report.passed else page.paint("failed", "bad")
    kinds = f", {failed:,} kind{'s' * (failed != 1)} of failure" if failed else ""
    page.line(f"{word}  {sent:,} payloads{kinds}  seed {seed_text(report.seed)}")


def _write_function(page: Page, fuzzed: FunctionFuzz, report: FuzzReport) -> None:
    sign = page.paint("✓", "good") if fuzzed.passed else page.paint("✕", "bad")
    page.line(f"{sign} {fuzzed.function}  {fuzzed.runs:,} payloads  {page.paint(duration(fuzzed.wall_us), 'quiet')}")
    if fuzzed.error is not None:
        page.error(fuzzed.error, indent="    ")
        return
    for counted in page.shown(fuzzed.counts):
        page.line(f"  {counted.count:>9,}  {_ending_text(counted.ending)}")
    if fuzzed.refuses_usual:
        page.line("  It refuses the usual request too: what does it need? --factory-state, --config, --input-file.")
    if fuzzed.ended_early is not None:
        page.line(f"  {page.paint('ended early', 'bad')}: {visible(fuzzed.ended_early)}")
    for failure in page.shown(fuzzed.failures):
        _write_failure(page, failure, report)


def _write_failure(page: Page, failure: FuzzFailure, report: FuzzReport) -> None:
    page.line(f"  {page.paint(f'payload {failure.number:,}', 'strong')}  {_ending_text(failure.ending)}")
    if failure.needs_earlier:
        page.line("    It fails only behind the payloads before it: alone, on an instance of its own, it does not.")
    elif not failure.is_smallest:
        page.line(f"    Not shrunk to the end: {failure.tries:,} tries were made.")
    page.line(f"    {visible(failure.shrunk, limit=_PAYLOAD_SHOWN_MAX)}")
    saved = report.saved.get(failure.shrunk)
    if saved is not None:
        page.line(f"    {page.paint('saved as', 'quiet')} {visible(saved)}")


def _ending_text(ending: Ending) -> str:
    if ending.stage is None:
        words = "ok, " + ending.effect.sentence
    else:
        words = ("refused" if ending.is_refusal else "fallback") + f" at {ending.stage}"
    cause = f": {visible(ending.cause)}" if ending.cause else ""
    return words + cause + (f" in {visible(ending.place)}" if ending.place else "")
