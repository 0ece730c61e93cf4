"""What `call`, `handshake`, `self-check` and `diff` judged, as cases of a report. Texts of plugins stay as is."""

from __future__ import annotations

from typing import Any, Final

from workbench.protocol.layers import Layer, Verdict
from workbench.protocol.negotiation.steps import StepState
from workbench.reports.junit import ReportCase
from workbench.reports.text.differences import difference_text
from workbench.session.values.build_comparison import TOLD, Pair, Part
from workbench.session.values.call_report import CallReport
from workbench.session.values.diff_report import DiffReport
from workbench.session.values.generation import Generation
from workbench.session.values.negotiation_report import NegotiationReport
from workbench.session.values.replay_verdict import ReplayVerdict

_STATES: Final = {StepState.PASSED: True, StepState.ENDED: False, StepState.NOT_REACHED: None}
_NAMED_MAX: Final = 20
"""Differences that one case names."""


def call_cases(report: CallReport, *, passed: bool) -> list[ReportCase]:
    """Return the case of the dispatch; `passed` is the verdict of the command."""
    outcome, effect = report.record.outcome, report.record.effect
    if outcome.error is not None:
        detail = f"{outcome.error.kind}: {outcome.error}"
    else:
        detail = "; ".join([effect.effect.sentence, *map(str, effect.reasons)]) if effect is not None else "ok"
    wall_ms = outcome.call.wall_us / 1_000 if outcome.call is not None else 0.0
    return [ReportCase("call", outcome.function, passed, detail, wall_ms)]


def handshake_cases(report: NegotiationReport) -> list[ReportCase]:
    """Return a case for each of the nine steps; of a plugin that does not come as far, why."""
    if report.tried is None:
        return [ReportCase("handshake", "identity", False, str(report.error))]
    return [
        ReportCase(
            "handshake",
            f"{one.step.number} {one.step.title}",
            _STATES[one.state],
            one.compared if one.error is None else f"{one.error.kind}: {one.error}",
        )
        for one in report.tried.steps
    ]


def self_check_cases(generation: Generation) -> list[ReportCase]:
    """Return a case for each layer up to the self-check, and one for each failure that the plugin reported."""
    layers = [
        ReportCase(
            "layers",
            result.layer.value,
            {Verdict.PASSED: True, Verdict.FAILED: False}.get(result.verdict),
            result.detail if result.error is None else f"{result.error.kind}: {result.error}",
            result.cost.wall_us / 1_000,
        )
        for result in generation.layers[:3]
    ]
    answer = generation.self_check.response if generation.self_check else None
    return layers + [
        ReportCase(Layer.SELF_CHECK.value, f"{number} {failure.stage}", False, failure.message)
        for number, failure in enumerate(answer.failures if answer else (), start=1)
    ]


def diff_cases(report: DiffReport) -> list[ReportCase]:
    """Return a case for each part that a host could tell two builds apart by, and for each call."""
    parts = [_part_case(part, report.builds.differing(part)) for part in Part if part in TOLD]
    calls = [
        ReportCase(
            "calls",
            f"{call.number} {call.function}",
            call.comparison.verdict is ReplayVerdict.SAME,
            f"{call.comparison.verdict.value}: {'; '.join(map(difference_text, call.comparison.differences))}",
            (call.new.wall_us or 0) / 1_000,
        )
        for call in report.calls
    ]
    return parts + calls


def _part_case(part: Part, differing: tuple[Pair, ...]) -> ReportCase:
    said = [f"{pair.name}: {_word(pair.old)} → {_word(pair.new)}" for pair in differing[:_NAMED_MAX]]
    if len(differing) > _NAMED_MAX:
        said.append(f"and {len(differing) - _NAMED_MAX:,} more")
    return ReportCase("builds", part.value, not differing, "; ".join(said) or "the same in both builds")


def _word(value: Any) -> str:
    return "none" if value is None else "there" if value is True else str(value)
