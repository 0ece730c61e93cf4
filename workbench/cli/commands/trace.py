"""`workbench trace PLUGIN [FUNCTION]`: every message that crosses the border between host and plugin."""

from __future__ import annotations

import argparse
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from workbench.cli.engine_at_work import engine_at_work
from workbench.cli.options import payload_text, resolved_settings, with_offer
from workbench.cli.output import narrate_error, new_page, print_page, verdict_exit
from workbench.cli.redaction import narrate_found, print_report
from workbench.cli.report_files import report_files
from workbench.compose import artifact_at, session_settings

if TYPE_CHECKING:
    from workbench.reports.document.blocks import ReportDocument
    from workbench.reports.junit import ReportCase
    from workbench.session.values.trace_report import TraceReport


def run(arguments: argparse.Namespace) -> int:
    """Trace the plugin, and print the messages."""
    files = report_files(arguments.report, (arguments.plugin, arguments.offer, arguments.input_file))
    resolved = resolved_settings(arguments)
    with engine_at_work(arguments, resolved, "trace", arguments.plugin) as (engine, _):
        # Loaded while the engine's process starts.
        from workbench.protocol.hosting.injected_faults import parse_plan  # noqa: PLC0415
        from workbench.session.trace import trace_build, without_secrets  # noqa: PLC0415

        settings = replace(with_offer(session_settings(resolved), arguments.offer), faults=parse_plan(arguments.fault))
        function = arguments.function
        asked = None if function is None else (function, payload_text(arguments, function))
        found = trace_build(engine, artifact_at(arguments.plugin), settings, asked, clock=time.time)
    messages, redactor = without_secrets(found.messages)
    report = replace(found, messages=messages)
    narrate_found(redactor, "the trace")
    files.write("trace", lambda: _cases(report), document=lambda versions: _document(report, versions))
    _print(arguments, report)
    return verdict_exit(report.generation.error, passed=report.passed)


def _print(arguments: argparse.Namespace, report: TraceReport) -> None:
    if arguments.format == "text":
        from workbench.reports.text.crossings import write_trace  # noqa: PLC0415 - programs do without

        page = new_page(arguments.color, shows_all=arguments.all)
        write_trace(page, report, report.messages)
        print_page(page)
        return
    from workbench.reports.json.trace import message_json, trace_json  # noqa: PLC0415 - people do without

    if arguments.format == "json":
        print_report(trace_json(report))
        return
    for one in report.messages:
        print_report(message_json(one), as_line=True)
    if report.generation.error is not None:
        narrate_error(f"workbench: {report.generation.error.kind}: {report.generation.error}")


def _document(report: TraceReport, versions: Mapping[str, str]) -> ReportDocument:
    from workbench.reports.document.of_errors import error_block  # noqa: PLC0415 - few ask for a report
    from workbench.reports.document.of_trace import trace_document  # noqa: PLC0415 - few ask for a report

    generation = report.generation
    failed = None
    if generation.failed_layer is not None and generation.error is not None:
        layer = generation.failed_layer.layer
        failed = f"{layer.label} {layer.title} failed", error_block(generation.error, generation.hints)
    return trace_document(generation.title, report.messages, versions, failed)


def _cases(report: TraceReport) -> Sequence[ReportCase]:
    """Return the calls of the plugin as cases."""
    from workbench.reports.junit import ReportCase  # noqa: PLC0415 - few ask for a report
    from workbench.session.values.trace import Direction  # noqa: PLC0415 - as above

    return [
        ReportCase(
            one.layer.value,
            f"{one.number} {one.name}",
            one.outcome == "ok",
            "" if one.outcome == "ok" else one.head.decode("utf-8", "replace"),
            one.wall_us / 1_000,
        )
        for one in report.messages
        if one.direction is Direction.FROM_PLUGIN
    ]
