"""`workbench call PLUGIN FUNCTION`: negotiate, then dispatch once."""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Sequence
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
    from workbench.cli.progress import Progress
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
    if arguments.loop > 1 and arguments.fuel:
        raise SettingInvalid("fuel", str(arguments.loop), "it without --loop: bench measures a series", "option")
    if arguments.record:
        from workbench.store.recordings import check_recordable  # noqa: PLC0415 - few calls are recorded

        check_recordable(Path(arguments.record))
    with engine_at_work(arguments, resolved, "call", arguments.function) as (engine, progress):
        # What judges a plugin is loaded while the engine's process starts: each takes as long as the other.
        from workbench.protocol.hosting.injected_faults import parse_plan  # noqa: PLC0415

        settings = replace(with_offer(session_settings(resolved), arguments.offer), faults=parse_plan(arguments.fault))
        calls = _called(engine, arguments, resolved, settings, progress)
    if arguments.log_level is not None:
        calls = [report.with_logs_from(arguments.log_level) for report in calls]
    last = calls[-1]
    outcome = last.record.outcome
    passed = all(map(_verdict_of(arguments), calls))
    reports.write(
        "call",
        lambda: _cases(arguments, calls),
        lambda: _json(arguments, calls),
        title=f"{outcome.function} of {last.generation.title}",
    )
    _print(arguments, calls)
    return verdict_exit(outcome.error, passed=passed)


def _verdict_of(arguments: argparse.Namespace) -> Callable[[CallReport], bool]:
    return lambda report: report.is_used if arguments.effect else report.record.outcome.ok


def _cases(arguments: argparse.Namespace, calls: Sequence[CallReport]) -> list[ReportCase]:
    from workbench.reports.judged import call_cases  # noqa: PLC0415 - few ask for a report

    has_passed = _verdict_of(arguments)
    cases = [one for report in calls for one in call_cases(report, passed=has_passed(report))]
    if arguments.loop == 1:
        return cases
    return [replace(one, name=f"{one.name} {number}") for number, one in enumerate(cases, start=1)]


def _json(arguments: argparse.Namespace, calls: Sequence[CallReport]) -> Any:
    from workbench.reports.json.call import call_json  # noqa: PLC0415 - people do without

    found = [call_json(report) for report in calls]
    return found[0] if arguments.loop == 1 else {"results": found}


def _called(
    engine: EngineClient,
    arguments: argparse.Namespace,
    resolved: ResolvedSettings,
    settings: Settings,
    progress: Progress,
) -> list[CallReport]:
    """Return what came of the calls, at least one."""
    from workbench.session.call import call_build, calls_in_series  # noqa: PLC0415 - as above

    request = _request(arguments, resolved, engine, settings)
    if arguments.record:
        return [_recorded(engine, arguments, resolved, settings, request)]
    artifact = artifact_at(arguments.plugin)
    if arguments.loop == 1:
        return [call_build(engine, engine.host, artifact, settings, request, clock=time.time)]
    calls = calls_in_series(engine, engine.host, artifact, settings, request, arguments.loop, clock=time.time)
    made = []
    for number, report in enumerate(calls, start=1):
        progress.step(number, arguments.loop)
        made.append(report)
    return made


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

    for name, without in (("clock", None), ("seed", None), ("storage", None), ("fuel", False), ("loop", 1)):
        value = getattr(arguments, name)
        if value != without:
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


def _print(arguments: argparse.Namespace, calls: Sequence[CallReport]) -> None:
    from workbench.reports.text.call import note_imports, note_redaction, write_call  # noqa: PLC0415 - as above

    page = new_page(arguments.color)
    if arguments.format == "json":
        print_json(_json(arguments, calls))
        note_redaction(page, calls[-1], arguments.record)
        note_imports(page, calls[-1])
    else:
        for number, report in enumerate(calls, start=1):
            if arguments.loop > 1:
                page.note(page.paint(f"call {number:,} of {arguments.loop:,}", "strong"))
            write_call(page, report, arguments.record)
    print_page(page)
