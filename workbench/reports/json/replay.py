"""The object of `replay`, and what `diff` shares with it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from workbench.protocol.host_effect.of_dispatch import effect_of_dispatch, warnings_of_dispatch
from workbench.reports.json.json_text import error_json
from workbench.reports.json.parts import plugin_json
from workbench.session.replay.replay_build import BuildReplayed
from workbench.session.values.replay_report import ReplayedCall
from workbench.session.values.replay_verdict import CallComparison, ReplayVerdict


def replay_json(replayed: BuildReplayed, path: str, *, updated: bool) -> dict[str, Any]:
    """Return the object of `replay`; `path` is the recording's, `updated` says whether it was written."""
    recording, report = replayed.recording, replayed.report
    return {
        "plugin": plugin_json(replayed.generation.artifact),
        "recording": {"path": path, "plugin": recording.plugin, "calls": len(recording.calls)},
        "profile": recording.profile.value,
        "passed": report.passed,
        "updated": updated and not report.passed,
        "unmatched": list(replayed.unmatched),
        "counts": counts_json(report.counts),
        "calls": [replayed_json(call) for call in report.calls],
    }


def replayed_json(call: ReplayedCall) -> dict[str, Any]:
    """Return one call of a replay."""
    outcome = call.outcome
    return {
        "number": call.number,
        "function": call.recorded.function,
        **comparison_json(call.comparison),
        "outcome": "ok" if outcome.ok else "fallback",
        "stage": outcome.stage.value if outcome.stage else None,
        "error": error_json(outcome.error),
        "response": outcome.response,
        "host_effect": effect_of_dispatch(outcome, call.profile, call.recorded.payload).value(),
        "warnings": [one.value() for one in warnings_of_dispatch(outcome, call.profile, call.recorded.payload)],
        "wall_us": outcome.call.wall_us if outcome.call else 0,
        "note": call.recorded.note,
    }


def comparison_json(comparison: CallComparison) -> dict[str, Any]:
    """Return a verdict with its differences."""
    return {
        "verdict": comparison.verdict.value,
        "differences": [
            {"pointer": one.pointer, "change": one.change.value, "before": one.before, "after": one.after}
            for one in comparison.differences
        ],
        "cut_off": comparison.cut_off,
    }


def counts_json(counts: Mapping[ReplayVerdict, int]) -> dict[str, int]:
    """Return how often each verdict was given."""
    return {verdict.value: count for verdict, count in counts.items()}
