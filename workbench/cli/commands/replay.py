"""`workbench replay RECORDING PLUGIN`: recorded calls again on a build, and whether anything differs."""

from __future__ import annotations

import argparse
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

from workbench.cli.engine_at_work import engine_at_work
from workbench.cli.options import resolved_settings
from workbench.cli.output import new_page, print_page, verdict_exit
from workbench.cli.recording_options import replay_rules
from workbench.cli.redaction import print_report
from workbench.cli.report_files import report_files
from workbench.compose import artifact_at, session_settings
from workbench.reports.json.replay import replay_json
from workbench.reports.junit import replay_cases
from workbench.reports.text.redaction import note_recorded
from workbench.reports.text.replay import write_replay
from workbench.session.measure.stacks import layers_with_stacks, replay_with_stacks
from workbench.session.replay.redaction import RedactedRecording, redact_new
from workbench.session.replay.replay_build import BuildReplayed, replay_build, replay_settings
from workbench.session.values.replay_report import ReplayedCall
from workbench.store.recordings import check_recordable, recorded_calls, save_recording


def run(arguments: argparse.Namespace) -> int:
    """Replay and print what became of each call."""
    reports = report_files(arguments.report, (arguments.recording, arguments.plugin))
    path = Path(arguments.recording)
    if arguments.update:
        check_recordable(path)
    recording = recorded_calls(path)
    resolved = resolved_settings(arguments)
    settings = replay_settings(recording, session_settings(resolved), resolved.given)
    rules = replay_rules(arguments.ignore, arguments.tolerance)
    with engine_at_work(arguments, resolved, "replay", arguments.recording) as (engine, progress):
        artifact = artifact_at(arguments.plugin)

        def goes_on(call: ReplayedCall) -> bool:
            progress.step(call.number, len(recording.calls), call.recorded.function)
            return True

        replayed = replay_build(
            engine, engine.host, artifact, recording, settings, clock=time.time, rules=rules, on_call=goes_on
        )
        generation = layers_with_stacks(engine, replayed.generation, settings)
        report = replay_with_stacks(engine, generation, settings, replayed.report)
        replayed = replace(replayed, generation=generation, report=report)
    # What a host refuses answers nothing: to accept that would cost every answer that was recorded.
    updated = arguments.update and replayed.can_accept
    written = _accepted(replayed, path, keep_secrets=arguments.keep_secrets) if updated else None

    def as_json() -> Any:
        return replay_json(replayed, arguments.recording, updated=updated)

    reports.write(
        "replay", lambda: replay_cases(replayed.report), as_json, title=f"{arguments.recording} on {arguments.plugin}"
    )
    page = new_page(arguments.color, shows_all=arguments.all)
    if arguments.format == "json":
        print_report(as_json())
    else:
        write_replay(page, replayed, arguments.recording, updated=updated, update_wanted=arguments.update)
    if written is not None:
        note_recorded(page, arguments.recording, written.taken_out, written.kept)
    print_page(page)
    return verdict_exit(replayed.generation.error, passed=replayed.report.passed or updated)


def _accepted(replayed: BuildReplayed, path: Path, *, keep_secrets: bool) -> RedactedRecording:
    """Write what is accepted into the recording, and return what was written."""
    redacted = redact_new(replayed.recording, replayed.accepted)
    if keep_secrets:
        redacted = RedactedRecording(replayed.accepted, kept=(*redacted.taken_out, *redacted.kept))
    save_recording(path, redacted.recording)
    return redacted
