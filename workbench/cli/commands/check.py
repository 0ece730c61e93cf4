"""`workbench check PLUGIN…`: layers 1 to 3, the static checks and the conformance cases."""

from __future__ import annotations

import argparse
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from workbench.cli.engine_at_work import engine_at_work
from workbench.cli.options import factory_state, resolved_settings, with_offer
from workbench.cli.output import new_page, print_page, verdict_exit
from workbench.cli.project_plugin import project_plugin
from workbench.cli.redaction import print_report
from workbench.cli.report_files import report_files
from workbench.cli.threshold_options import Thresholds, thresholds
from workbench.compose import artifact_at, session_settings
from workbench.many.found import means_one

if TYPE_CHECKING:
    from workbench.engine.client.engine_client import EngineClient
    from workbench.project import ResolvedSettings
    from workbench.reports.document.blocks import ReportDocument
    from workbench.reports.junit import ReportCase
    from workbench.session.values.check_report import CheckReport
    from workbench.session.values.generation import Artifact


def run(arguments: argparse.Namespace) -> int:
    """Check the plugins and print the report."""
    arguments.plugins = arguments.plugins or [project_plugin(arguments)]
    arguments.plugin = arguments.plugins[0]
    if arguments.follows:
        from workbench.cli.watched_checks import watch_checks  # noqa: PLC0415 - most runs have an end

        return watch_checks(arguments, judge)
    limits = thresholds(arguments)
    if not means_one(arguments.plugins) or arguments.shard is not None or arguments.timing is not None:
        from workbench.cli.many_checks import check_many  # noqa: PLC0415 - one plugin does without

        return check_many(arguments, judge, limits)
    return _check_one(arguments, limits)


def judge(arguments: argparse.Namespace, limits: Thresholds | None) -> Any:
    """Return what checks a build as the options say. Raises SettingInvalid, and what `with_offer` does."""
    # What judges a plugin is loaded while the engine's process starts: each takes as long as the other.
    from workbench.protocol.conformance import Kind  # noqa: PLC0415
    from workbench.session.check import check_build  # noqa: PLC0415
    from workbench.session.values.settings import Settings  # noqa: PLC0415

    state = factory_state(arguments.factory_state)
    offering = None if arguments.offer is None else with_offer(Settings(), arguments.offer)

    def checked(engine: EngineClient, artifact: Artifact, resolved: ResolvedSettings) -> CheckReport:
        settings = session_settings(resolved)
        report = check_build(
            engine,
            artifact,
            settings if offering is None else replace(settings, offer=offering.offer, offer_file=offering.offer_file),
            clock=time.time,
            kind=Kind(arguments.kind) if arguments.kind else None,
            factory_state=state,
            measure_fuel=arguments.fuel,
            judged_by_reference=arguments.reference,
            drift_host=engine.host if arguments.drift else None,
            measuring=None if limits is None else limits.of(artifact.path),
        )
        if limits is not None:
            limits.accept(artifact.path, report)
        return report

    return checked


def _check_one(arguments: argparse.Namespace, limits: Thresholds | None) -> int:
    reports = report_files(arguments.report, (arguments.plugin, arguments.offer, arguments.baseline))
    resolved = resolved_settings(arguments)
    with engine_at_work(arguments, resolved, "check", arguments.plugin) as (engine, _):
        checked = judge(arguments, limits)
        from workbench.reports.json.check import check_json  # noqa: PLC0415 - as what judges

        report = checked(engine, artifact_at(arguments.plugin), resolved)

    def as_json() -> Any:
        return check_json(report, resolved["budgets"].value)

    reports.write("check", lambda: _cases(report), as_json, document=lambda versions: _document(report, versions))
    if limits is not None:
        limits.write()
    if arguments.format != "text":
        print_report(as_json(), as_line=arguments.format == "jsonl")
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
