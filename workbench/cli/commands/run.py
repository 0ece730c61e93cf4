"""`workbench run [PATH…]`: saved payloads as tests."""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.cli.engine_at_work import engine_at_work
from workbench.cli.options import resolved_settings, with_offer
from workbench.cli.output import new_page, print_page, verdict_exit
from workbench.cli.progress import Progress
from workbench.cli.redaction import print_report
from workbench.cli.report_files import report_files
from workbench.cli.streams import flush_out
from workbench.compose import artifact_at, session_settings
from workbench.errors.operator import SettingInvalid
from workbench.payload_plan import planned_run
from workbench.project import named_plugin, working_folder
from workbench.reports.json.run import case_json, run_json
from workbench.reports.text.run import write_case, write_end
from workbench.session.run.run import run_payloads
from workbench.session.values.run_report import RunCase, RunReport

if TYPE_CHECKING:
    from workbench.reports.junit import ReportCase


def run(arguments: argparse.Namespace) -> int:
    """Send the payloads, and print what came of each."""
    reports = report_files(arguments.report, (arguments.plugin, arguments.offer))
    resolved = resolved_settings(arguments)
    plugin = named_plugin(arguments.plugin, resolved)
    for path in arguments.paths:
        if path.endswith(".wasm"):
            expected = f"saved payloads, or a folder of them; a plugin is named by --plugin {path}"
            raise SettingInvalid("PATH", path, expected, "argument")
    if plugin is None:
        expected = "a .wasm file: --plugin FILE, or plugin in the project file"
        raise SettingInvalid("plugin", None, expected, "default", found="none")
    if arguments.follows:
        from workbench.cli.watched_runs import watch_runs  # noqa: PLC0415 - most runs have an end

        return watch_runs(arguments, plugin, resolved)
    plan = planned_run(arguments.paths, resolved)
    settings = with_offer(session_settings(resolved), arguments.offer)
    with engine_at_work(arguments, resolved, "run", plugin) as (engine, progress):
        artifact = artifact_at(plugin)
        cases = run_payloads(engine, engine.host, artifact, settings, plan, clock=time.time, given=resolved.given)
        report = RunReport(tuple(_printed(cases, _printer(arguments), progress, len(plan.documents))))
    reports.write(
        "run", lambda: _cases(report), lambda: run_json(report, artifact, settings), title=f"Saved payloads on {plugin}"
    )
    if arguments.format == "json":
        print_report(run_json(report, artifact, settings))
    elif arguments.format == "text":
        page = new_page(arguments.color)
        write_end(page, report)
        print_page(page)
    # One that was negotiated with may be expected to fail; what is no module is not.
    return verdict_exit(report.error, passed=report.passed)


def _printer(arguments: argparse.Namespace) -> Callable[[RunCase], bool]:
    """Return what prints a case as soon as it is known, and says whether anybody still reads."""

    def as_line(case: RunCase) -> bool:
        return print_report(case_json(case), as_line=True) and flush_out()

    def as_text(case: RunCase) -> bool:
        page = new_page(arguments.color, shows_all=arguments.all)
        write_case(page, case)
        return print_page(page) and flush_out()

    by_format = {"jsonl": as_line, "text": as_text}
    return by_format.get(arguments.format, lambda case: True)


def _printed(
    cases: Iterator[RunCase], shown: Callable[[RunCase], bool], progress: Progress, total: int
) -> Iterator[RunCase]:
    for number, case in enumerate(cases, start=1):
        shown(case)
        progress.step(number, total)
        yield case


def _cases(report: RunReport) -> Sequence[ReportCase]:
    from workbench.reports.junit import run_cases  # noqa: PLC0415 - few ask for a report

    return [replace(one, file=_from_here(one.file)) for one in run_cases(report)]


def _from_here(path: str) -> str:
    """Return a path from the working folder where it stands below it: there a runner looks for files."""
    place, here = Path(path).absolute(), working_folder()
    return place.relative_to(here).as_posix() if place.is_relative_to(here) else path
