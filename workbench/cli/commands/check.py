"""`workbench check PLUGIN`: layers 1 to 3, the static checks and the conformance cases."""

from __future__ import annotations

import argparse
import time
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from workbench.cli.options import factory_state, resolved_settings, with_offer
from workbench.cli.output import new_page, print_page, verdict_exit
from workbench.cli.redaction import print_report
from workbench.cli.report_files import report_files
from workbench.compose import artifact_at, session_settings, start_engine

if TYPE_CHECKING:
    from workbench.reports.document.blocks import ReportDocument
    from workbench.reports.junit import ReportCase
    from workbench.session.values.check_report import CheckReport


def run(arguments: argparse.Namespace) -> int:
    """Check the plugin and print the report."""
    reports = report_files(arguments.report, (arguments.plugin, arguments.offer))
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
            judged_by_reference=arguments.reference,
            drift_host=engine.host if arguments.drift else None,
        )
    finally:
        engine.shutdown()

    def as_json() -> Any:
        return check_json(report, resolved["budgets"].value)

    reports.write("check", lambda: _cases(report), as_json, document=lambda versions: _document(report, versions))
    if arguments.format == "json":
        print_report(as_json())
    else:
        from workbench.reports.text.check import write_check  # noqa: PLC0415 - programs do without

        page = new_page(arguments.color, shows_all=arguments.all)
        write_check(page, report)
        print_page(page)
    return verdict_exit(report.generation.error, passed=report.passed)


def _document(report: CheckReport, versions: Mapping[str, str]) -> ReportDocument:
    from workbench.reports.document.of_check import check_document  # noqa: PLC0415 - few ask for a report

    return check_document(report, versions)


def _cases(report: CheckReport) -> Sequence[ReportCase]:
    from workbench.reports.junit import check_cases  # noqa: PLC0415 - few ask for a report

    return check_cases(report)
