"""`workbench journey PLUGIN…`: one proxied request through all functions, as a host takes it."""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from workbench.cli.engine_at_work import engine_at_work
from workbench.cli.options import factory_state, resolved_settings, with_offer
from workbench.cli.output import Exit, new_page, print_page, verdict_exit
from workbench.cli.redaction import print_report
from workbench.cli.report_files import report_files
from workbench.compose import artifact_at, session_settings
from workbench.errors.operator import SettingInvalid
from workbench.protocol.journey.proxied_request import ProxiedRequest, read_proxied, typical_proxied
from workbench.protocol.journey.step import is_step_name
from workbench.reports.json.journey import journey_json
from workbench.reports.judged_hosts import journey_cases
from workbench.reports.text.journey import write_journey
from workbench.session.journey.journey import take_journey
from workbench.session.values.journey_report import JourneyReport, JourneyRequest, upstream_answers
from workbench.store.named_files import read_named

_FILE_MAX_BYTES: Final = 32 * 1024 * 1024


def run(arguments: argparse.Namespace) -> int:
    """Take the request through the plugins, and print what happened."""
    edited = [one.partition("=")[2] for one in arguments.edit]
    reports = report_files(arguments.report, (*arguments.plugins, arguments.offer, arguments.request, *edited))
    request = JourneyRequest(
        _proxied(arguments.request),
        upstream_answers(arguments.upstream or ()),
        factory_state(arguments.factory_state),
        _edits(arguments.edit),
    )
    # The first one's project file holds.
    arguments.plugin = arguments.plugins[0]
    resolved = resolved_settings(arguments)
    settings = with_offer(session_settings(resolved), arguments.offer)
    with engine_at_work(arguments, resolved, "journey") as (engine, _):
        artifacts = [artifact_at(path) for path in arguments.plugins]
        report = take_journey(engine, engine.host, artifacts, settings, request, clock=time.time)
    title = report.request.proxied.title
    reports.write("journey", lambda: journey_cases(report), lambda: journey_json(report, settings), title=title)
    if arguments.format == "json":
        print_report(journey_json(report, settings))
    else:
        page = new_page(arguments.color, shows_all=arguments.all)
        write_journey(page, report)
        print_page(page)
    return _exit(report)


def _exit(report: JourneyReport) -> Exit:
    """Return the worst exit code of the plugins; a journey that came to its end has none of its own."""
    codes = [verdict_exit(plugin.error, passed=False) for plugin in report.rejected]
    if report.end is None and not codes:
        codes = [Exit.FAILED]
    return max(codes, default=Exit.PASSED)


def _proxied(path: str | None) -> ProxiedRequest:
    if path is None:
        return typical_proxied()
    return read_proxied(read_named(Path(path), "a request", max_bytes=_FILE_MAX_BYTES))


def _edits(given: Iterable[str]) -> dict[str, str]:
    """Return what is sent in place of the host's payloads. Raises SettingInvalid, and as `read_named` does."""
    edits: dict[str, str] = {}
    for one in given:
        step, sign, path = one.partition("=")
        if not sign or not path or not is_step_name(step):
            expected = "STEP=FILE, with a wire function as step, or such as sign.2 for its second time"
            raise SettingInvalid("edit", one, expected, "option")
        if step in edits:
            raise SettingInvalid("edit", one, "each step once: one payload is sent in it", "option")
        content = read_named(Path(path), "a payload", max_bytes=_FILE_MAX_BYTES)
        # Bytes that are not UTF-8 are no JSON: a lone surrogate keeps them so, and the dispatch names the stage.
        edits[step] = content.decode("utf-8", "surrogateescape")
    return edits
