"""What answers depend on beside their payload, for people."""

from __future__ import annotations

from workbench.reports.text.differences import difference_text
from workbench.reports.text.page import Page
from workbench.session.values.drift_report import Drift, DriftReport


def write_drift(page: Page, report: DriftReport) -> None:
    """Write what was found of each function."""
    page.title("drift")
    for one in report.functions:
        hidden = any(drift.cause.is_hidden for drift in one.found)
        detail = "" if one.found else f"{one.calls} calls for each cause, the answer depends on the payload alone"
        page.verdict(not hidden, one.function, detail, width=16)
        for drift in one.found:
            page.line(f"    depends on {drift.cause.sentence}")
            page.line(f"    {page.paint(f'call {drift.call}:', 'quiet')} {_changed(drift)}")


def _changed(drift: Drift) -> str:
    if drift.difference is not None:
        return difference_text(drift.difference)
    return f"{drift.before} → {drift.after}"
