"""`call` for people: the response is the report, all else is said beside it."""

from __future__ import annotations

from workbench.protocol.budgets import Imports, departures
from workbench.protocol.hints.evidence import Hint
from workbench.protocol.hosting.declared_memory import memory_above
from workbench.reports.json.json_text import json_text
from workbench.reports.text.costs import cost_text, fuel_text
from workbench.reports.text.host_effect import write_effect, write_warnings
from workbench.reports.text.page import Page
from workbench.reports.text.redaction import note_recorded
from workbench.session.values.call_report import CallReport
from workbench.session.values.dispatch_record import DispatchRecord
from workbench.visible import visible


def write_call(page: Page, report: CallReport, recorded_at: str | None = None) -> None:
    """Write the outcome; `recorded_at` is the path of the recording that it was added to."""
    record = report.record
    _write_outcome(page, record, report.hints)
    if record.effect is not None and record.outcome.ok:
        write_effect(page, record.effect)
    write_warnings(page, record.warnings)
    if record.outcome.call is not None:
        page.note(f"  {cost_text(report.cost)}")
    memory = memory_above(report.generation.module_map, report.settings.dispatch_budget)
    if memory is not None:
        page.note(f"  the module {memory}")
    _note_limits(page, report)
    _note_faults(page, report)
    note_redaction(page, report, recorded_at)
    if record.fuel is not None:
        page.note(f"  {fuel_text(record.fuel, report.fuel_max, report.versions)}")
    note_imports(page, report)


def note_imports(page: Page, report: CallReport) -> None:
    """Say which verdict would be another one with a host."""
    if report.settings.imports is Imports.TRAP:
        page.note("negotiated with --imports trap; a host rejects host function imports in the strict budget")


def note_redaction(page: Page, report: CallReport, recorded_at: str | None) -> None:
    """Say what a recording has not got, and what it should not have; None: nothing was recorded."""
    if recorded_at is not None:
        note_recorded(page, recorded_at, report.taken_out, report.kept)


def _note_limits(page: Page, report: CallReport) -> None:
    changed = departures(report.settings.budget)
    if changed:
        page.note(f"  called under limits that no host has: {', '.join(changed)}")


def _note_faults(page: Page, report: CallReport) -> None:
    specs = report.settings.faults.specs
    if specs:
        triggered = visible(", ".join(report.triggered)) or "none"
        page.note(f"  injected faults: {visible(', '.join(specs))}; triggered: {triggered}")


def _write_outcome(page: Page, record: DispatchRecord, hints: tuple[Hint, ...]) -> None:
    outcome = record.outcome
    version = f"@{outcome.version}" if outcome.version is not None else ""
    if outcome.ok:
        page.note(f"{page.paint('✓ ok', 'good')}  {outcome.function}{version}")
        page.line(json_text(outcome.response, indent=2))
    elif outcome.policy is not None:
        page.note(
            f"{page.paint('✕ fallback', 'bad')}  {outcome.function}{version}  "
            f"{outcome.policy.value}: {outcome.policy.effect}"
        )
        if outcome.stage is not None:
            page.note(f"  stage {outcome.stage.value}")
    if outcome.error is not None:
        # Nothing but an answer is for stdout.
        with page.aside():
            page.error(outcome.error, hints=hints)
    for line in outcome.call.activity.logs if outcome.call else ():
        page.note(f"  {line.level:<5} {visible(line.message)}")
