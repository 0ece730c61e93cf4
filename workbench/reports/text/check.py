"""`check` for people."""

from __future__ import annotations

from workbench.errors import WorkbenchError
from workbench.errors.self_check import FailureStatus
from workbench.protocol.budgets import STRICT, Imports
from workbench.protocol.conformance import CaseResult
from workbench.protocol.hosting.audit import Audit
from workbench.protocol.layers import LayerResult, Verdict
from workbench.protocol.protocol_line import COMPONENT_SENTENCE
from workbench.protocol.round_trip import round_trip
from workbench.protocol.wasm import Encoding
from workbench.reports.text.costs import cost_text, fuel_text
from workbench.reports.text.drift import write_drift
from workbench.reports.text.host_effect import line_warnings
from workbench.reports.text.page import Page
from workbench.session.values.check_report import CheckReport
from workbench.session.values.generation import Generation
from workbench.session.values.settings import Settings
from workbench.visible import size, visible

_TRIP_MAX = 2_000
"""Characters of each of two texts that should be the same."""
_HEAD_MAX = 40
"""Characters of each from their first difference on."""


def write_check(page: Page, report: CheckReport) -> None:
    """Write layers, static checks, conformance cases, audit and verdict."""
    fuel_max = report.settings.strict_budget.fuel
    write_head(page, report.settings, report.generation)
    page.title("layers")
    for result in report.generation.layers[:4]:
        write_layer(page, report.generation, result)
        measured = report.fuel.get(result.layer.value)
        if measured is not None:
            page.line(f"    {fuel_text(measured, fuel_max, report.versions)}")
    page.title("static checks")
    for check in report.generation.static_checks:
        page.verdict(check.passed, check.check, check.detail, width=28)
    _write_cases(page, report)
    if report.drift is not None:
        write_drift(page, report.drift)
    _write_audit(page, report.audit)
    if report.thresholds:
        from workbench.reports.text.thresholds import write_thresholds  # noqa: PLC0415 - few ask for it

        write_thresholds(page, report.thresholds)
    write_end(page, report.settings, passed=report.passed)
    if report.judged_by_reference:
        page.note("this verdict is the reference suite's (--reference): whether a host uses an answer does not count")


def write_layer(page: Page, generation: Generation, result: LayerResult) -> None:
    """Write what was found in one layer."""
    write_layer_verdict(page, result)
    if result.error is not None:
        write_layer_error(page, generation, result.error)


def write_layer_verdict(page: Page, result: LayerResult) -> None:
    """Write whether a layer passed, and what it cost."""
    ran = {Verdict.PASSED: True, Verdict.FAILED: False}.get(result.verdict)
    detail = result.error.kind if result.error else result.detail
    page.verdict(ran, f"{result.layer.label} {result.layer.value}", detail, width=16)
    if result.cost.wall_max_ms:
        page.line(f"    {page.paint(cost_text(result.cost), 'quiet')}")


def _write_audit(page: Page, found: Audit) -> None:
    if found.contradictions:
        page.line(page.paint("imports, capabilities, host calls", "strong"))
    unsure = page.paint(" (cannot be known)", "quiet")
    page.items(
        f"  {one.kind.value}{'' if one.certain else unsure}: {visible(one.message)}" for one in found.contradictions
    )


def write_end(page: Page, settings: Settings, *, passed: bool) -> None:
    """Write the verdict, and which settings of ours it rests on."""
    page.line(page.paint("passed", "good") if passed else page.paint("failed", "bad"))
    if settings.strict != STRICT:
        page.note("this verdict uses the strict budget of your settings; a host uses the protocol's")
    if settings.imports is Imports.TRAP:
        page.note("this verdict uses --imports trap; a host rejects host function imports in the strict budget")


def write_layer_error(page: Page, generation: Generation, error: WorkbenchError) -> None:
    """Write what is wrong; of a self-check that failed, each failure on a line of its own."""
    response = generation.self_check.response if generation.self_check else None
    if isinstance(error, FailureStatus) and response is not None:
        for failure in response.failures:
            page.line(f"    {visible(failure.stage)}: {visible(failure.message)}")
            _write_round_trip(page, failure.message)
        page.hint(error, indent="    ")
    else:
        page.error(error, indent="    ", named=False, hints=generation.hints)


def _write_round_trip(page: Page, message: str) -> None:
    """Write both texts of a message one below the other, where it has two, and where they differ first."""
    found = round_trip(message)
    if found is not None:
        page.line(f"      first   {visible(found.first, limit=_TRIP_MAX)}")
        page.line(f"      second  {visible(found.second, limit=_TRIP_MAX)}")
        heads = " and ".join(visible(head, limit=_HEAD_MAX) for head in found.heads)
        page.line(f"      they differ from byte {found.offset:,} on: {heads}")


def write_head(page: Page, settings: Settings, generation: Generation) -> None:
    """Write which build it is, and what it is judged under."""
    artifact = generation.artifact
    page.line(
        f"{page.paint(visible(generation.title), 'strong')}  {size(artifact.size_bytes)}  sha256 "
        f"{artifact.sha256[:12]}  profile {settings.profile.value}  imports {settings.imports.value}"
    )
    if generation.module_map.encoding is Encoding.COMPONENT:
        page.line(f"  {COMPONENT_SENTENCE}")


def write_conformance_case(page: Page, report: CheckReport, case: CaseResult) -> None:
    """Write what came of one conformance case."""
    detail = case.error.kind if case.error else case.detail
    page.verdict(report.counts_as_passed(case), case.layer, detail, width=44)
    if case.error is not None:
        page.error(case.error, indent="    ", named=False)


def _write_cases(page: Page, report: CheckReport) -> None:
    conformance = report.conformance
    if conformance is not None:
        page.line(page.paint("conformance", "strong"))
        for case in conformance.results:
            write_conformance_case(page, report, case)
        for extra in conformance.extras:
            page.line(f"  {page.paint(extra.kind, 'quiet')}  {visible(extra.message)}")
        line_warnings(page, ((case.layer, warning) for case in conformance.results for warning in case.warnings))
    for run in report.reference_runs:
        if run.stopped_at is not None:
            kind = f"{run.kind.value}: " if run.kind else ""
            page.line(f"  {page.paint(f'{kind}the reference stops at {run.stopped_at}', 'quiet')}")
