"""`workbench replay RECORDING PLUGIN`: recorded calls again on a build, and whether anything differs."""

from __future__ import annotations

import argparse
import time
from dataclasses import replace
from pathlib import Path

from workbench.cli.context import artifact_at, resolved_settings, session_settings, start_engine
from workbench.cli.junit import ReportCase, write_reports
from workbench.cli.output import Exit, Printer, narrate, print_json
from workbench.cli.recorded import recorded_calls, replay_rules, replay_settings
from workbench.cli.replay_reports import (
    counts_json,
    counts_text,
    differences_text,
    print_comparison,
    print_verdict,
    replayed_json,
)
from workbench.cli.reports import plugin_json
from workbench.errors.identity import WasmParseError
from workbench.protocol.layers import Layer
from workbench.session.load.load_steps import load_generation
from workbench.session.replay.replay import accepted, replay
from workbench.session.values.generation import Artifact, Generation
from workbench.session.values.recording import Recording
from workbench.session.values.replay_report import ReplayReport
from workbench.session.values.replay_verdict import ReplayVerdict
from workbench.store.recordings import save_recording
from workbench.visible import duration, visible


def run(arguments: argparse.Namespace) -> int:
    """Replay and print what became of each call."""
    path = Path(arguments.recording)
    recording = recorded_calls(path)
    resolved = resolved_settings(arguments)
    settings = replay_settings(recording, session_settings(resolved), resolved)
    rules = replay_rules(arguments.ignore, arguments.tolerance)
    engine = start_engine(resolved)
    try:
        artifact = artifact_at(arguments.plugin)
        generation = load_generation(engine, artifact, settings, time.time, until=Layer.HANDSHAKE)
        report = replay(engine, engine.host, generation, recording, settings, rules=rules)
    finally:
        engine.shutdown()
    refused = generation.failed_layer
    # What a host refuses answers nothing: to accept that would cost every answer that was recorded.
    updated = arguments.update and (report.passed or refused is None)
    if updated:
        plugin = generation.plugin_name if refused is None else recording.plugin
        save_recording(path, replace(accepted(recording, report, rules), plugin=plugin))
    _print(arguments, recording, artifact, generation, report, updated=updated)
    write_reports(arguments.report, "replay", _cases(report))
    first = generation.layers[0].error
    if isinstance(first, WasmParseError):
        return Exit.UNREADABLE
    return Exit.PASSED if report.passed or updated else Exit.FAILED


def _print(
    arguments: argparse.Namespace,
    recording: Recording,
    artifact: Artifact,
    generation: Generation,
    report: ReplayReport,
    *,
    updated: bool,
) -> None:
    if arguments.format == "json":
        print_json(
            {
                "plugin": plugin_json(artifact),
                "recording": {"path": arguments.recording, "plugin": recording.plugin, "calls": len(recording.calls)},
                "profile": recording.profile.value,
                "passed": report.passed,
                "updated": updated and not report.passed,
                "counts": counts_json(report.counts),
                "calls": [replayed_json(call) for call in report.calls],
            }
        )
        return
    _print_calls(Printer(arguments.color), recording, generation, report)
    _narrate_end(arguments, generation, report, updated=updated)


def _print_calls(printer: Printer, recording: Recording, generation: Generation, report: ReplayReport) -> None:
    identity = generation.identity
    if identity is not None and identity.plugin_name != recording.plugin:
        narrate(f"recorded with {visible(recording.plugin)}, replayed on {visible(identity.plugin_name)}")
    failed = generation.failed_layer
    if failed is not None and failed.error is not None:
        printer.error(failed.error)
    for call in report.calls:
        if call.comparison.verdict is ReplayVerdict.SAME:
            continue
        title = f"call {call.number}, {call.recorded.function}"
        error = call.outcome.error
        if failed is not None and error is failed.error:
            # Told above, once for all calls.
            print_verdict(printer, title, call.comparison.verdict)
            continue
        print_comparison(printer, title, call.comparison)
        if error is not None:
            printer.error(error, indent="    ")
        if call.recorded.note:
            printer.line(f"    {printer.paint('note:', 'quiet')} {visible(call.recorded.note)}")
    spent = sum(call.outcome.call.wall_us for call in report.calls if call.outcome.call)
    printer.line(
        f"{printer.paint('passed', 'good') if report.passed else printer.paint('differs', 'bad')}  "
        f"{len(report.calls):,} calls: {counts_text(report.counts)}  {duration(spent)}"
    )


def _narrate_end(arguments: argparse.Namespace, generation: Generation, report: ReplayReport, *, updated: bool) -> None:
    """Say what became of the recording, and what can be done about differences."""
    count = len(report.calls) - report.counts[ReplayVerdict.SAME]
    failed = generation.failed_layer
    if updated:
        narrate(f"{visible(arguments.recording)}: {count:,} call{'s' * (count != 1)} accepted")
    elif arguments.update and failed is not None:
        where = f"{failed.layer.label} {failed.layer.value}"
        narrate(f"{visible(arguments.recording)} stays as it was: nothing is accepted of a build that fails at {where}")
    elif count and failed is None:
        narrate("--update accepts what differs, --ignore POINTER passes over it")


def _cases(report: ReplayReport) -> list[ReportCase]:
    return [
        ReportCase(
            "replay",
            f"{call.number} {call.recorded.function}",
            call.comparison.verdict is ReplayVerdict.SAME,
            f"{call.comparison.verdict.value}: {differences_text(call.comparison.differences)}",
            call.outcome.call.wall_us / 1_000 if call.outcome.call else 0.0,
        )
        for call in report.calls
    ]
