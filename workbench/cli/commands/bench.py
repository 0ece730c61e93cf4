"""`workbench bench PLUGIN [FUNCTION]`: what a call costs, and what its parts cost."""

from __future__ import annotations

import argparse
import time
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from workbench.cli.context import artifact_at, payload_text, resolved_settings, session_settings, start_engine
from workbench.cli.output import Exit, Printer, error_json, print_json
from workbench.cli.reports import plugin_json
from workbench.errors.identity import WasmParseError
from workbench.protocol.dispatch import DispatchOutcome
from workbench.protocol.functions import WIRE_FUNCTIONS
from workbench.protocol.layers import Layer
from workbench.session.dispatch.dispatch_steps import unanswered
from workbench.session.load.load_steps import load_generation
from workbench.session.measure.benchmark import bench, first_function
from workbench.session.values.benchmark import BenchReport, Spread
from workbench.session.values.generation import Generation
from workbench.visible import duration, size, visible

_PARTS = ("compile", "instantiate", "bare", "call", "border")
_SAID = {
    "compile": "compile, cold",
    "instantiate": "instantiate",
    "bare": "the engine's bare call",
    "call": "call in a series",
    "border": "call through the border",
}


def run(arguments: argparse.Namespace) -> int:
    """Measure and print."""
    resolved = resolved_settings(arguments)
    settings = session_settings(resolved)
    # Without the cache between runs: else the figure of a compile would be that of a read file.
    engine = start_engine(resolved, cached=False)
    try:
        artifact = artifact_at(arguments.plugin)
        generation = load_generation(engine, artifact, settings, time.time, until=Layer.HANDSHAKE)
        function = arguments.function or first_function(generation)
        if function is None:
            function = next(iter(WIRE_FUNCTIONS))
            report = BenchReport(unanswered(function, generation), ended_early="no function was negotiated")
        else:
            payload = payload_text(arguments, function)
            report = bench(
                engine, generation, settings, function, payload, runs=arguments.runs, clock=time.perf_counter
            )
        versions = engine.versions()
    finally:
        engine.shutdown()
    if arguments.format == "json":
        print_json({"plugin": plugin_json(artifact)} | bench_json(report, versions))
    else:
        _print_text(Printer(arguments.color), generation, report, versions)
    if report.ended_early is None:
        return Exit.PASSED
    return Exit.UNREADABLE if isinstance(report.outcome.error, WasmParseError) else Exit.FAILED


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


def _print_text(printer: Printer, generation: Generation, report: BenchReport, versions: Mapping[str, str]) -> None:
    outcome = report.outcome
    version = "" if outcome.version is None else f"@{outcome.version}"
    engine = ", ".join(f"{name} {number}" for name, number in versions.items())
    printer.line(f"{printer.paint(visible(generation.title), 'strong')}  {outcome.function}{version}  {engine}")
    printer.line(f"payload {size(report.payload_bytes)}, output {size(report.output_bytes)}")
    for name in _PARTS:
        part: Spread | None = getattr(report, name)
        if part is not None:
            figures = (part.minimum_us, part.median_us, part.p95_us)
            least, median, most = (f"{duration(round(figure)):>9}" for figure in figures)
            printer.line(f"  {_SAID[name]:<24} min {least}  median {median}  p95 {most}  of {part.count:,}")
    _print_ratios(printer, report)
    _print_trouble(printer, outcome, report.ended_early)


def _print_ratios(printer: Printer, report: BenchReport) -> None:
    if report.ratio_to_bare is not None and report.per_second is not None:
        printer.line(f"a series makes {report.per_second:,.0f} calls per second, {report.ratio_to_bare:.2f} x bare")
    if report.border_cost_us is not None:
        printer.line(f"the border to the process that runs plugins adds {duration(round(report.border_cost_us))}")


def _print_trouble(printer: Printer, outcome: DispatchOutcome, trouble: str | None) -> None:
    if outcome.error is not None:
        printer.error(outcome.error)
    elif trouble is not None:
        printer.line(f"{printer.paint('ended early', 'bad')}: {visible(trouble)}")
