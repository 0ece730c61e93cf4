"""`run --watch`: saved payloads are sent whenever the plugin is built or one of them changes."""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.cli.options import with_offer
from workbench.cli.watching import Block, Watching, check_watch_options
from workbench.compose import session_settings
from workbench.payload_plan import planned_run
from workbench.project import ResolvedSettings, payload_folder, project_folder, working_folder
from workbench.reports.json.run import run_json
from workbench.reports.text.run import write_case, write_end
from workbench.session.run.run import run_payloads
from workbench.session.values.run_report import RunReport

if TYPE_CHECKING:
    from workbench.engine.client.engine_client import EngineClient
    from workbench.session.values.generation import Artifact


def watch_runs(arguments: argparse.Namespace, plugin: str, resolved: ResolvedSettings) -> int:
    """Send the payloads whenever something has changed, until a signal."""
    check_watch_options(arguments)
    return _RunWatch(arguments).run([(plugin, resolved)], watched_folders(arguments.paths, resolved))


def watched_folders(paths: Sequence[str], resolved: ResolvedSettings) -> list[Path]:
    """Return the folders of the payloads that are sent, none within another: the named ones, and the project's."""
    starts = (project_folder(resolved), working_folder())
    found = {payload_folder(resolved).absolute()}
    for path in paths:
        place = next((start / path for start in starts if (start / path).exists()), None)
        if place is not None:
            found.add((place if place.is_dir() else place.parent).absolute())
    return sorted(one for one in found if not any(other in one.parents for other in found))


class _RunWatch(Watching):
    def judge(self, block: Block, engine: EngineClient, artifact: Artifact, settings: ResolvedSettings) -> None:
        """Send the payloads as they are now to a build."""
        plan = planned_run(self.arguments.paths, settings)
        judged_under = with_offer(session_settings(settings), self.arguments.offer)
        cases = run_payloads(engine, engine.host, artifact, judged_under, plan, clock=time.time, given=settings.given)
        report = RunReport(tuple(cases))
        if self.arguments.format == "jsonl":
            block.tell("run", run_json(report, artifact, judged_under))
            return
        for case in report.cases:
            if not case.passed or self.arguments.all:
                write_case(block.page, case)
        write_end(block.page, report)
