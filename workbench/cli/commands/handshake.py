"""`workbench handshake PLUGIN`: one negotiation, step by step."""

from __future__ import annotations

import argparse
import time
from typing import TYPE_CHECKING

from workbench.cli.engine_at_work import engine_at_work
from workbench.cli.options import resolved_settings, with_offer
from workbench.cli.output import new_page, print_page, verdict_exit
from workbench.cli.redaction import print_report
from workbench.cli.report_files import report_files
from workbench.compose import artifact_at, session_settings

if TYPE_CHECKING:
    from workbench.reports.junit import ReportCase
    from workbench.session.values.negotiation_report import NegotiationReport


def run(arguments: argparse.Namespace) -> int:
    """Negotiate, and print the nine steps."""
    reports = report_files(arguments.report, (arguments.plugin, arguments.offer))
    resolved = resolved_settings(arguments)
    settings = with_offer(session_settings(resolved), arguments.offer)
    with engine_at_work(arguments, resolved, "handshake", arguments.plugin) as (engine, _):
        # Loaded while the engine's process starts.
        from workbench.session.negotiation.trial import negotiate_build  # noqa: PLC0415

        report = negotiate_build(engine, artifact_at(arguments.plugin), settings, clock=time.time)
    reports.write("handshake", lambda: _cases(report), title=report.generation.title)
    if arguments.format == "json":
        from workbench.reports.json.negotiation import handshake_json  # noqa: PLC0415 - people do without

        print_report(handshake_json(report, settings))
    else:
        from workbench.reports.text.negotiation import write_handshake  # noqa: PLC0415 - programs do without

        page = new_page(arguments.color)
        write_handshake(page, report, settings)
        print_page(page)
    return verdict_exit(report.error, passed=report.passed)


def _cases(report: NegotiationReport) -> list[ReportCase]:
    from workbench.reports.judged import handshake_cases  # noqa: PLC0415 - few ask for a report

    return handshake_cases(report)
