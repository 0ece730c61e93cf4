"""The object of `fuzz`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workbench.protocol.fuzzing.chances import seed_text
from workbench.protocol.json.parsing import parse
from workbench.reports.json.json_text import error_json
from workbench.reports.json.parts import plugin_json

if TYPE_CHECKING:
    from workbench.session.values.fuzz_report import Ending, FunctionFuzz, FuzzFailure, FuzzReport
    from workbench.session.values.settings import Settings


def fuzz_json(report: FuzzReport, settings: Settings) -> dict[str, Any]:
    """Return the object of `fuzz`."""
    return {
        "plugin": plugin_json(report.generation.artifact),
        "profile": settings.profile.value,
        "passed": report.passed,
        "seed": seed_text(report.seed),
        "error": error_json(report.error),
        "functions": [_function_json(one, report) for one in report.functions],
    }


def _function_json(fuzzed: FunctionFuzz, report: FuzzReport) -> dict[str, Any]:
    return {
        "function": fuzzed.function,
        "passed": fuzzed.passed,
        "runs": fuzzed.runs,
        "ended_early": fuzzed.ended_early,
        "error": error_json(fuzzed.error),
        "wall_us": fuzzed.wall_us,
        "endings": [_ending_json(one.ending) | {"count": one.count, "first": one.first} for one in fuzzed.counts],
        "failures": [_failure_json(one, report) for one in fuzzed.failures],
    }


def _ending_json(ending: Ending) -> dict[str, Any]:
    return {
        "outcome": "ok" if ending.stage is None else "fallback",
        "stage": ending.stage,
        "effect": ending.effect.value,
        "cause": ending.cause or None,
        "place": ending.place,
        "refused": ending.is_refusal,
    }


def _failure_json(failure: FuzzFailure, report: FuzzReport) -> dict[str, Any]:
    return _ending_json(failure.ending) | {
        "number": failure.number,
        "payload": parse(failure.payload),
        "shrunk": parse(failure.shrunk),
        "tries": failure.tries,
        "is_smallest": failure.is_smallest,
        "needs_earlier": failure.needs_earlier,
        "error": error_json(failure.error),
        "saved": report.saved.get(failure.shrunk),
    }
