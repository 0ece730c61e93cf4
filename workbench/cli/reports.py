"""From what was found to the JSON objects of the contract. Values in, plain values out."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from workbench.cli.inspection import checks_json
from workbench.cli.output import error_json
from workbench.protocol.layers import Cost, LayerResult, Verdict
from workbench.visible import duration, size, visible

if TYPE_CHECKING:
    from workbench.protocol.calls import FuelMeasured
    from workbench.protocol.hosting.audit import Audit
    from workbench.session.values.conformance_report import ConformanceReport
    from workbench.session.values.dispatch_record import DispatchRecord
    from workbench.session.values.generation import Artifact, Generation


def plugin_json(artifact: Artifact) -> dict[str, Any]:
    """Return which bytes a report speaks of."""
    return {"path": artifact.path, "size": artifact.size_bytes, "sha256": artifact.sha256}


def layer_json(result: LayerResult) -> dict[str, Any]:
    """Return one layer of a report; a layer that was not run did not pass."""
    return {
        "layer": result.layer.value,
        "passed": result.verdict is Verdict.PASSED,
        "detail": result.detail,
        "error": error_json(result.error),
        "wall_ms": result.cost.wall_us / 1_000,
        "cost": cost_json(result.cost) if result.cost.wall_max_ms else None,
    }


def cost_json(cost: Cost) -> dict[str, Any]:
    """Return what a call used up beside its limits; a limit of null: there is none; a figure of null: not known."""
    return {
        "wall_us": cost.wall_us,
        "wall_max_ms": cost.wall_max_ms or None,
        "output_bytes": cost.output_bytes,
        "output_max_bytes": cost.output_max_bytes or None,
        "memory_pages": cost.memory_pages,
        "memory_max_pages": cost.memory_max_pages or None,
        "fuel_used": cost.fuel_used,
        "fuel_max": cost.fuel_max or None,
        "compile_us": cost.compile_us,
        "instantiate_us": cost.instantiate_us,
    }


def cost_text(cost: Cost) -> str:
    """Return time, output and memory of a call beside their limits, in words."""
    limit = f" of {size(cost.output_max_bytes)}" if cost.output_max_bytes else ""
    parts = [f"{duration(cost.wall_us)} of {cost.wall_max_ms:,} ms", f"output {size(cost.output_bytes)}{limit}"]
    if cost.memory_pages is not None:
        most = f"of {cost.memory_max_pages:,} pages" if cost.memory_max_pages else "pages, not limited"
        parts.append(f"memory {cost.memory_pages:,} {most}")
    return ", ".join(parts)


def fuel_json(measured: FuelMeasured, fuel_max: int, versions: Mapping[str, str]) -> dict[str, Any]:
    """Return what was measured beside its limit (0: not metered), and whose prices these are."""
    return {"used": measured.fuel_used, "max": fuel_max, "why_not": measured.why_not, "engine": dict(versions)}


def fuel_text(measured: FuelMeasured, fuel_max: int, versions: Mapping[str, str]) -> str:
    """Return the same in words."""
    if measured.fuel_used is None:
        return f"fuel not known: {visible(measured.why_not or 'not measured')}"
    engine = fuel_engine(versions)
    share = f", {measured.fuel_used / fuel_max:.2%}" if fuel_max else ""
    return f"fuel {measured.fuel_used:,} of {fuel_max:,}{share}, on a fresh instance, by {engine}"


def fuel_engine(versions: Mapping[str, str]) -> str:
    """Return whose prices of fuel these are."""
    return f"wasmtime {versions['wasmtime']}" if "wasmtime" in versions else "this engine"


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
            {"layer": case.layer, "passed": case.passed, "detail": case.detail, "error": error_json(case.error)}
            for case in cases
        ],
        "extras": [{"kind": extra.kind, "message": extra.message} for extra in conformance.extras]
        if conformance
        else [],
        "record": layer_json(generation.layers[3]),
        "metadata": generation.metadata.value() if generation.metadata else None,
    }


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
            {"kind": one.kind.value, "certain": one.certain, "message": one.message} for one in found.findings
        ],
    }


def call_json(artifact: Artifact, record: DispatchRecord, cost: Cost) -> dict[str, Any]:
    """Return the object of `call`, with what it used up."""
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
        "raw_base64": base64.b64encode(call.output).decode() if call and call.failure is None else None,
        "wall_us": call.wall_us if call else 0,
        "cost": cost_json(cost) if call else None,
        "logs": [{"level": line.level, "message": line.message} for line in call.activity.logs] if call else [],
        "metrics": dict(call.activity.counters) if call else {},
    }
