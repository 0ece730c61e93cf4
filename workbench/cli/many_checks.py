"""`check` over several plugins: which ones, on how many workers, and what is said of all of them at the end."""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack, closing
from typing import TYPE_CHECKING
from zlib import crc32

from workbench.cli.many_reports import ManyReports, Spool
from workbench.cli.options import resolved_settings
from workbench.cli.output import Exit, narrate
from workbench.cli.progress import shown_progress
from workbench.cli.redaction import narrate_count, narrate_found
from workbench.cli.report_files import report_files
from workbench.cli.streams import says_details
from workbench.cli.threshold_options import Thresholds
from workbench.many.engine_keeper import EngineKeeper
from workbench.many.found import PluginFound, find_plugins
from workbench.many.processors import processors
from workbench.many.timings import Timings
from workbench.project import ResolvedSettings
from workbench.store.settings_files import find_project_file

if TYPE_CHECKING:
    from workbench.cli.many_results import KnownPlugin, ManyOutput
    from workbench.many.check_worker import CheckWorker, Judge
    from workbench.protocol.redaction.redactor import Redactor
    from workbench.session.values.plugin_verdict import ManyVerdicts


def check_many(
    arguments: argparse.Namespace,
    judge: Callable[[argparse.Namespace, Thresholds | None], Judge],
    limits: Thresholds | None,
) -> int:
    """Check the plugins, and return the worst exit code."""
    found = find_plugins(arguments.plugins)
    if found.links_left_out:
        links = "1 link leads" if found.links_left_out == 1 else f"{found.links_left_out:,} links lead"
        narrate(f"workbench: {links} out of the folders, left out")
    timings = Timings(arguments.timing)
    reads = (*(one.path for one in found.plugins), arguments.offer, arguments.timing, arguments.baseline)
    files = report_files(arguments.report, reads)
    plugins = timings.plan(found.plugins, arguments.shard)
    settings = _Settings(arguments, plugins)
    with ExitStack() as open_parts:
        keepers = _started(arguments, plugins, settings, open_parts)
        # What judges and reports is loaded while the engines' processes start.
        from workbench.cli.many_results import ManyOutput, PluginKeeper  # noqa: PLC0415
        from workbench.many.check_worker import CheckWorker  # noqa: PLC0415

        suites, lines = (open_parts.enter_context(closing(Spool())) for _ in range(2))
        reports, output = ManyReports(files, suites), ManyOutput(arguments, lines)
        keep, judged = PluginKeeper(arguments, reports).keep, judge(arguments, limits)
        workers = [CheckWorker(settings.of, judged, keep, engines) for engines in keepers]
        run = _checked(arguments, plugins, workers, reports, output)
        if run is None:
            return Exit.NOBODY_READS
        reports.write(run)
        timings.write(run.verdicts, arguments.shard)
        if limits is not None:
            limits.write()
        output.end(run)
    return run.exit_code


def _started(
    arguments: argparse.Namespace, plugins: Sequence[PluginFound], settings: _Settings, open_parts: ExitStack
) -> list[EngineKeeper]:
    """Start the engine of each worker, without waiting for it. Raises EngineUnavailable."""
    jobs = max(min(arguments.jobs or processors(), len(plugins)), 1)
    keepers = [EngineKeeper(number) for number in range(jobs)]
    for keeper, plugin in zip(keepers, plugins, strict=False):
        open_parts.callback(keeper.close)
        keeper.engine_for(settings.of(plugin.path))
    return keepers


def _checked(
    arguments: argparse.Namespace,
    plugins: Sequence[PluginFound],
    workers: Sequence[CheckWorker[KnownPlugin]],
    reports: ManyReports,
    output: ManyOutput,
) -> ManyVerdicts | None:
    """Check them; None: nobody reads what is printed, and nothing else was asked for."""
    from workbench.many.workers import results  # noqa: PLC0415 - as above
    from workbench.session.values.plugin_verdict import ManyVerdicts  # noqa: PLC0415 - as above

    verdicts, started = [], time.perf_counter_ns()
    taken_out = 0
    # Closed at once when a signal or an error ends it, not when the generator is collected.
    with (
        closing(results(plugins, workers, ends=lambda known: _ends(arguments, known), home=_home)) as coming,
        shown_progress(arguments, f"check of {len(plugins):,} plugins") as progress,
    ):
        for known in coming:
            verdicts.append(known.verdict)
            progress.step(len(verdicts), len(plugins))
            reports.add(known.verdict.path, known.parts)
            if known.redactor is not None:
                taken_out += _count_taken_out(known.verdict.path, known.redactor)
            if not output.add(known) and not reports.wants_cases and not _writes_files(arguments):
                return None
    if taken_out:
        narrate_count(taken_out, "the report")
    return ManyVerdicts(
        tuple(sorted(verdicts, key=lambda one: one.path)),
        len(plugins) - len(verdicts),
        (time.perf_counter_ns() - started) // 1_000,
        len(workers),
        str(arguments.shard or ""),
    )


def _count_taken_out(path: str, redactor: Redactor) -> int:
    """Return how many secrets of a plugin are still to be said at the end: none where each was named."""
    if redactor.kept or says_details():
        narrate_found(redactor, path)
        return 0
    return len(redactor.taken_out)


def _home(found: PluginFound) -> int:
    """Return a number that is the same for a plugin in each run: the worker that has compiled it knows it again."""
    return crc32(os.fsencode(found.path))


def _writes_files(arguments: argparse.Namespace) -> bool:
    return arguments.timing is not None or bool(arguments.update)


def _ends(arguments: argparse.Namespace, known: KnownPlugin) -> bool:
    return bool(arguments.fail_fast) and not known.verdict.passed


class _Settings:
    """The settings of each plugin, which may belong to different projects; each project file is read once."""

    def __init__(self, arguments: argparse.Namespace, plugins: Sequence[PluginFound]) -> None:
        """Read them all, before the work begins. Raises what `resolved_settings` does."""
        self._by_folder: dict[str, ResolvedSettings] = {}
        by_project: dict[object, ResolvedSettings] = {}
        for plugin in plugins:
            folder = _folder(plugin.path)
            if folder in self._by_folder:
                continue
            project = find_project_file(plugin.path)
            if project not in by_project:
                arguments.plugin = plugin.path
                by_project[project] = resolved_settings(arguments)
            self._by_folder[folder] = by_project[project]

    def of(self, path: str) -> ResolvedSettings:
        """Return those of the plugin at a path."""
        return self._by_folder[_folder(path)]


def _folder(path: str) -> str:
    return path.rpartition("/")[0]
