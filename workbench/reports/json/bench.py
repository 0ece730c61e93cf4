"""The object of `bench`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, Final

from workbench.reports.json.json_text import error_json
from workbench.session.values.benchmark import BenchReport, Spread

_PARTS: Final = ("compile", "instantiate", "bare", "call", "border")


def bench_json(report: BenchReport, versions: Mapping[str, str]) -> dict[str, Any]:
    """Return the object of `bench`; what was not measured is null."""
    outcome = report.outcome
    parts: dict[str, Spread | None] = {name: getattr(report, name) for name in _PARTS}
    return {
        "function": outcome.function,
        "version": outcome.version,
        "outcome": "ok" if outcome.ok else "fallback",
        "error": error_json(outcome.error),
        "trouble": report.ended_early,
        "payload_bytes": report.payload_bytes,
        "output_bytes": report.output_bytes,
        **{name: asdict(part) if part else None for name, part in parts.items()},
        "per_second": report.per_second,
        "ratio_to_bare": report.ratio_to_bare,
        "border_cost_us": report.border_cost_us,
        "engine": dict(versions),
    }
