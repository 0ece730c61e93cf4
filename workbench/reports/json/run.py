"""The object of `run`, and the line of each saved payload."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workbench.reports.json.json_text import error_json
from workbench.reports.json.parts import plugin_json
from workbench.session.values.json_difference import JsonChange, JsonDifference

if TYPE_CHECKING:
    from workbench.session.values.generation import Artifact
    from workbench.session.values.run_report import RunCase, RunReport
    from workbench.session.values.settings import Settings


def run_json(report: RunReport, artifact: Artifact, settings: Settings) -> dict[str, Any]:
    """Return the object of `run`."""
    passed = sum(case.passed for case in report.cases)
    return {
        "plugin": plugin_json(artifact),
        "profile": settings.profile.value,
        "passed": report.passed,
        "counts": {"passed": passed, "failed": len(report.cases) - passed},
        "documents": [case_json(case) for case in report.cases],
    }


def case_json(case: RunCase) -> dict[str, Any]:
    """Return what came of one saved payload; outcome and effect are null when it could not be sent."""
    record, at = case.record, case.document.at
    outcome = record.outcome if record is not None else None
    return {
        "document": str(at),
        "function": at.function,
        "name": at.name,
        "path": case.document.saved.path,
        "passed": case.passed,
        "outcome": None if outcome is None else "ok" if outcome.ok else "fallback",
        "stage": outcome.stage.value if outcome is not None and outcome.stage else None,
        "effect": record.effect.effect.value if record is not None and record.effect else None,
        "differences": [_difference_json(one) for one in case.differences],
        "error": error_json(case.error),
        "response": outcome.response if outcome is not None else None,
        "warnings": [warning.value() for warning in record.warnings] if record is not None else [],
        "wall_us": case.wall_us,
        "notes": case.document.expectation.notes,
    }


def _difference_json(difference: JsonDifference) -> dict[str, Any]:
    """Return a difference; `missing` names the side that has nothing, `expected` or `found`, whose value is null."""
    missing = {JsonChange.ADDED: "expected", JsonChange.REMOVED: "found"}.get(difference.change)
    return {
        "pointer": difference.pointer,
        "expected": difference.before,
        "found": difference.after,
        "missing": missing,
    }
