"""`workbench inspect PLUGIN`: layer 1 and the static checks. Starts no engine."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import TYPE_CHECKING

from workbench.cli.output import new_page, print_page, verdict_exit
from workbench.cli.redaction import print_report
from workbench.cli.report_files import report_files
from workbench.loop.artifact import look_through

if TYPE_CHECKING:
    from workbench.protocol.wasm import ModuleBytes
    from workbench.reports.junit import ReportCase
    from workbench.session.inspection import Inspection


def run(arguments: argparse.Namespace) -> int:
    """Read the module and print what stands in it."""
    reports = report_files(arguments.report, (arguments.plugin,))
    found, size_bytes, sha256 = look_through(arguments.plugin, _look)
    reports.write("inspect", lambda: _cases(found), title=arguments.plugin)
    if arguments.format == "json":
        from workbench.reports.json.inspection import inspection_json  # noqa: PLC0415 - people do without

        print_report(inspection_json(found, {"path": arguments.plugin, "size": size_bytes, "sha256": sha256}))
    else:
        from workbench.reports.text.inspection import write_inspection  # noqa: PLC0415 - programs do without

        page = new_page(arguments.color, shows_all=arguments.all)
        write_inspection(page, found, size_bytes, sha256)
        print_page(page)
    return verdict_exit(found.error, passed=found.passed)


def _look(module: ModuleBytes) -> Inspection:
    # A large module is hashed while what reads it is loaded: that takes as long as hashing 100 MB.
    from workbench.session.inspection import inspect_module  # noqa: PLC0415

    return inspect_module(module)


def _cases(found: Inspection) -> Sequence[ReportCase]:
    from workbench.reports.junit import inspect_cases  # noqa: PLC0415 - few ask for a report

    return inspect_cases(found)
