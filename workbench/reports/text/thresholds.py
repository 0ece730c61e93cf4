"""Figures beside their limits, for people."""

from __future__ import annotations

from workbench.reports.text.page import Page
from workbench.session.values.thresholds import ThresholdResult
from workbench.visible import duration, size


def write_thresholds(page: Page, results: tuple[ThresholdResult, ...]) -> None:
    """Write a line for each; of those that are exceeded, by how much, and what to do."""
    page.title("thresholds")
    for one in results:
        page.verdict(one.passed, f"--{one.threshold}", figure_text(one), width=16)
        if one.error is not None:
            page.error(one.error, indent="    ", named=False)


def figure_text(one: ThresholdResult) -> str:
    """Return a figure beside its limit, in one sentence."""
    where = f" in {one.where}" if one.where else ""
    limit = "" if one.limit is None else f" of at most {_amount(one.limit, one.unit)}"
    remark = f"; {one.remark}" if one.remark else ""
    found = "not known" if one.found is None else _amount(one.found, one.unit)
    return f"{one.figure} {found}{limit}{where}{remark}"


def _amount(number: int, unit: str) -> str:
    if unit == "bytes":
        return size(number)
    return duration(number) if unit == "µs" else f"{number:,}"
