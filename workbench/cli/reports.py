"""From what was found to the JSON objects of the contract. Values in, plain values out."""

from __future__ import annotations

import base64
from collections.abc import Iterable
from typing import Any

from workbench.cli.output import error_json
from workbench.errors import PluginError, WorkbenchError
from workbench.errors.conformance import conformance_group
from workbench.protocol.identity import Identity
from workbench.protocol.layers import LayerResult, Verdict
from workbench.protocol.static_checks import StaticCheck
from workbench.protocol.wasm import ModuleMap
from workbench.session.conformance import ConformanceReport
from workbench.session.state import Artifact, DispatchRecord, Generation


def plugin_json(artifact: Artifact) -> dict[str, Any]:
    """Return which bytes a report speaks of."""
    return {"path": artifact.path, "size": artifact.size_bytes, "sha256": artifact.sha256}


def checks_json(checks: Iterable[StaticCheck]) -> list[dict[str, Any]]:
    """Return the static checks; `passed` is null for one that was not run."""
    return [{"check": check.check, "passed": check.passed, "detail": check.detail} for check in checks]


def inspect_json(
    artifact: Artifact,
    module_map: ModuleMap,
    identity: Identity | None,
    error: WorkbenchError | None,
    checks: Iterable[StaticCheck],
) -> dict[str, Any]:
    """Return the object of `inspect`."""
    return {
        "plugin": plugin_json(artifact),
        "sections": [
            {"id": section.id, "name": section.name, "offset": section.offset, "size": section.size}
            for section in module_map.sections
        ],
        "imports": [{"module": one.module, "name": one.name, "kind": one.kind.value} for one in module_map.imports],
        "exports": [{"name": export.name, "kind": export.kind.value} for export in module_map.exports],
        "identity": identity.value() if identity else None,
        "error": error_json(error),
        "static_checks": checks_json(checks),
    }


def layer_json(result: LayerResult) -> dict[str, Any]:
    """Return one layer of a report; a layer that was not run did not pass."""
    return {
        "layer": result.layer.value,
        "passed": result.verdict is Verdict.PASSED,
        "detail": result.detail,
        "error": _grouped(result.error),
        "wall_ms": result.cost.wall_us / 1_000,
    }


def _grouped(error: WorkbenchError | None) -> dict[str, Any] | None:
    """Return an error for a JSON report, with its conformance group among the details."""
    shown = error_json(error)
    if shown is not None and isinstance(error, PluginError):
        shown["details"] = shown["details"] | conformance_group(error)
    return shown


def check_json(generation: Generation, conformance: ConformanceReport | None, *, passed: bool) -> dict[str, Any]:
    """Return the object of `check`."""
    negotiation = generation.negotiation
    accept = negotiation.accept if negotiation else None
    self_check = generation.self_check
    response = self_check.response if self_check else None
    cases = conformance.results if conformance else ()
    return {
        "plugin": plugin_json(generation.artifact),
        "profile": None,
        "passed": passed,
        "layers": [layer_json(result) for result in generation.layers[:3]],
        "static_checks": checks_json(generation.static_checks),
        "handshake": {"offer": negotiation.offer.value(), "accept": accept.value() if accept else None}
        if negotiation
        else None,
        "self_check": response.value() if response else None,
        "dispatch": [
            {"layer": case.layer, "passed": case.passed, "detail": case.detail, "error": _grouped(case.error)}
            for case in cases
        ],
        "extras": [{"kind": extra.kind, "message": extra.message} for extra in conformance.extras]
        if conformance
        else [],
        "record": layer_json(generation.layers[3]),
        "metadata": generation.metadata.value() if generation.metadata else None,
    }


def call_json(artifact: Artifact, record: DispatchRecord) -> dict[str, Any]:
    """Return the object of `call`."""
    outcome = record.outcome
    call = outcome.call
    return {
        "plugin": plugin_json(artifact),
        "function": outcome.function,
        "version": outcome.version,
        "outcome": "ok" if outcome.ok else "fallback",
        "policy": outcome.policy.value if outcome.policy else None,
        "stage": outcome.stage.value if outcome.stage else None,
        "error": error_json(outcome.error),
        "response": outcome.response,
        "request_text": outcome.request_text,
        "raw_base64": base64.b64encode(call.output).decode() if call and call.fault is None else None,
        "wall_us": call.wall_us if call else 0,
        "logs": [{"level": line.level, "message": line.message} for line in call.activity.logs] if call else [],
        "metrics": dict(call.activity.counters) if call else {},
    }
