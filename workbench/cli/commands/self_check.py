"""`workbench self-check PLUGIN`: what the plugin says of its own wire types, and every failure in full."""

from __future__ import annotations

import argparse
import time
from typing import TYPE_CHECKING, Any

from workbench.cli.engine_at_work import engine_at_work
from workbench.cli.options import resolved_settings, with_offer
from workbench.cli.output import new_page, print_page, verdict_exit
from workbench.cli.redaction import print_report
from workbench.cli.report_files import report_files
from workbench.compose import artifact_at, session_settings

if TYPE_CHECKING:
    from workbench.reports.junit import ReportCase
    from workbench.session.values.generation import Generation


def run(arguments: argparse.Namespace) -> int:
    """Run layers 1 to 3, and print what was asked and answered."""
    reports = report_files(arguments.report, (arguments.plugin, arguments.offer))
    resolved = resolved_settings(arguments)
    settings = with_offer(session_settings(resolved), arguments.offer)
    with engine_at_work(arguments, resolved, "self-check", arguments.plugin) as (engine, _):
        # Loaded while the engine's process starts.
        from workbench.session.self_check import self_check_build  # noqa: PLC0415

        generation = self_check_build(engine, artifact_at(arguments.plugin), settings, clock=time.time)

    def as_json() -> Any:
        from workbench.reports.json.self_check import self_check_json  # noqa: PLC0415 - people do without

        return self_check_json(generation, settings)

    reports.write("self-check", lambda: _cases(generation), as_json, title=generation.title)
    if arguments.format == "json":
        print_report(as_json())
    else:
        from workbench.reports.text.self_check import write_self_check  # noqa: PLC0415 - programs do without

        page = new_page(arguments.color)
        write_self_check(page, generation, settings)
        print_page(page)
    return verdict_exit(generation.error, passed=generation.is_good)


def _cases(generation: Generation) -> list[ReportCase]:
    from workbench.reports.judged import self_check_cases  # noqa: PLC0415 - few ask for a report

    return self_check_cases(generation)
