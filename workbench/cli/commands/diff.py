"""`workbench diff OLD NEW`: two builds side by side, and what they answer to the same calls."""

from __future__ import annotations

import argparse
import time
from pathlib import Path

from workbench.cli.engine_at_work import engine_at_work
from workbench.cli.options import resolved_settings
from workbench.cli.output import Exit, new_page, print_page, verdict_exit
from workbench.cli.recording_options import replay_rules
from workbench.cli.redaction import print_report
from workbench.cli.report_files import report_files
from workbench.compose import artifact_at, keeps_compiled_code, session_settings
from workbench.errors.identity import WasmParseError
from workbench.reports.json.diff import diff_json
from workbench.reports.judged import diff_cases
from workbench.reports.text.diff import write_diff
from workbench.session.diff import diff_builds
from workbench.session.replay.replay_build import replay_settings
from workbench.store.recordings import recorded_calls


def run(arguments: argparse.Namespace) -> int:
    """Compare and print."""
    arguments.plugin = arguments.new
    reports = report_files(arguments.report, (arguments.old, arguments.new, arguments.recording))
    resolved = resolved_settings(arguments)
    settings = session_settings(resolved)
    recording = recorded_calls(Path(arguments.recording)) if arguments.recording else None
    if recording is not None:
        settings = replay_settings(recording, settings, resolved.given)
    rules = replay_rules(arguments.ignore, arguments.tolerance)
    with engine_at_work(arguments, resolved, "diff", arguments.old, arguments.new) as (engine, _):
        old, new = (artifact_at(path) for path in (arguments.old, arguments.new))
        report = diff_builds(
            engine,
            engine.host,
            old,
            new,
            settings,
            clock=time.time,
            recording=recording,
            rules=rules,
            measure_fuel=arguments.fuel,
            compiles_once=keeps_compiled_code(),
        )
    reports.write(
        "diff",
        lambda: diff_cases(report),
        lambda: diff_json(report),
        title=f"{report.old.file_name} and {report.new.file_name}",
    )
    if arguments.format == "json":
        print_report(diff_json(report))
    else:
        page = new_page(arguments.color, shows_all=arguments.all)
        write_diff(page, report)
        print_page(page)
    # Two files that are no modules are the same in nothing that a host could see.
    exits = [
        verdict_exit(build.error, passed=report.same and not isinstance(build.error, WasmParseError))
        for build in (report.old, report.new)
    ]
    return max(exits, default=Exit.PASSED)
