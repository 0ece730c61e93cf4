"""What several reports share: which build, a layer, what a call used up, fuel."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from workbench.protocol.layers import Cost, LayerResult, Verdict
from workbench.reports.json.json_text import error_json

if TYPE_CHECKING:
    from workbench.protocol.calls import FuelMeasured
    from workbench.protocol.redaction.found import Found
    from workbench.session.values.generation import Artifact


def plugin_json(artifact: Artifact) -> dict[str, Any]:
    """Return which bytes a report speaks of."""
    return {"path": artifact.path, "size": artifact.size_bytes, "sha256": artifact.sha256}


def redaction_json(taken_out: Sequence[Found], kept: Sequence[Found]) -> dict[str, Any]:
    """Return what an export has not got, and what looks like a secret in it, each with its place and rule."""
    return {
        "taken_out": [{"place": one.place, "rule": one.rule} for one in taken_out],
        "kept": [{"place": one.place, "rule": one.rule} for one in kept],
    }


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


def fuel_json(measured: FuelMeasured, fuel_max: int, versions: Mapping[str, str]) -> dict[str, Any]:
    """Return what was measured beside its limit (0: not metered), and whose prices these are."""
    return {"used": measured.fuel_used, "max": fuel_max, "why_not": measured.why_not, "engine": dict(versions)}
