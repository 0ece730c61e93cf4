"""Chapters on what was dispatched: conformance cases, hidden state, host calls; and any list of judged things."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from workbench.protocol.conformance import CaseResult
from workbench.protocol.host_effect.effect import Effect
from workbench.protocol.hosting.audit import Audit, Occasion
from workbench.reports.document.blocks import Block, Chapter, FactList, Foldout, Paragraph, ReportDocument, Tone, Words
from workbench.reports.document.of_errors import error_block
from workbench.reports.document.of_layers import answer_listing
from workbench.reports.document.of_module import ROWS_MAX, table, verdict_words
from workbench.reports.junit import ReportCase
from workbench.reports.text.differences import difference_text
from workbench.session.values.check_report import CheckReport
from workbench.session.values.drift_report import DriftReport
from workbench.visible import duration

_EFFECTS = {
    Effect.USED: Tone.GOOD,
    Effect.USED_IN_PART: Tone.WARN,
    Effect.IGNORED: Tone.BAD,
    Effect.FAILS_REQUEST: Tone.BAD,
}
_FAILED_SHOWN_MAX = 20
"""Failed cases that are shown in full."""


def conformance_chapter(report: CheckReport) -> Chapter | None:
    """Return the cases of a plugin; None: it could not be dispatched, or they were not run."""
    conformance = report.conformance
    if conformance is None:
        return None
    kinds = ", ".join(kind.value for kind in conformance.kinds) or "none"
    blocks: list[Block] = [FactList((("held against", Words(kinds)),))]
    rows = [_case_row(report, case) for case in conformance.results]
    blocks.append(table(("verdict", "case", "found", "host effect", "time"), rows, len(rows), frozenset({4})))
    failed = [case for case in conformance.results if not report.counts_as_passed(case)]
    for case in failed[:_FAILED_SHOWN_MAX]:
        blocks += _failed_case(case)
    warnings = [(case, warning) for case in conformance.results for warning in case.warnings]
    if warnings:
        found = [(Words(case.layer, is_code=True), Words(str(warning), Tone.WARN)) for case, warning in warnings]
        blocks.append(table(("case", "warning"), found, len(found)))
    blocks += [Paragraph(Words(f"{extra.kind}: {extra.message}", Tone.QUIET)) for extra in conformance.extras]
    blocks += [
        Paragraph(
            Words(f"{f'{run.kind.value}: ' if run.kind else ''}the reference stops at {run.stopped_at}", Tone.WARN)
        )
        for run in report.reference_runs
        if run.stopped_at is not None
    ]
    passed = len(conformance.results) - len(failed)
    tone = Tone.BAD if failed else Tone.GOOD
    return Chapter("L5 Conformance cases", Words(f"{passed} of {len(conformance.results)} passed", tone), tuple(blocks))


def _case_row(report: CheckReport, case: CaseResult) -> tuple[Words, ...]:
    effect = case.effect
    return (
        verdict_words(report.counts_as_passed(case)),
        Words(case.layer, is_code=True),
        Words(case.error.kind if case.error else case.detail),
        Words("–", Tone.QUIET) if effect is None else Words(effect.effect.value, _EFFECTS[effect.effect]),
        Words(duration(case.wall_us) if case.wall_us else "–"),
    )


def _failed_case(case: CaseResult) -> list[Block]:
    blocks: list[Block] = [Paragraph(Words(case.layer, is_code=True))]
    if case.error is not None:
        blocks.append(error_block(case.error))
    if case.effect is not None and case.effect.reasons:
        rows = [
            (Words(one.path or "/", is_code=True), Words(one.rule.value, is_code=True), Words(one.found))
            for one in case.effect.reasons
        ]
        blocks.append(table(("place", "rule", "found"), rows, len(rows)))
    if case.payload is not None:
        blocks.append(Foldout(f"Payload of {case.layer}", (answer_listing(case.function, case.payload),)))
    return blocks


def drift_chapter(report: DriftReport | None) -> Chapter | None:
    """Return what answers depend on beside their payload; None: nobody asked."""
    if report is None:
        return None
    rows = []
    for one in report.functions:
        if not one.found:
            rows.append((verdict_words(True), Words(one.function, is_code=True), Words("nothing"), Words("")))
        for drift in one.found:
            changed = (
                f"{drift.before} → {drift.after}" if drift.difference is None else difference_text(drift.difference)
            )
            rows.append(
                (
                    verdict_words(not drift.cause.is_hidden),
                    Words(one.function, is_code=True),
                    Words(drift.cause.sentence),
                    Words(f"call {drift.call}: {changed}"),
                )
            )
    heads = ("verdict", "function", "the answer also depends on", "seen in")
    return Chapter("Hidden state", verdict_words(report.passed), (table(heads, rows, len(rows)),))


def audit_chapter(found: Audit) -> Chapter | None:
    """Return what imports, capabilities and host calls contradict; None: nothing."""
    if not found.contradictions and not any(use.imported for use in found.functions):
        return None
    blocks: list[Block] = []
    used = [use for use in found.functions if use.imported]
    if used:
        rows = [
            (Words(use.name, is_code=True), Words("not known" if use.calls is None else _calls(use.calls)))
            for use in used
        ]
        blocks.append(table(("host function", "calls that were seen"), rows, len(rows)))
    if found.contradictions:
        listed = [
            (
                Words(one.kind.value, Tone.WARN if one.certain else Tone.QUIET, is_code=True),
                Words(one.message),
                Words("" if one.certain else "cannot be known", Tone.QUIET),
            )
            for one in found.contradictions
        ]
        blocks.append(table(("what", "found", ""), listed, len(listed)))
    return Chapter("Imports, capabilities, host calls", None, tuple(blocks))


def _calls(calls: Mapping[Occasion, int]) -> str:
    seen = [f"{occasion.value} {count:,}" for occasion, count in calls.items() if count]
    return ", ".join(seen) or "none"


def cases_document(
    subject: str, title: str, cases: Sequence[ReportCase], versions: Mapping[str, str]
) -> ReportDocument:
    """Return any list of judged things as a document: those that failed in full, then all of them by group."""
    failed = [case for case in cases if case.passed is False]
    skipped = sum(case.passed is None for case in cases)
    passed = len(cases) - len(failed) - skipped
    summary = f"{passed:,} of {len(cases):,} passed" + (f", {skipped:,} not run" if skipped else "")
    groups: dict[str, list[ReportCase]] = {}
    for case in cases:
        groups.setdefault(case.group, []).append(case)
    chapters = [_group_chapter(name, listed) for name, listed in groups.items()]
    return ReportDocument(
        title=title,
        subject=subject,
        verdict=Words("failed", Tone.BAD) if failed else Words("passed", Tone.GOOD),
        summary=f"{summary}.",
        facts=(("made by", Words(", ".join(f"{name} {version}" for name, version in versions.items()))),),
        rail=(),
        chapters=tuple(chapters),
    )


def _group_chapter(name: str, cases: list[ReportCase]) -> Chapter:
    failed_first = sorted(cases, key=lambda case: case.passed is not False)
    rows = [
        (
            verdict_words(case.passed),
            Words(case.name, is_code=True),
            Words(case.detail),
            Words(duration(round(case.wall_ms * 1_000)) if case.wall_ms else "–"),
        )
        for case in failed_first[:ROWS_MAX]
    ]
    failed = sum(case.passed is False for case in cases)
    passed = sum(case.passed is True for case in cases)
    words = Words(f"{passed:,} of {len(cases):,} passed", Tone.BAD if failed else Tone.GOOD if passed else Tone.QUIET)
    return Chapter(name, words, (table(("verdict", "name", "found", "time"), rows, len(cases), frozenset({3})),))
