"""`workbench call PLUGIN FUNCTION`: negotiate, then dispatch once."""

from __future__ import annotations

import argparse
import time
from pathlib import Path

from workbench.cli.context import payload_text, resolved_settings, session_settings, start_engine, with_offer
from workbench.cli.output import Exit, Printer, json_text, narrate, print_json
from workbench.cli.recorded import artifact_at, record_dispatch, recording_to_extend
from workbench.cli.reports import call_json
from workbench.errors.identity import WasmParseError
from workbench.protocol.budgets import Imports
from workbench.recording_file import save_recording
from workbench.session.dispatching import dispatch_once
from workbench.session.recordings import Recording
from workbench.session.state import DispatchRecord
from workbench.visible import duration, visible


def run(arguments: argparse.Namespace) -> int:
    """Dispatch and print the outcome."""
    resolved = resolved_settings(arguments)
    settings = with_offer(session_settings(resolved), arguments.offer)
    payload = payload_text(arguments, arguments.function)
    recording: Recording | None = None
    if arguments.record:
        recording, settings = recording_to_extend(Path(arguments.record), resolved, settings)
    engine = start_engine(resolved)
    try:
        artifact = artifact_at(arguments.plugin)
        if recording is None:
            record = dispatch_once(engine, artifact, settings, arguments.function, payload, clock=time.time)
        else:
            record, recording = record_dispatch(engine, artifact, settings, arguments.function, payload, recording)
            save_recording(Path(arguments.record), recording)
    finally:
        engine.shutdown()
    if settings.imports is Imports.TRAP:
        narrate("negotiated with --imports trap: a host refuses host function imports in the strict budget")
    if arguments.format == "json":
        print_json(call_json(artifact, record) | {"imports": settings.imports.value})
    else:
        _print_text(Printer(arguments.color), record)
    if record.outcome.ok:
        return Exit.PASSED
    return Exit.UNREADABLE if isinstance(record.outcome.error, WasmParseError) else Exit.FAILED


def _print_text(printer: Printer, record: DispatchRecord) -> None:
    outcome = record.outcome
    spent = f"  {duration(outcome.call.wall_us)}" if outcome.call else ""
    version = f"@{outcome.version}" if outcome.version is not None else ""
    if outcome.ok:
        narrate(f"{printer.paint('✓ ok', 'good')}  {outcome.function}{version}{spent}")
        printer.line(json_text(outcome.response, indent=2))
    elif outcome.policy is not None:
        narrate(
            f"{printer.paint('✕ fallback', 'bad')}  {outcome.function}{version}{spent}  "
            f"{outcome.policy.value}: {outcome.policy.effect}"
        )
        if outcome.stage is not None:
            narrate(f"  stage {outcome.stage.value}")
    if outcome.error is not None:
        printer.error(outcome.error)
    for line in outcome.call.activity.logs if outcome.call else ():
        narrate(f"  {line.level:<5} {visible(line.message)}")
