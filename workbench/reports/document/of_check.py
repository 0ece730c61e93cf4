"""`check` as a document: what a host would say of a build, layer by layer, and why."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Final

from workbench.protocol.budgets import STRICT, Imports
from workbench.protocol.layers import Layer, LayerResult, Verdict
from workbench.protocol.limits import IDENTITY_SECTION
from workbench.protocol.redaction.redactor import REDACTED
from workbench.reports.document.blocks import Block, Chapter, RailStop, ReportDocument, TableBlock, Tone, Words
from workbench.reports.document.of_cases import audit_chapter, conformance_chapter, drift_chapter
from workbench.reports.document.of_costs import COST_HEADS, COST_NUMERIC, cost_row
from workbench.reports.document.of_errors import error_block
from workbench.reports.document.of_layers import handshake_blocks, record_blocks, self_check_blocks
from workbench.reports.document.of_module import check_blocks, checks_verdict, identity_blocks, section_blocks
from workbench.reports.document.of_thresholds import thresholds_chapter
from workbench.session.values.check_report import CheckReport
from workbench.session.values.generation import Generation
from workbench.session.values.settings import Settings
from workbench.visible import duration, size

_TITLES: Final = {
    Layer.IDENTITY: "Identity",
    Layer.HANDSHAKE: "Handshake",
    Layer.SELF_CHECK: "Self-check",
    Layer.RECORD: "Record",
}
_NAMED_MAX: Final = 5
"""Things that failed which one sentence names."""
_TONES: Final = {Verdict.PASSED: Tone.GOOD, Verdict.FAILED: Tone.BAD, Verdict.NOT_RUN: Tone.QUIET}


def check_document(report: CheckReport, versions: Mapping[str, str], more: tuple[Chapter, ...] = ()) -> ReportDocument:
    """Return the report of a check.

    Args:
        report: What was found.
        versions: Of the workbench and its engine, by name.
        more: Chapters that follow those of the check.
    """
    generation = report.generation
    chapters = [
        _layer_chapter(generation, Layer.IDENTITY, identity_blocks(generation.identity)),
        Chapter("Sections of the file", None, tuple(section_blocks(generation.module_map, IDENTITY_SECTION))),
        Chapter(
            "Static checks",
            checks_verdict(generation.static_checks),
            tuple(check_blocks(generation.static_checks, generation.hazards)),
        ),
        _layer_chapter(generation, Layer.HANDSHAKE, handshake_blocks(generation)),
        _layer_chapter(generation, Layer.SELF_CHECK, self_check_blocks(generation)),
        _layer_chapter(generation, Layer.RECORD, record_blocks(generation)),
        conformance_chapter(report),
        drift_chapter(report.drift),
        audit_chapter(report.audit),
        thresholds_chapter(report.thresholds),
        _cost_chapter(report),
        *more,
    ]
    verdict, summary = _verdict(report)
    failed = _rejecting(generation)
    cause = None
    if failed is not None and failed.error is not None:
        cause = f"{_heading(failed)} failed", error_block(failed.error, generation.hints)
    return ReportDocument(
        title=generation.title,
        subject="check",
        verdict=verdict,
        summary=summary,
        facts=_facts(report, versions),
        rail=(*(_stop(generation.layer(layer)) for layer in _TITLES), _cases_stop(report)),
        chapters=tuple(one for one in chapters if one is not None),
        cause=cause,
        notes=_notes(report),
    )


def _rejecting(generation: Generation) -> LayerResult | None:
    """Return the layer that keeps a host from serving it; None: none does, whatever the last dispatch came to."""
    return next((generation.layer(one) for one in _TITLES if generation.layer(one).verdict is Verdict.FAILED), None)


def _verdict(report: CheckReport) -> tuple[Words, str]:
    generation = report.generation
    failed = _rejecting(generation)
    if failed is not None:
        kind = failed.error.kind if failed.error else failed.detail
        return Words("rejected", Tone.BAD), f"A host rejects it in layer {failed.layer.label}, {_name(failed)}: {kind}"
    if report.passed:
        return Words("passed", Tone.GOOD), "A host serves it, and it passed every check and case."
    if report.conformance is None and generation.is_good and all(one.passed for one in generation.static_checks):
        return Words("layers passed", Tone.GOOD), "A host serves it. The conformance cases were not run."
    return Words("failed", Tone.BAD), f"A host would load it, but this failed: {_failed_things(report)}"


def _failed_things(report: CheckReport) -> str:
    """Return the names of what failed beside the layers, of many the first ones."""
    names = report.failed_names
    more = len(names) - _NAMED_MAX
    return ", ".join(names[:_NAMED_MAX]) + (f" and {more:,} more" if more > 0 else "")


def _name(result: LayerResult) -> str:
    return _TITLES[result.layer].lower()


def _stop(result: LayerResult) -> RailStop:
    detail = result.error.kind if result.error else result.detail
    time = duration(result.cost.wall_us) if result.cost.wall_us else ""
    words = Words(result.verdict.value, _TONES[result.verdict])
    return RailStop(result.layer.label, _TITLES[result.layer], words, detail, time)


def _cases_stop(report: CheckReport) -> RailStop:
    conformance = report.conformance
    if conformance is None:
        return RailStop("L5", "Dispatch", Words("not run", Tone.QUIET), "no conformance case was run")
    passed = sum(report.counts_as_passed(case) for case in conformance.results)
    is_good = passed == len(conformance.results)
    words = Words("passed", Tone.GOOD) if is_good else Words("failed", Tone.BAD)
    wall_us = sum(case.wall_us for case in conformance.results)
    detail = f"{passed} of {len(conformance.results)} conformance cases passed"
    return RailStop("L5", "Dispatch", words, detail, duration(wall_us) if wall_us else "")


def _layer_chapter(generation: Generation, layer: Layer, blocks: list[Block]) -> Chapter | None:
    """Return a chapter on a layer; None where there is nothing to say beside its verdict."""
    result = generation.layer(layer)
    if not blocks and result.verdict is not Verdict.PASSED:
        return None
    return Chapter(_heading(result), Words(result.verdict.value, _TONES[result.verdict]), tuple(blocks))


def _heading(result: LayerResult) -> str:
    return f"{result.layer.label} {_TITLES[result.layer]}"


def _cost_chapter(report: CheckReport) -> Chapter | None:
    rows = []
    for layer in (Layer.HANDSHAKE, Layer.SELF_CHECK):
        result = report.generation.layer(layer)
        if result.cost.wall_max_ms:
            measured = report.fuel.get(layer.value)
            row = list(cost_row(layer.value, result.cost))
            if measured is not None and measured.fuel_used is not None:
                limit = report.settings.strict_budget.fuel
                share = measured.fuel_used / limit if limit else None
                row[4] = Words(f"{measured.fuel_used:,} of {limit:,}", share=share)
            rows.append(tuple(row))
    if not rows:
        return None
    return Chapter("Cost of the layers", None, (TableBlock(COST_HEADS, tuple(rows), COST_NUMERIC),))


def _facts(report: CheckReport, versions: Mapping[str, str]) -> tuple[tuple[str, Words], ...]:
    generation, settings = report.generation, report.settings
    artifact = generation.artifact
    facts = [
        ("file", Words(generation.file_name, is_code=True)),
        ("size", Words(f"{size(artifact.size_bytes)} ({artifact.size_bytes:,} bytes)")),
        ("sha256", Words(artifact.sha256, is_code=True)),
        ("profile", Words(settings.profile.value)),
        ("imports", Words(settings.imports.value)),
        ("offer", Words(settings.offer_file or "the reference's", is_code=bool(settings.offer_file))),
        ("capabilities", Words(", ".join(sorted(settings.capabilities)) or "none")),
        *_config(settings),
        ("checked", Words(f"{datetime.fromtimestamp(generation.loaded_at, UTC):%Y-%m-%d %H:%M:%S} UTC")),
        ("made by", Words(", ".join(f"{name} {version}" for name, version in versions.items()))),
    ]
    return tuple(facts)


def _config(settings: Settings) -> list[tuple[str, Words]]:
    """Return which entries the plugin's configuration has; their values are nobody's business here."""
    if not settings.config:
        return []
    return [("config", Words(", ".join(f"{key}={REDACTED}" for key in sorted(settings.config)), is_code=True))]


def _notes(report: CheckReport) -> tuple[str, ...]:
    settings = report.settings
    notes = []
    if settings.strict != STRICT:
        notes.append("This verdict uses the strict budget of the settings; a host uses the protocol's.")
    if settings.imports is Imports.TRAP:
        notes.append("This verdict uses --imports trap; a host rejects imports of host functions in the strict budget.")
    if report.judged_by_reference:
        notes.append(
            "This verdict is the reference suite's (--reference): whether a host uses an answer does not count."
        )
    return tuple(notes)
