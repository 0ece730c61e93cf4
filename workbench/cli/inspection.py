"""What `inspect` finds in a module, and how it is shown. Reads no file."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from workbench.cli.output import Printer, error_json
from workbench.errors import PluginError
from workbench.protocol.identity import Identity, identity_of
from workbench.protocol.protocol_line import ProtocolLine, protocol_line
from workbench.protocol.static_checks import StaticCheck, static_checks
from workbench.protocol.wasm import ModuleMap, walk_leniently
from workbench.visible import size, visible

if TYPE_CHECKING:
    from workbench.protocol.wasm import ModuleBytes


@dataclass(frozen=True, slots=True)
class Inspection:
    """What can be known of a module without an engine. Holds none of its bytes."""

    module_map: ModuleMap
    identity: Identity | None
    """None: layer L1 failed."""
    error: PluginError | None
    """Why it failed; None: it passed."""
    checks: tuple[StaticCheck, ...]


def inspected(module: ModuleBytes) -> Inspection:
    """Read a module once. Never raises for what it holds."""
    module_map, damage = walk_leniently(module)
    checks = static_checks(module, module_map, damage)
    try:
        return Inspection(module_map, identity_of(module, module_map, damage), None, checks)
    except PluginError as error:
        # The traceback would keep the module's bytes alive.
        return Inspection(module_map, None, error.with_traceback(None), checks)


def checks_json(checks: Iterable[StaticCheck]) -> list[dict[str, Any]]:
    """Return the static checks; `passed` is null for one that was not run."""
    return [{"check": check.check, "passed": check.passed, "detail": check.detail} for check in checks]


def inspection_json(found: Inspection, plugin: dict[str, Any]) -> dict[str, Any]:
    """Return the object of `inspect`; `plugin` says which bytes it speaks of."""
    return {
        "plugin": plugin,
        "sections": [
            {"id": section.id, "name": section.name, "offset": section.offset, "size": section.size}
            for section in found.module_map.sections
        ],
        "imports": [
            {"module": one.module, "name": one.name, "kind": one.kind.value} for one in found.module_map.imports
        ],
        "exports": [{"name": export.name, "kind": export.kind.value} for export in found.module_map.exports],
        "identity": found.identity.value() if found.identity else None,
        "error": error_json(found.error),
        "static_checks": checks_json(found.checks),
    }


def print_inspection(printer: Printer, found: Inspection, size_bytes: int, sha256: str) -> None:
    """Write it for people."""
    identity = found.identity
    title = f"{identity.plugin_name} {identity.plugin_version}" if identity else "no identity"
    printer.line(f"{printer.paint(visible(title), 'strong')}  {size(size_bytes)}  sha256 {sha256}")
    line = protocol_line(found.module_map)
    if line is not ProtocolLine.CURRENT:
        printer.line(f"  {line.sentence}")
    if found.error is not None:
        printer.error(found.error)
    _print_sections(printer, found.module_map)
    _print_named(
        printer, "imports", [f"{one.module} {one.name} ({one.kind.value})" for one in found.module_map.imports]
    )
    _print_named(printer, "exports", [f"{export.name} ({export.kind.value})" for export in found.module_map.exports])
    printer.line(printer.paint("static checks", "strong"))
    for check in found.checks:
        printer.verdict(check.passed, check.check, check.detail, width=28)


def _print_sections(printer: Printer, module_map: ModuleMap) -> None:
    printer.line(printer.paint(f"sections ({len(module_map.sections)})", "strong"))
    for section in module_map.sections:
        place = printer.paint(f"0x{section.offset:08x}", "quiet")
        printer.line(f"  {section.id:>3}  {visible(section.name, limit=40):<24} {place}  {size(section.size)}")


def _print_named(printer: Printer, title: str, entries: Sequence[str]) -> None:
    printer.line(printer.paint(f"{title} ({len(entries)})", "strong"))
    for entry in entries:
        printer.line(f"  {visible(entry)}")
