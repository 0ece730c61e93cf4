"""`check` over several plugins: what is said of each while it runs, and of all of them at the end."""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from typing import Final
from zlib import crc32

from workbench.cli.many_reports import FAILED_KEPT_MAX, ManyReports, PluginParts, Spool
from workbench.cli.options import resolved_settings
from workbench.cli.output import Exit, narrate, new_page, print_page, verdict_exit
from workbench.cli.progress import shown_progress
from workbench.cli.redaction import narrate_found
from workbench.cli.report_files import report_files
from workbench.cli.streams import flush_out, write_out
from workbench.cli.threshold_options import Thresholds
from workbench.errors.artifact import PluginUnreadable
from workbench.exits import exit_code
from workbench.many.check_worker import CheckWorker, Judge, PluginChecked
from workbench.many.found import PluginFound, find_plugins
from workbench.many.processors import processors
from workbench.many.timings import Timings
from workbench.many.workers import results
from workbench.project import ResolvedSettings
from workbench.protocol.redaction.redactor import Redactor, value_without_secrets
from workbench.reports.json.json_text import json_text
from workbench.reports.json.many import many_json, plugin_line
from workbench.reports.junit import ReportCase, check_cases, suite_xml
from workbench.reports.text.many import write_many
from workbench.session.values.plugin_verdict import ManyVerdicts, PluginVerdict
from workbench.store.settings_files import find_project_file

_REASON_MAX: Final = 2_000
"""Characters of what failed first that are kept of each plugin."""


@dataclass(frozen=True, slots=True)
class _Known:
    """What is kept of one plugin."""

    verdict: PluginVerdict
    parts: PluginParts
    redactor: Redactor | None
    """Knows what was taken out of the texts; None: there are none but the table's."""


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
    with closing(Spool()) as suites, closing(Spool()) as lines:
        reports, output = ManyReports(files, suites), _Output(arguments, lines)
        run = _checked(arguments, judge(arguments, limits), plugins, reports, output)
        if run is None:
            return Exit.NOBODY_READS
        reports.write(run)
        timings.write(run.verdicts, arguments.shard)
        if limits is not None:
            limits.write()
        output.end(run)
    return run.exit_code


def _checked(
    arguments: argparse.Namespace,
    judge: Judge,
    plugins: Sequence[PluginFound],
    reports: ManyReports,
    output: _Output,
) -> ManyVerdicts | None:
    """Check them; None: nobody reads what is printed, and nothing else was asked for."""
    settings, keeper = _Settings(arguments, plugins), _Keeper(arguments, reports)
    jobs = max(min(arguments.jobs or processors(), len(plugins)), 1)
    workers = [CheckWorker(settings.of, judge, keeper.keep, number) for number in range(jobs)]
    verdicts, started = [], time.perf_counter_ns()
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
                narrate_found(known.redactor, known.verdict.path)
            if not output.add(known) and not reports.wants_cases and not _writes_files(arguments):
                return None
    return ManyVerdicts(
        tuple(sorted(verdicts, key=lambda one: one.path)),
        len(plugins) - len(verdicts),
        (time.perf_counter_ns() - started) // 1_000,
        jobs,
        str(arguments.shard or ""),
    )


def _home(found: PluginFound) -> int:
    """Return a number that is the same for a plugin in each run: the worker that has compiled it knows it again."""
    return crc32(os.fsencode(found.path))


def _writes_files(arguments: argparse.Namespace) -> bool:
    return arguments.timing is not None or bool(arguments.update)


def _ends(arguments: argparse.Namespace, known: _Known) -> bool:
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


class _Keeper:
    """Makes of what a check found what the output and the reports need. Used on the threads of the workers."""

    def __init__(self, arguments: argparse.Namespace, reports: ManyReports) -> None:
        self._wants_line = arguments.format != "text"
        self._reports = reports

    def keep(self, checked: PluginChecked) -> _Known:
        """Return what is kept."""
        report, code, redactor = checked.report, _code(checked), Redactor()
        reason = _reason(checked)
        line = ""
        if self._wants_line or self._reports.wants_cases or code != Exit.PASSED:
            budgets = checked.settings["budgets"].value
            value = plugin_line(checked.path, report, checked.error, budgets, exit_code=code, wall_us=checked.wall_us)
            redacted, redactor = value_without_secrets(value)
            line = json_text(redacted) if self._wants_line else ""
            reason = Redactor(known=redactor).words(reason[:_REASON_MAX], "reason")
        size_bytes = None if report is None else report.generation.artifact.size_bytes
        share = report.figures.fuel_share if report is not None and report.figures is not None else None
        verdict = PluginVerdict(checked.path, int(code), reason, size_bytes, checked.wall_us, share)
        suite, failed = self._judged(checked, redactor) if self._reports.wants_cases else (b"", ())
        is_reported = self._wants_line or self._reports.wants_cases
        return _Known(verdict, PluginParts(line, suite, failed), redactor if is_reported else None)

    def _judged(self, checked: PluginChecked, known: Redactor) -> tuple[bytes, tuple[ReportCase, ...]]:
        """Return the suite of a plugin, empty where nobody asked for it, and the first of what failed."""
        if checked.report is not None:
            cases = check_cases(checked.report)
        else:
            cases = [ReportCase("plugin", "file", False, str(checked.error))]
        redactor = Redactor(known=known)
        clean = [replace(case, detail=redactor.words(case.detail, f"{case.group}/{case.name}")) for case in cases]
        suite = suite_xml(checked.path, clean) if self._reports.wants_suites else b""
        return suite, tuple(case for case in clean if case.passed is False)[:FAILED_KEPT_MAX]


def _code(checked: PluginChecked) -> Exit:
    """Return what `check` of this plugin alone would exit with."""
    if checked.report is None:
        code = Exit.OURS if checked.error is None else exit_code(checked.error)
        # What was typed was judged before the work: what is wrong by now gives no verdict.
        return Exit.OURS if code is Exit.USAGE else code
    return verdict_exit(checked.report.generation.error, passed=checked.report.passed)


def _reason(checked: PluginChecked) -> str:
    """Return what failed first, in one line; empty: nothing did."""
    report, error = checked.report, checked.error
    if report is None:
        # The path stands before it.
        return error.reason if isinstance(error, PluginUnreadable) else f"{error.kind}: {error}" if error else ""
    failed = report.generation.failed_layer
    if failed is not None and failed.error is not None:
        return f"{failed.layer.label} {failed.layer.value}: {failed.error.kind}: {failed.error}"
    exceeded = next((one.error for one in report.thresholds if one.error is not None), None)
    named = ", ".join(report.failed_names)
    return "" if report.passed else f"{named}: {exceeded}" if exceeded is not None else named


class _Output:
    """What is printed, in one of the three formats."""

    def __init__(self, arguments: argparse.Namespace, spool: Spool) -> None:
        self._arguments = arguments
        self._spool = spool

    def add(self, known: _Known) -> bool:
        """Print a plugin, or keep it for the end; return whether anybody still reads. Raises MachineError."""
        if self._arguments.format == "json":
            self._spool.add(known.verdict.path, known.parts.line.encode())
        elif self._arguments.format == "jsonl":
            return write_out(known.parts.line + "\n") and flush_out()
        return True

    def end(self, run: ManyVerdicts) -> None:
        """Print what concerns all of them. Raises MachineError."""
        if self._arguments.format == "json":
            for piece in many_json(run, (line.decode() for line in self._spool)):
                write_out(piece)
        elif self._arguments.format == "text":
            page = new_page(self._arguments.color, shows_all=self._arguments.all)
            write_many(page, run)
            print_page(page)
