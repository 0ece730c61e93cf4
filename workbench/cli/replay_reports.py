"""Replays and differences for people and for JSON. Values in, lines and plain values out."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any, Final

from workbench.cli.output import Printer, error_json
from workbench.session.values.json_difference import Change, Difference
from workbench.session.values.replay_report import ReplayedCall
from workbench.session.values.replay_verdict import CallComparison, ReplayVerdict
from workbench.visible import visible

_VALUE_MAX_CHARACTERS: Final = 200
_DIFFERENCES_SHOWN_MAX: Final = 20
_COLOURS: Final = {
    ReplayVerdict.SAME: "good",
    ReplayVerdict.CHANGED: "warn",
    ReplayVerdict.NEWLY_FAILING: "bad",
    ReplayVerdict.FIXED: "accent",
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


def counts_text(counts: Mapping[ReplayVerdict, int]) -> str:
    """Return how often each verdict was given, those that are not `same` only when there are any."""
    return ", ".join(
        f"{count:,} {verdict.value}" for verdict, count in counts.items() if count or verdict is ReplayVerdict.SAME
    )


def print_verdict(printer: Printer, title: str, verdict: ReplayVerdict) -> None:
    """Write a call's verdict."""
    printer.line(f"{printer.paint(verdict.value, _COLOURS[verdict]):<7}  {title}")


def print_comparison(printer: Printer, title: str, comparison: CallComparison) -> None:
    """Write a call's verdict and differences."""
    print_verdict(printer, title, comparison.verdict)
    for difference in comparison.differences[:_DIFFERENCES_SHOWN_MAX]:
        printer.line(f"    {difference_text(difference)}")
    left = len(comparison.differences) - _DIFFERENCES_SHOWN_MAX
    if left > 0 or comparison.cut_off:
        printer.line(f"    and {max(left, 0):,}{' or more' if comparison.cut_off else ''} other differences")


def differences_text(differences: Iterable[Difference]) -> str:
    """Return differences in one line, for a report."""
    return "; ".join(difference_text(one) for one in differences)


def difference_text(difference: Difference) -> str:
    """Return one difference as a line."""
    place = visible(difference.pointer, limit=_VALUE_MAX_CHARACTERS) or "the whole value"
    if difference.change is Change.ADDED:
        return f"{place}: added {_shown(difference.after)}"
    if difference.change is Change.REMOVED:
        return f"{place}: removed {_shown(difference.before)}"
    return f"{place}: {_shown(difference.before)} → {_shown(difference.after)}"


def _shown(value: Any) -> str:
    return visible(json.dumps(value, ensure_ascii=False), limit=_VALUE_MAX_CHARACTERS)
