"""`workbench inspect PLUGIN`: layer 1 and the static checks. Starts no engine."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from workbench.cli.output import Exit, Printer, print_json
from workbench.loop.artifact import look_through

if TYPE_CHECKING:
    from workbench.cli.inspection import Inspection
    from workbench.protocol.wasm import ModuleBytes


def run(arguments: argparse.Namespace) -> int:
    """Read the module and print what stands in it."""
    found, size_bytes, sha256 = look_through(arguments.plugin, _look)
    from workbench.cli.inspection import inspection_json, print_inspection  # noqa: PLC0415 - loaded by `_look`

    if arguments.format == "json":
        print_json(inspection_json(found, {"path": arguments.plugin, "size": size_bytes, "sha256": sha256}))
    else:
        print_inspection(Printer(arguments.color), found, size_bytes, sha256)
    if arguments.report:
        from workbench.cli.junit import ReportCase, write_reports  # noqa: PLC0415 - few ask for a report

        cases = [ReportCase("static_checks", check.check, check.passed, check.detail) for check in found.checks]
        write_reports(arguments.report, "inspect", cases)
    return _exit_code(found)


def _look(module: ModuleBytes) -> Inspection:
    # A large module is hashed while what reads it is loaded: that takes as long as hashing 100 MB.
    from workbench.cli.inspection import inspected  # noqa: PLC0415

    return inspected(module)


def _exit_code(found: Inspection) -> Exit:
    from workbench.errors.identity import WasmParseError  # noqa: PLC0415 - loaded by `_look`

    if isinstance(found.error, WasmParseError):
        return Exit.UNREADABLE
    return Exit.PASSED if found.error is None and all(check.passed for check in found.checks) else Exit.FAILED
