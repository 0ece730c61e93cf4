"""The object of `call`."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

from workbench.protocol.hosting.declared_memory import declared_pages
from workbench.reports.json.json_text import error_json
from workbench.reports.json.parts import cost_json, fuel_json, plugin_json, redaction_json
from workbench.session.values.host_view import storage_sha256

if TYPE_CHECKING:
    from workbench.session.values.call_report import CallReport, HostOfCall


def call_json(report: CallReport) -> dict[str, Any]:
    """Return the object of `call`, with what it used up."""
    outcome = report.record.outcome
    call = outcome.call
    fuel = report.record.fuel
    return {
        "plugin": plugin_json(report.generation.artifact),
        "function": outcome.function,
        "version": outcome.version,
        "outcome": "ok" if outcome.ok else "fallback",
        "policy": outcome.policy.value if outcome.policy else None,
        "stage": outcome.stage.value if outcome.stage else None,
        "error": error_json(outcome.error),
        "hints": [hint.value() for hint in report.hints],
        "response": outcome.response,
        "host_effect": report.record.effect and report.record.effect.value(),
        "warnings": [warning.value() for warning in report.record.warnings],
        "request_text": outcome.request_text,
        "raw_base64": base64.b64encode(call.output).decode() if call and call.failure is None else None,
        "wall_us": call.wall_us if call else 0,
        "cost": cost_json(report.cost) if call else None,
        "declared_memory_pages": declared_pages(report.generation.module_map),
        "logs": [{"level": line.level, "message": line.message} for line in call.activity.logs] if call else [],
        "metrics": dict(call.activity.counters) if call else {},
        "imports": report.settings.imports.value,
        "fuel": fuel and fuel_json(fuel, report.fuel_max, report.versions),
        "faults": {"set": list(report.settings.faults.specs), "triggered": list(report.triggered)},
        "host": report.host and _host_json(report.host),
        "redaction": redaction_json(report.taken_out, report.kept),
    }


def _host_json(host: HostOfCall) -> dict[str, Any]:
    """Return what a dispatch found and left: equal hashes mean equal entries."""
    return {
        "clock_unix_ms": host.before.clock.frozen_unix_ms,
        "seed": host.before.random.seed,
        "storage_sha256_before": storage_sha256(host.before.storage.get(host.plugin_name, {})),
        "storage_sha256_after": storage_sha256(host.after.storage.get(host.plugin_name, {})),
    }
