"""What `call` gets from one dispatch, and how it is shown. Starts no engine, and ends none."""

from __future__ import annotations

import argparse
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workbench.cli.context import artifact_at, payload_text, session_settings, with_offer
from workbench.cli.host_options import given_host, host_json
from workbench.cli.output import Exit, Printer, json_text, narrate, print_json
from workbench.cli.reports import call_json, cost_text, fuel_json, fuel_text
from workbench.errors.identity import WasmParseError
from workbench.errors.operator import SettingInvalid
from workbench.protocol.budgets import Imports
from workbench.protocol.dispatch import RESPONSE_MAX_BYTES
from workbench.protocol.hosting.injected_faults import FaultPlan, parse_plan
from workbench.protocol.layers import Cost, Layer, cost_of
from workbench.session.dispatch.dispatch_steps import dispatch_apart, serving_budget
from workbench.session.host.storage_text import of_plugin
from workbench.session.load.load_steps import load_generation
from workbench.session.measure.fuel import dispatch_fuel
from workbench.session.values.dispatch_record import DispatchRecord
from workbench.session.values.generation import Artifact, Generation
from workbench.session.values.settings import Settings
from workbench.settings import Resolved
from workbench.visible import visible

if TYPE_CHECKING:
    from workbench.engine.client.engine_client import EngineClient


@dataclass(frozen=True, slots=True)
class Called:
    """One dispatch that was made."""

    settings: Settings
    artifact: Artifact
    record: DispatchRecord
    report: Mapping[str, Any]
    """What the JSON report says beside the dispatch."""
    notes: tuple[str, ...] = ()
    """Lines for people, beside the dispatch."""


def called(engine: EngineClient, arguments: argparse.Namespace, resolved: Mapping[str, Resolved]) -> Called:
    """Negotiate, then dispatch once.

    Raises:
        OperatorError: The plugin, the payload or the recording cannot be read, or an option cannot be.
        EngineUnavailable: It could not be run.
    """
    plan = parse_plan(arguments.fault)
    settings = replace(with_offer(session_settings(resolved), arguments.offer), faults=plan)
    payload = payload_text(arguments, arguments.function)
    host = given_host(arguments)
    if arguments.record:
        return _recorded(engine, arguments, resolved, settings, payload)
    artifact = artifact_at(arguments.plugin)
    generation = load_generation(engine, artifact, settings, time.time, until=Layer.HANDSHAKE)
    plugin_name = generation.identity.plugin_name if generation.identity else ""
    if host is not None:
        given, storage = host
        engine.host.restore(replace(given, storage=of_plugin(storage, plugin_name)))
    before = engine.host.snapshot()
    record = dispatch_apart(engine, generation, settings, arguments.function, payload, clock=time.time)
    after = engine.host.snapshot()
    fuel, fuel_max = None, serving_budget(settings).fuel
    if arguments.fuel:
        engine.host.restore(before)
        fuel = dispatch_fuel(engine, generation, settings, record.outcome)
    faults, notes = _faults_told(plan, generation, record)
    report = {
        "fuel": fuel and fuel_json(fuel, fuel_max, engine.versions()),
        "faults": faults,
        "host": host and host_json(before, after, plugin_name),
    }
    if fuel is not None:
        notes.append(f"  {fuel_text(fuel, fuel_max, engine.versions())}")
    return Called(settings, artifact, replace(record, fuel=fuel), report, tuple(notes))


def _faults_told(
    plan: FaultPlan, generation: Generation, record: DispatchRecord
) -> tuple[Mapping[str, Sequence[str]], list[str]]:
    """Return which faults were set and which triggered, for the report and for people."""
    negotiation = generation.negotiation
    triggered = plan.triggered(record.outcome.call, negotiation.error if negotiation else None)
    told = {"set": list(plan.specs), "triggered": list(triggered)}
    if not plan.specs:
        return told, []
    return told, [
        f"  faults set: {visible(', '.join(plan.specs))}; triggered: {visible(', '.join(triggered)) or 'none'}"
    ]


def _recorded(
    engine: EngineClient,
    arguments: argparse.Namespace,
    resolved: Mapping[str, Resolved],
    settings: Settings,
    payload: str,
) -> Called:
    """Dispatch with the host as the recording left it, and append the dispatch to the recording."""
    from workbench.cli.recorded import record_dispatch, recording_to_extend  # noqa: PLC0415
    from workbench.store.recordings import save_recording  # noqa: PLC0415

    for name in ("clock", "seed", "storage", "fuel"):
        value = getattr(arguments, name)
        if value not in (None, False):
            raise SettingInvalid(name, str(value), "nothing beside --record: a recording has its own host", "option")
    path = Path(arguments.record)
    also_given = [name for name, given in (("offer", arguments.offer), ("faults", arguments.fault)) if given]
    recording, settings = recording_to_extend(path, resolved, settings, also_given)
    artifact = artifact_at(arguments.plugin)
    generation = load_generation(engine, artifact, settings, time.time, until=Layer.HANDSHAKE)
    taken = record_dispatch(engine, generation, settings, arguments.function, payload, recording)
    save_recording(path, taken.recording)
    faults, notes = _faults_told(settings.faults, generation, taken.record)
    if taken.secrets:
        names = visible(", ".join(sorted(taken.secrets)))
        notes.append(f"  {visible(arguments.record)} keeps {names} as they are: do not record real credentials")
    return Called(settings, artifact, taken.record, {"faults": faults}, tuple(notes))


def show(found: Called, arguments: argparse.Namespace) -> Exit:
    """Print the outcome, and return the exit code."""
    settings, record = found.settings, found.record
    if arguments.format == "json":
        print_json(
            call_json(found.artifact, record, _cost(found)) | {"imports": settings.imports.value} | dict(found.report)
        )
    else:
        _print_text(Printer(arguments.color), record)
        if record.outcome.call is not None:
            narrate(f"  {cost_text(_cost(found))}")
        for note in found.notes:
            narrate(note)
    if settings.imports is Imports.TRAP:
        narrate("negotiated with --imports trap: a host refuses host function imports in the strict budget")
    if record.outcome.ok:
        return Exit.PASSED
    return Exit.UNREADABLE if isinstance(record.outcome.error, WasmParseError) else Exit.FAILED


def _cost(found: Called) -> Cost:
    cost = cost_of(found.record.outcome.call, serving_budget(found.settings), RESPONSE_MAX_BYTES)
    fuel = found.record.fuel
    return cost if fuel is None else replace(cost, fuel_used=fuel.fuel_used)


def _print_text(printer: Printer, record: DispatchRecord) -> None:
    outcome = record.outcome
    version = f"@{outcome.version}" if outcome.version is not None else ""
    if outcome.ok:
        narrate(f"{printer.paint('✓ ok', 'good')}  {outcome.function}{version}")
        printer.line(json_text(outcome.response, indent=2))
    elif outcome.policy is not None:
        narrate(
            f"{printer.paint('✕ fallback', 'bad')}  {outcome.function}{version}  "
            f"{outcome.policy.value}: {outcome.policy.effect}"
        )
        if outcome.stage is not None:
            narrate(f"  stage {outcome.stage.value}")
    if outcome.error is not None:
        printer.error(outcome.error)
    for line in outcome.call.activity.logs if outcome.call else ():
        narrate(f"  {line.level:<5} {visible(line.message)}")
