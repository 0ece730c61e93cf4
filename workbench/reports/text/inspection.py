"""`inspect` for people."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from workbench.protocol.protocol_line import ProtocolLine, protocol_line
from workbench.reports.text.page import Page
from workbench.visible import size, visible

if TYPE_CHECKING:
    from workbench.protocol.wasm import ModuleMap
    from workbench.session.inspection import Inspection


def write_inspection(page: Page, found: Inspection, size_bytes: int, sha256: str) -> None:
    """Write it for people."""
    identity = found.identity
    title = f"{identity.plugin_name} {identity.plugin_version}" if identity else "no identity"
    page.line(f"{page.paint(visible(title), 'strong')}  {size(size_bytes)}  sha256 {sha256}")
    line = protocol_line(found.module_map)
    if line is not ProtocolLine.CURRENT:
        page.line(f"  {line.sentence}")
    if found.error is not None:
        page.error(found.error)
    _write_sections(page, found.module_map)
    _write_named(page, "imports", [f"{one.module} {one.name} ({one.kind.value})" for one in found.module_map.imports])
    _write_named(page, "exports", [f"{export.name} ({export.kind.value})" for export in found.module_map.exports])
    page.line(page.paint("static checks", "strong"))
    for check in found.checks:
        page.verdict(check.passed, check.check, check.detail, width=28)


def _write_sections(page: Page, module_map: ModuleMap) -> None:
    page.line(page.paint(f"sections ({len(module_map.sections)})", "strong"))
    for section in module_map.sections:
        place = page.paint(f"0x{section.offset:08x}", "quiet")
        page.line(f"  {section.id:>3}  {visible(section.name, limit=40):<24} {place}  {size(section.size)}")


def _write_named(page: Page, title: str, entries: Sequence[str]) -> None:
    page.line(page.paint(f"{title} ({len(entries)})", "strong"))
    for entry in entries:
        page.line(f"  {visible(entry)}")
