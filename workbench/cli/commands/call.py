"""`workbench call PLUGIN FUNCTION`: negotiate, then dispatch once."""

from __future__ import annotations

import argparse
import time
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from workbench.cli.context import payload_text, resolved_settings, session_settings, start_engine, with_offer
from workbench.cli.host_options import given_host, host_json
from workbench.cli.output import Exit, Printer, json_text, narrate, print_json
from workbench.cli.recorded import artifact_at, record_dispatch, recording_to_extend
from workbench.cli.reports import call_json, fuel_json, fuel_text
from workbench.errors.identity import WasmParseError
from workbench.errors.operator import SettingInvalid
from workbench.protocol.budgets import Imports
from workbench.protocol.fault_plan import parse_plan
from workbench.protocol.layers import Layer
from workbench.recording_file import save_recording
from workbench.session.dispatching import dispatch_apart, serving_budget
from workbench.session.fuel import dispatch_fuel
from workbench.session.loading import load_generation
from workbench.session.state import DispatchRecord, Settings
from workbench.settings import Resolved
from workbench.visible import duration, visible


def run(arguments: argparse.Namespace) -> int:
    """Dispatch and print the outcome."""
    resolved = resolved_settings(arguments)
    settings = with_offer(session_settings(resolved), arguments.offer)
    payload = payload_text(arguments, arguments.function)
    plan = parse_plan(arguments.fault)
    settings = replace(settings, faults=plan)
    host = given_host(arguments)
    if arguments.record:
        return _record(arguments, resolved, settings, payload)
    engine = start_engine(resolved)
    try:
        artifact = artifact_at(arguments.plugin)
        generation = load_generation(engine, artifact, settings, time.time, until=Layer.HANDSHAKE)
        plugin_name = generation.identity.plugin_name if generation.identity else ""
        if host is not None:
            given, entries = host
            engine.host.restore(replace(given, storage={plugin_name: entries}))
        before = engine.host.snapshot()
        record = dispatch_apart(engine, generation, settings, arguments.function, payload, clock=time.time)
        after = engine.host.snapshot()
        if arguments.fuel:
            engine.host.restore(before)
            record = replace(record, fuel=dispatch_fuel(engine, generation, settings, record.outcome))
        versions = engine.versions()
    finally:
        engine.shutdown()
    negotiation = generation.negotiation
    struck = plan.struck(record.outcome.call, negotiation.error if negotiation else None)
    fuel_max = serving_budget(settings).fuel
    if arguments.format == "json":
        report = call_json(artifact, record) | {"imports": settings.imports.value}
        report["fuel"] = record.fuel and fuel_json(record.fuel, fuel_max, versions)
        report["faults"] = {"set": list(plan.specs), "struck": list(struck)}
        report["host"] = host and host_json(before, after, plugin_name)
        print_json(report)
    else:
        _print_text(Printer(arguments.color), record)
        if plan.specs:
            narrate(f"  faults set: {visible(', '.join(plan.specs))}; struck: {visible(', '.join(struck)) or 'none'}")
        if record.fuel is not None:
            narrate(f"  {fuel_text(record.fuel, fuel_max, versions)}")
    return _end(settings, record)


def _record(arguments: argparse.Namespace, resolved: Mapping[str, Resolved], settings: Settings, payload: str) -> Exit:
    """Dispatch with the host as the recording left it, and append the dispatch to the recording."""
    for name in ("clock", "seed", "storage", "fault", "fuel"):
        value = getattr(arguments, name)
        if value not in (None, [], False):
            raise SettingInvalid(name, str(value), "nothing beside --record: a recording has its own host", "option")
    recording, settings = recording_to_extend(Path(arguments.record), resolved, settings)
    engine = start_engine(resolved)
    try:
        artifact = artifact_at(arguments.plugin)
        record, recording = record_dispatch(engine, artifact, settings, arguments.function, payload, recording)
        save_recording(Path(arguments.record), recording)
    finally:
        engine.shutdown()
    if arguments.format == "json":
        print_json(call_json(artifact, record) | {"imports": settings.imports.value})
    else:
        _print_text(Printer(arguments.color), record)
    return _end(settings, record)


def _end(settings: Settings, record: DispatchRecord) -> Exit:
    if settings.imports is Imports.TRAP:
        narrate("negotiated with --imports trap: a host refuses host function imports in the strict budget")
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
