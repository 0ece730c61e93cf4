"""`workbench check PLUGIN`: layers 1 to 3, the static checks and the conformance cases."""

from __future__ import annotations

import argparse
import time

from workbench.cli.options import factory_state, resolved_settings, with_offer
from workbench.cli.output import new_page, print_json, print_page, verdict_exit, write_reports
from workbench.compose import artifact_at, session_settings, start_engine


def run(arguments: argparse.Namespace) -> int:
    """Check the plugin and print the report."""
    resolved = resolved_settings(arguments)
    engine = start_engine(resolved)
    try:
        # What judges a plugin is loaded while the engine's process starts: each takes as long as the other.
        from workbench.protocol.conformance import Kind  # noqa: PLC0415
        from workbench.reports.json.check import check_json  # noqa: PLC0415
        from workbench.session.check import check_build  # noqa: PLC0415

        report = check_build(
            engine,
            artifact_at(arguments.plugin),
            with_offer(session_settings(resolved), arguments.offer),
            clock=time.time,
            kind=Kind(arguments.kind) if arguments.kind else None,
            factory_state=factory_state(arguments.factory_state),
            measure_fuel=arguments.fuel,
        )
    finally:
        engine.shutdown()
    if arguments.format == "json":
        print_json(check_json(report, resolved["budgets"].value))
    else:
        from workbench.reports.text.check import write_check  # noqa: PLC0415 - programs do without

        page = new_page(arguments.color)
        write_check(page, report)
        print_page(page)
    if arguments.report:
        from workbench.reports.junit import check_cases  # noqa: PLC0415 - few ask for a report

        write_reports(arguments.report, "check", lambda: check_cases(report))
    return verdict_exit(report.generation.layers[0].error, passed=report.passed)
