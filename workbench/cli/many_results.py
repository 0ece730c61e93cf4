"""What is kept of one plugin of many, and how it is printed. Loads what judges and reports: engines start meanwhile."""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from typing import Final

from workbench.cli.many_reports import FAILED_KEPT_MAX, ManyReports, PluginParts, Spool
from workbench.cli.output import Exit, new_page, print_page, verdict_exit
from workbench.cli.redaction import redacted_cases
from workbench.cli.streams import flush_out, write_out
from workbench.errors.artifact import PluginUnreadable
from workbench.exits import exit_code
from workbench.many.check_worker import PluginChecked
from workbench.protocol.redaction.redactor import Redactor, value_without_secrets
from workbench.reports.json.json_text import json_text
from workbench.reports.json.many import many_json, plugin_line
from workbench.reports.junit import ReportCase, check_cases, suite_xml
from workbench.reports.text.many import write_many
from workbench.session.values.plugin_verdict import ManyVerdicts, PluginVerdict

_REASON_MAX: Final = 2_000
"""Characters of what failed first that are kept of each plugin."""


@dataclass(frozen=True, slots=True)
class KnownPlugin:
    """What is kept of one plugin."""

    verdict: PluginVerdict
    parts: PluginParts
    redactor: Redactor | None
    """Knows what was taken out of the texts; None: there are none but the table's."""


class PluginKeeper:
    """Makes of what a check found what the output and the reports need. Used on the threads of the workers."""

    def __init__(self, arguments: argparse.Namespace, reports: ManyReports) -> None:
        self._wants_line = arguments.format != "text"
        self._reports = reports

    def keep(self, checked: PluginChecked) -> KnownPlugin:
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
        return KnownPlugin(verdict, PluginParts(line, suite, failed), redactor if is_reported else None)

    def _judged(self, checked: PluginChecked, known: Redactor) -> tuple[bytes, tuple[ReportCase, ...]]:
        """Return the suite of a plugin, empty where nobody asked for it, and the first of what failed."""
        if checked.report is not None:
            cases = check_cases(checked.report)
        else:
            hint = checked.error.hint if checked.error else ""
            cases = [ReportCase("plugin", "file", False, str(checked.error), hint=hint)]
        clean = redacted_cases(cases, Redactor(known=known))
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


class ManyOutput:
    """What is printed, in one of the three formats."""

    def __init__(self, arguments: argparse.Namespace, spool: Spool) -> None:
        self._arguments = arguments
        self._spool = spool

    def add(self, known: KnownPlugin) -> bool:
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
