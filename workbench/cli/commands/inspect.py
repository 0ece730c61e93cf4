"""`workbench inspect PLUGIN`: layer 1 and the static checks. Starts no engine."""

from __future__ import annotations

import argparse
import hashlib

from workbench.artifact_file import read_artifact
from workbench.cli.junit import ReportCase, write_reports
from workbench.cli.output import Exit, Printer, print_json
from workbench.cli.reports import inspect_json
from workbench.errors import PluginError
from workbench.errors.identity import WasmParseError
from workbench.protocol.identity import Identity, identity_of
from workbench.protocol.protocol_line import ProtocolLine, protocol_line
from workbench.protocol.static_checks import StaticCheck, static_checks
from workbench.protocol.wasm import ModuleMap, walk_leniently
from workbench.session.state import Artifact
from workbench.visible import size, visible


def run(arguments: argparse.Namespace) -> int:
    """Read the module and print what stands in it."""
    module = read_artifact(arguments.plugin)
    artifact = Artifact(arguments.plugin, module, hashlib.sha256(module).hexdigest())
    module_map, damage = walk_leniently(module)
    identity, error = _identify(module, module_map, damage)
    checks = static_checks(module, module_map, damage)
    if arguments.format == "json":
        print_json(inspect_json(artifact, module_map, identity, error, checks))
    else:
        _print_text(Printer(arguments.color), artifact, module_map, identity, error, checks)
    cases = [ReportCase("static_checks", check.check, check.passed, check.detail) for check in checks]
    write_reports(arguments.report, "inspect", cases)
    if isinstance(error, WasmParseError):
        return Exit.UNREADABLE
    return Exit.PASSED if error is None and all(check.passed for check in checks) else Exit.FAILED


def _identify(
    module: bytes, module_map: ModuleMap, damage: WasmParseError | None
) -> tuple[Identity | None, PluginError | None]:
    try:
        return identity_of(module, module_map, damage), None
    except PluginError as error:
        return None, error


def _print_text(
    printer: Printer,
    artifact: Artifact,
    module_map: ModuleMap,
    identity: Identity | None,
    error: PluginError | None,
    checks: tuple[StaticCheck, ...],
) -> None:
    title = f"{identity.plugin_name} {identity.plugin_version}" if identity else "no identity"
    printer.line(f"{printer.paint(visible(title), 'strong')}  {size(artifact.size_bytes)}  sha256 {artifact.sha256}")
    line = protocol_line(module_map)
    if line is not ProtocolLine.CURRENT:
        printer.line(f"  {line.sentence}")
    if error is not None:
        printer.error(error)
    _print_sections(printer, module_map)
    for name, listed in (
        ("imports", [f"{one.module} {one.name} ({one.kind.value})" for one in module_map.imports]),
        ("exports", [f"{export.name} ({export.kind.value})" for export in module_map.exports]),
    ):
        printer.line(printer.paint(f"{name} ({len(listed)})", "strong"))
        for entry in listed:
            printer.line(f"  {visible(entry)}")
    printer.line(printer.paint("static checks", "strong"))
    for check in checks:
        printer.verdict(check.passed, check.check, check.detail, width=28)


def _print_sections(printer: Printer, module_map: ModuleMap) -> None:
    printer.line(printer.paint(f"sections ({len(module_map.sections)})", "strong"))
    for section in module_map.sections:
        place = printer.paint(f"0x{section.offset:08x}", "quiet")
        printer.line(f"  {section.id:>3}  {visible(section.name, limit=40):<24} {place}  {size(section.size)}")
