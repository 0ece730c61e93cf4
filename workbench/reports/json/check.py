"""The object of `check`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from workbench.protocol.round_trip import round_trip
from workbench.reports.json.inspection import checks_json
from workbench.reports.json.json_text import error_json
from workbench.reports.json.parts import fuel_json, layer_json, plugin_json

if TYPE_CHECKING:
    from workbench.protocol.conformance import CaseResult
    from workbench.protocol.handshake import Negotiation
    from workbench.protocol.hosting.audit import Audit
    from workbench.protocol.layers import LayerResult
    from workbench.protocol.self_check import SelfCheckResponse
    from workbench.session.values.check_report import CheckReport
    from workbench.session.values.drift_report import DriftReport
    from workbench.session.values.thresholds import Figures, ThresholdResult


def check_json(report: CheckReport, budgets: Mapping[str, Any]) -> dict[str, Any]:
    """Return the object of `check`; `budgets` are the limits that were set, by budget."""
    generation, settings = report.generation, report.settings
    self_check = generation.self_check
    response = self_check.response if self_check else None
    conformance = report.conformance
    found = {
        "plugin": plugin_json(generation.artifact),
        "profile": settings.profile.value,
        "passed": report.passed,
        "judged_by": "reference" if report.judged_by_reference else "workbench",
        "layers": [_layer_json(report, result) for result in generation.layers[:3]],
        "static_checks": checks_json(generation.static_checks),
        "handshake": _handshake_json(generation.negotiation),
        "self_check": response.value() if response else None,
        "round_trips": round_trips_json(response),
        "dispatch": [case_json(case) for case in (conformance.results if conformance else ())],
        "warnings": [
            {"layer": case.layer, **warning.value()}
            for case in (conformance.results if conformance else ())
            for warning in case.warnings
        ],
        "reference": [
            {
                "kind": run.kind.value if run.kind else None,
                "passed": run.passed,
                "stopped_at": run.stopped_at,
                "error": error_json(run.error),
            }
            for run in report.reference_runs
        ],
        "extras": [
            {"kind": extra.kind, "message": extra.message} for extra in (conformance.extras if conformance else ())
        ],
        "drift": drift_json(report.drift),
        "record": layer_json(generation.layers[3]),
        "metadata": generation.metadata.value() if generation.metadata else None,
        "imports": settings.imports.value,
        "audit": audit_json(report.audit),
        "budgets": budgets,
    }
    return found if report.figures is None else found | figures_json(report.figures, report.thresholds)


def figures_json(figures: Figures, thresholds: tuple[ThresholdResult, ...]) -> dict[str, Any]:
    """Return what a plugin uses, and how that stands beside its limits; only where somebody asked."""
    return {
        "figures": {
            "size_bytes": figures.size_bytes,
            "wall_us": figures.wall_us,
            "wall_in": figures.wall_where or None,
            "fuel": figures.fuel,
            "fuel_in": figures.fuel_where or None,
            "fuel_max": figures.fuel_max,
            "fuel_share": None if figures.fuel_share is None else round(figures.fuel_share, 6),
        },
        "thresholds": [
            {
                "threshold": one.threshold,
                "figure": one.figure,
                "passed": one.passed,
                "found": one.found,
                "limit": one.limit,
                "unit": one.unit,
                "in": one.where or None,
                "remark": one.remark or None,
                "error": error_json(one.error),
            }
            for one in thresholds
        ],
    }


def round_trips_json(response: SelfCheckResponse | None) -> list[dict[str, Any]]:
    """Return the two texts of each failure of a self-check that gives them, and the first byte that differs."""
    found = ((index, round_trip(one.message)) for index, one in enumerate(response.failures if response else ()))
    return [
        {"failure": index, "first": trip.first, "second": trip.second, "offset": trip.offset}
        for index, trip in found
        if trip is not None
    ]


def drift_json(drift: DriftReport | None) -> dict[str, Any] | None:
    """Return what answers depend on beside their payload; null when nobody asked."""
    if drift is None:
        return None
    functions = [
        {
            "function": one.function,
            "calls": one.calls,
            "depends_on": [
                {
                    "cause": found.cause.value,
                    "hidden": found.cause.is_hidden,
                    "call": found.call,
                    "pointer": found.difference and found.difference.pointer,
                    "first": found.difference.before if found.difference else found.before,
                    "found": found.difference.after if found.difference else found.after,
                }
                for found in one.found
            ],
        }
        for one in drift.functions
    ]
    return {"passed": drift.passed, "functions": functions}


def case_json(case: CaseResult) -> dict[str, Any]:
    """Return one conformance case: the reference's verdict, and beside it whether a host uses the answer."""
    return {
        "layer": case.layer,
        "passed": case.passed,
        "usable": case.is_usable,
        "detail": case.detail,
        "error": error_json(case.error),
        "host_effect": case.effect and case.effect.value(),
    }


def _layer_json(report: CheckReport, result: LayerResult) -> dict[str, Any]:
    measured = report.fuel.get(result.layer.value)
    fuel_max = report.settings.strict_budget.fuel
    return layer_json(result) | {
        "hints": [] if result.error is None else [hint.value() for hint in report.generation.hints],
        "fuel": measured and fuel_json(measured, fuel_max, report.versions),
    }


def _handshake_json(negotiation: Negotiation | None) -> dict[str, Any] | None:
    if negotiation is None:
        return None
    return {"offer": negotiation.offer.value(), "accept": negotiation.accept.value() if negotiation.accept else None}


def audit_json(found: Audit) -> dict[str, Any]:
    """Return the audit: what is imported, declared, called, and what contradicts."""
    return {
        "host_functions": [
            {
                "name": use.name,
                "imported": use.imported,
                "calls": None if use.calls is None else {one.value: count for one, count in use.calls.items()},
            }
            for use in found.functions
        ],
        "required_capabilities": None if found.required_capabilities is None else list(found.required_capabilities),
        "findings": [
            {"kind": one.kind.value, "certain": one.certain, "message": one.message} for one in found.contradictions
        ],
    }
