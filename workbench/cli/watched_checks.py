"""`check --watch`: each build of some plugins is checked, and said in a block."""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from workbench.cli.threshold_options import Thresholds, thresholds
from workbench.cli.watching import Block, Watching, check_watch_options, since_us, watched_plugins
from workbench.many.check_worker import Judge
from workbench.many.found import find_plugins
from workbench.project import ResolvedSettings
from workbench.reports.json.check import check_json
from workbench.reports.text.check import write_check
from workbench.reports.text.watch import write_check_block

if TYPE_CHECKING:
    from workbench.engine.client.engine_client import EngineClient
    from workbench.session.values.generation import Artifact


def watch_checks(arguments: argparse.Namespace, judge: Callable[[argparse.Namespace, Thresholds | None], Judge]) -> int:
    """Check the plugins whenever they are built, until a signal.

    Raises:
        PluginUnreadable: A folder or a pattern means no plugin, so that nothing of it could be followed.
    """
    check_watch_options(arguments)
    plugins = find_plugins(arguments.plugins).plugins
    for plugin in plugins:
        if plugin.error is not None:
            raise plugin.error
    limits = thresholds(arguments)
    return _CheckWatch(arguments, judge(arguments, limits)).run(
        watched_plugins(arguments, [one.path for one in plugins])
    )


class _CheckWatch(Watching):
    def __init__(self, arguments: argparse.Namespace, judge: Judge) -> None:
        super().__init__(arguments)
        self._check = judge

    def judge(self, block: Block, engine: EngineClient, artifact: Artifact, settings: ResolvedSettings) -> None:
        """Check a build."""
        started = time.perf_counter_ns()
        report = self._check(engine, artifact, settings)
        if self.arguments.format == "jsonl":
            block.tell("checked", check_json(report, settings["budgets"].value))
        elif self.arguments.all:
            write_check(block.page, report)
        else:
            write_check_block(block.page, report, since_us(started))
