"""The objects of `handshake` and `sweep`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workbench.protocol.negotiation.name_advice import name_advice
from workbench.reports.json.json_text import error_json
from workbench.reports.json.parts import plugin_json

if TYPE_CHECKING:
    from workbench.protocol.negotiation.steps import OfferTried
    from workbench.session.values.negotiation_report import NegotiationReport
    from workbench.session.values.settings import Settings
    from workbench.session.values.sweep_report import ChangedOffer, SweepReport


def handshake_json(report: NegotiationReport, settings: Settings) -> dict[str, Any]:
    """Return the object of `handshake`; `negotiation` is null where layer 1 failed."""
    return {
        "plugin": plugin_json(report.generation.artifact),
        "profile": settings.profile.value,
        "imports": settings.imports.value,
        "passed": report.passed,
        "negotiation": None if report.tried is None else tried_json(report.tried),
        "error": error_json(report.error),
    }


def tried_json(tried: OfferTried) -> dict[str, Any]:
    """Return one offer and what came of it, step by step."""
    return {
        "offer": tried.offer.value(),
        "accept": None if tried.accept is None else tried.accept.value(),
        "negotiated": tried.negotiated,
        "advice": [one.sentence for one in name_advice(tried.offer)],
        "steps": [
            {
                "number": one.step.number,
                "step": one.step.value,
                "state": one.state.value,
                "compared": one.compared,
                "error": error_json(one.error),
                "hints": [hint.value() for hint in one.hints],
            }
            for one in tried.steps
        ],
    }


def sweep_json(report: SweepReport, settings: Settings) -> dict[str, Any]:
    """Return the object of `sweep`; `baseline` is null where layer 1 failed, and `error` says why."""
    return {
        "plugin": plugin_json(report.generation.artifact),
        "profile": settings.profile.value,
        "imports": settings.imports.value,
        "completed": report.error is None and report.ended_early is None,
        "ended_early": report.ended_early,
        "error": error_json(report.error),
        "baseline": None if report.baseline is None else tried_json(report.baseline),
        "looks_for": "passes" if report.mends else "failures",
        "tried": report.tried,
        "planned": report.planned,
        "wall_us": report.wall_us,
        "found": [_changed_json(one) for one in report.found],
        "found_more": report.found_more,
        "lessened": [_changed_json(one) for one in report.lessened],
    }


def _changed_json(one: ChangedOffer) -> dict[str, Any]:
    step = one.tried.ended_at
    return {
        "changes": [
            {"kind": change.kind.value, "name": change.name or None, "version": change.version}
            for change in one.changes
        ],
        "sentence": one.sentence,
        "offer": one.tried.offer.value(),
        "step": None if step is None else step.value,
        "step_number": None if step is None else step.number,
        "error": error_json(one.tried.error),
        "hints": [hint.value() for hint in one.tried.hints],
        "negotiated": one.tried.negotiated,
        "lost": list(one.lost),
    }
