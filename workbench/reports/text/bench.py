"""`bench` for people."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from workbench.protocol.dispatch import DispatchOutcome
from workbench.reports.text.page import Page
from workbench.session.values.benchmark import BenchReport, Spread
from workbench.session.values.generation import Generation
from workbench.visible import duration, size, visible

_PARTS: Final = {
    "compile": "compile, cold",
    "instantiate": "instantiate",
    "bare": "the engine's bare call",
    "call": "call in a series",
    "border": "call through the border",
}


def write_bench(page: Page, generation: Generation, report: BenchReport, versions: Mapping[str, str]) -> None:
    """Write what was measured; `versions` are the engine's."""
    outcome = report.outcome
    version = "" if outcome.version is None else f"@{outcome.version}"
    engine = ", ".join(f"{name} {number}" for name, number in versions.items())
    page.line(f"{page.paint(visible(generation.title), 'strong')}  {outcome.function}{version}  {engine}")
    page.line(f"payload {size(report.payload_bytes)}, output {size(report.output_bytes)}")
    for name, title in _PARTS.items():
        part: Spread | None = getattr(report, name)
        if part is not None:
            figures = (part.minimum_us, part.median_us, part.p95_us)
            least, median, most = (f"{duration(round(figure)):>9}" for figure in figures)
            page.line(f"  {title:<24} min {least}  median {median}  p95 {most}  of {part.count:,}")
    _write_ratios(page, report)
    _write_end(page, outcome, report.ended_early)


def _write_ratios(page: Page, report: BenchReport) -> None:
    if report.ratio_to_bare is not None and report.per_second is not None:
        page.line(f"a series makes {report.per_second:,.0f} calls per second, {report.ratio_to_bare:.2f} x bare")
    if report.border_cost_us is not None:
        page.line(f"the border to the process that runs plugins adds {duration(round(report.border_cost_us))}")


def _write_end(page: Page, outcome: DispatchOutcome, ended_early: str | None) -> None:
    if outcome.error is not None:
        page.error(outcome.error)
    elif ended_early is not None:
        page.line(f"{page.paint('ended early', 'bad')}: {visible(ended_early)}")
