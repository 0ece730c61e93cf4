"""`workbench fuzz PLUGIN [FUNCTION]`: payloads that nobody thought of, and the smallest that fails in each way."""

from __future__ import annotations

import argparse
import json
import secrets
import shlex
import time
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from workbench.cli.engine_at_work import engine_at_work
from workbench.cli.input_text import read_input
from workbench.cli.options import factory_state, resolved_settings, with_offer
from workbench.cli.output import new_page, print_page, verdict_exit
from workbench.cli.redaction import narrate_secrets_in, print_report
from workbench.cli.report_files import report_files
from workbench.compose import artifact_at, payload_files, session_settings
from workbench.errors.operator import SettingInvalid
from workbench.protocol.fuzzing.chances import seed_of, seed_text
from workbench.reports.json.fuzz import fuzz_json
from workbench.reports.text.fuzz import write_fuzz
from workbench.session.fuzz.fuzz import fuzz_build
from workbench.session.fuzz.saved_failure import saved_failure
from workbench.session.values.fuzz_report import FunctionFuzz, FuzzFailure, FuzzReport, FuzzRequest, FuzzStep
from workbench.visible import visible

if TYPE_CHECKING:
    from workbench.project import ResolvedSettings
    from workbench.reports.junit import ReportCase
    from workbench.store.payload_files import PayloadFiles

_SEED_BYTES: Final = 4


def run(arguments: argparse.Namespace) -> int:
    """Send the payloads, and print what came of them."""
    reports = report_files(arguments.report, (arguments.plugin, arguments.offer))
    request = _request(arguments)
    resolved = resolved_settings(arguments)
    settings = with_offer(session_settings(resolved), arguments.offer)
    with engine_at_work(arguments, resolved, "fuzz", arguments.plugin) as (engine, progress):
        artifact = artifact_at(arguments.plugin)

        def goes_on(step: FuzzStep) -> bool:
            progress.step(step.sent, step.runs, step.function)
            return True

        report = fuzz_build(engine, engine.host, artifact, settings, request, clock=time.time, on_progress=goes_on)
    if arguments.save:
        report = replace(report, saved=_saved(report, resolved))
    reports.write(
        "fuzz", lambda: _cases(report), lambda: fuzz_json(report, settings), title=f"Fuzz of {arguments.plugin}"
    )
    if arguments.format == "json":
        print_report(fuzz_json(report, settings))
    else:
        page = new_page(arguments.color, shows_all=arguments.all)
        write_fuzz(page, report)
        if not report.passed:
            page.note(f"again: {visible(_again(arguments, request))}")
        print_page(page)
    return verdict_exit(report.error, passed=report.passed)


def _request(arguments: argparse.Namespace) -> FuzzRequest:
    if arguments.function is None and (arguments.input_file is not None or arguments.field):
        expected = "FUNCTION, whose payload --input-file or --field means"
        raise SettingInvalid("function", None, expected, "option", found="none")
    base = None
    if arguments.input_file is not None:
        arguments.input = None
        base = read_input(arguments).decode("utf-8", "surrogateescape")
    return FuzzRequest(
        (arguments.function,) if arguments.function else (),
        secrets.token_hex(_SEED_BYTES) if arguments.seed is None else seed_of(arguments.seed),
        arguments.runs,
        base,
        arguments.field,
        factory_state(arguments.factory_state),
        allows_refusals=arguments.allow_refusals,
    )


def _again(arguments: argparse.Namespace, request: FuzzRequest) -> str:
    """Return the command that sends the same payloads."""
    options = ("input_file", "field", "factory_state", "profile")
    given = [(f"--{name.replace('_', '-')}", getattr(arguments, name)) for name in options if getattr(arguments, name)]
    words = ["workbench", "fuzz", arguments.plugin, *request.functions, "--seed", seed_text(request.seed)]
    words += ["--runs", str(request.runs), *(word for pair in given for word in pair)]
    return shlex.join([*words, *(["--allow-refusals"] if request.allows_refusals else [])])


def _saved(report: FuzzReport, resolved: ResolvedSettings) -> dict[str, str]:
    """Save the shrunk payload of each failure, with what is expected of it; return where each stands."""
    files = payload_files(resolved)
    places = {}
    for fuzzed in report.functions:
        for failure in fuzzed.failures:
            if not failure.needs_earlier:
                places[failure.shrunk] = place = _save(files, fuzzed, failure, report.seed)
                narrate_secrets_in(json.loads(failure.shrunk), place)
    return places


def _save(files: PayloadFiles, fuzzed: FunctionFuzz, failure: FuzzFailure, seed: str) -> str:
    saved = saved_failure(fuzzed.function, failure, seed)
    files.save(saved.at, saved.text, None, in_place=True)
    files.save_expectation(saved.at, saved.expectation)
    return str(files.place(saved.at))


def _cases(report: FuzzReport) -> Sequence[ReportCase]:
    from workbench.reports.junit import fuzz_cases  # noqa: PLC0415 - few ask for a report

    return fuzz_cases(report)
