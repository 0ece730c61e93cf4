"""`workbench call PLUGIN FUNCTION`: negotiate, then dispatch once."""

from __future__ import annotations

import argparse
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workbench.cli.engine_at_work import engine_at_work
from workbench.cli.options import given_host, payload_text, resolved_settings, with_offer
from workbench.cli.output import new_page, print_json, print_page, verdict_exit
from workbench.cli.report_files import report_files
from workbench.compose import artifact_at, session_settings
from workbench.errors.operator import SettingInvalid

if TYPE_CHECKING:
    from workbench.engine.client.engine_client import EngineClient
    from workbench.project import ResolvedSettings
    from workbench.reports.junit import ReportCase
    from workbench.session.values.call_report import CallReport, CallRequest
    from workbench.session.values.settings import Settings


def run(arguments: argparse.Namespace) -> int:
    """Dispatch and print the outcome."""
    reports = report_files(
        arguments.report, (arguments.plugin, arguments.offer, arguments.record, arguments.input_file)
    )
    resolved = resolved_settings(arguments)
    if arguments.record:
        from workbench.store.recordings import check_recordable  # noqa: PLC0415 - few calls are recorded

        check_recordable(Path(arguments.record))
    with engine_at_work(arguments, resolved, "call", arguments.function) as (engine, _):
        # What judges a plugin is loaded while the engine's process starts: each takes as long as the other.
        from workbench.protocol.hosting.injected_faults import parse_plan  # noqa: PLC0415

        settings = replace(with_offer(session_settings(resolved), arguments.offer), faults=parse_plan(arguments.fault))
        report = _called(engine, arguments, resolved, settings)
    outcome = report.record.outcome
    passed = report.is_used if arguments.effect else outcome.ok
    reports.write(
        "call",
        lambda: _cases(report, passed=passed),
        lambda: _json(report),
        title=f"{outcome.function} of {report.generation.title}",
    )
    _print(arguments, report)
    return verdict_exit(outcome.error, passed=passed)


def _cases(report: CallReport, *, passed: bool) -> list[ReportCase]:
    from workbench.reports.judged import call_cases  # noqa: PLC0415 - few ask for a report

    return call_cases(report, passed=passed)


def _json(report: CallReport) -> Any:
    from workbench.reports.json.call import call_json  # noqa: PLC0415 - people do without

    return call_json(report)


def _called(
    engine: EngineClient, arguments: argparse.Namespace, resolved: ResolvedSettings, settings: Settings
) -> CallReport:
    from workbench.session.call import call_build  # noqa: PLC0415 - as above

    request = _request(arguments, resolved, engine, settings)
    if arguments.record:
        return _recorded(engine, arguments, resolved, settings, request)
    return call_build(engine, engine.host, artifact_at(arguments.plugin), settings, request, clock=time.time)


def _request(
    arguments: argparse.Namespace, resolved: ResolvedSettings, engine: EngineClient, settings: Settings
) -> CallRequest:
    from workbench.session.values.call_report import CallRequest  # noqa: PLC0415 - as above

    if arguments.saved is not None:
        from workbench.cli.saved_payloads import saved_request  # noqa: PLC0415 - most calls send none

        request = saved_request(arguments, resolved, engine, settings)
    else:
        request = CallRequest(arguments.function, payload_text(arguments, arguments.function))
    request = replace(request, measure_fuel=arguments.fuel)
    given = given_host(arguments)
    return request if given is None else replace(request, host=given[0], storage=given[1])


def _recorded(
    engine: EngineClient,
    arguments: argparse.Namespace,
    resolved: ResolvedSettings,
    settings: Settings,
    request: CallRequest,
) -> CallReport:
    """Dispatch with the host as the recording left it, and append the dispatch to the recording."""
    from workbench.cli.recording_options import recording_to_extend  # noqa: PLC0415 - few calls are recorded
    from workbench.session.call import record_call  # noqa: PLC0415 - as above
    from workbench.session.replay.replay_build import MADE_UNDER  # noqa: PLC0415
    from workbench.store.recordings import save_recording  # noqa: PLC0415

    for name in ("clock", "seed", "storage", "fuel"):
        value = getattr(arguments, name)
        if value not in (None, False):
            raise SettingInvalid(name, str(value), "nothing beside --record: a recording has its own host", "option")
    path = Path(arguments.record)
    given: list[str] = [name for name in MADE_UNDER if name in resolved.given]
    given += [name for name, value in (("offer", arguments.offer), ("faults", arguments.fault)) if value]
    recording, settings = recording_to_extend(path, settings, given)
    artifact = artifact_at(arguments.plugin)
    report, recording = record_call(
        engine,
        engine.host,
        artifact,
        settings,
        request,
        recording,
        clock=time.time,
        keep_secrets=arguments.keep_secrets,
    )
    save_recording(path, recording)
    return report


def _print(arguments: argparse.Namespace, report: CallReport) -> None:
    from workbench.reports.text.call import note_imports, note_redaction, write_call  # noqa: PLC0415 - as above

    page = new_page(arguments.color)
    if arguments.format == "json":
        print_json(_json(report))
        note_redaction(page, report, arguments.record)
        note_imports(page, report)
    else:
        write_call(page, report, arguments.record)
    print_page(page)
