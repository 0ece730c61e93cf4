"""The object of `diff`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from workbench.reports.json.parts import layer_json, plugin_json
from workbench.reports.json.replay import comparison_json
from workbench.session.values.build_comparison import Pair, Part, SetChange
from workbench.session.values.call_comparison import ComparedCall
from workbench.session.values.diff_report import DiffReport
from workbench.session.values.generation import Generation


def diff_json(report: DiffReport) -> dict[str, Any]:
    """Return what differs between two builds; figures of null are not known."""
    builds = report.builds
    return {
        "same": report.same,
        "old": _build_json(report.old),
        "new": _build_json(report.new),
        "size": _pair_json(report.size),
        "sections": _pairs_json(report.sections),
        "imports": _set_json(builds.changed_set(Part.IMPORTS)),
        "exports": _set_json(builds.changed_set(Part.EXPORTS)),
        "identity": _pairs_json(builds.differing(Part.IDENTITY)),
        "negotiated": _pairs_json(builds.differing(Part.NEGOTIATED)),
        "capabilities": _set_json(builds.changed_set(Part.CAPABILITIES)),
        "layers": _pairs_json(builds.differing(Part.LAYERS)),
        "self_check": _set_json(builds.changed_set(Part.SELF_CHECK)),
        "time_us": _pairs_json(builds.parts[Part.TIME]),
        "fuel": {
            "max": report.fuel_max,
            "engine": dict(report.versions),
            "layers": _pairs_json(builds.parts[Part.FUEL]),
        },
        "unmatched": list(report.unmatched),
        "calls": [_call_json(call) for call in report.calls],
    }


def _build_json(build: Generation) -> dict[str, Any]:
    return plugin_json(build.artifact) | {"layers": [layer_json(result) for result in build.layers[:4]]}


def _call_json(call: ComparedCall) -> dict[str, Any]:
    return {
        "number": call.number,
        "function": call.function,
        **comparison_json(call.comparison),
        "old_us": call.old.wall_us,
        "new_us": call.new.wall_us,
        "old_fuel": call.old.fuel_used,
        "new_fuel": call.new.fuel_used,
    }


def _pair_json(pair: Pair) -> dict[str, Any]:
    rewritten = {"rewritten": True} if pair.rewritten else {}
    return {"name": pair.name, "old": pair.old, "new": pair.new} | rewritten


def _pairs_json(pairs: Iterable[Pair]) -> list[dict[str, Any]]:
    return [_pair_json(pair) for pair in pairs]


def _set_json(change: SetChange) -> dict[str, list[str]]:
    return {"added": list(change.added), "removed": list(change.removed)}
