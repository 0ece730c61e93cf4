"""`inspect` for people."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from workbench.protocol.protocol_line import COMPONENT_SENTENCE, ProtocolLine, protocol_line
from workbench.protocol.wasm import Encoding
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
        page.error(found.error, hints=found.hints)
    module_map = found.module_map
    if module_map.encoding is Encoding.COMPONENT:
        page.line(f"  {COMPONENT_SENTENCE}")
    _write_sections(page, module_map)
    imports = [f"{one.module} {one.name} ({one.kind.value})" for one in module_map.imports]
    _write_named(page, "import", imports, module_map.imports_total, module_map)
    exports = [f"{export.name} ({export.kind.value})" for export in module_map.exports]
    _write_named(page, "export", exports, module_map.exports_total, module_map)
    page.line(page.paint("static checks", "strong"))
    for check in found.checks:
        page.verdict(check.passed, check.check, check.detail, width=28)
    if found.error is None:
        page.hints(found.hints)
    for note in found.notes:
        page.line(f"{page.paint('note:', 'warn')} {note}")


def _write_sections(page: Page, module_map: ModuleMap) -> None:
    page.line(_title(page, "section", len(module_map.sections), module_map.sections_total))
    for section in page.shown(module_map.sections):
        place = page.paint(f"0x{section.offset:08x}", "quiet")
        name = "  " * section.depth + visible(section.name, limit=40)
        page.line(f"  {section.id:>3}  {name:<24} {place}  {size(section.size)}")


def _write_named(page: Page, kind: str, entries: Sequence[str], total: int, module_map: ModuleMap) -> None:
    page.line(_title(page, kind, len(entries), total))
    page.items(f"  {visible(entry)}" for entry in entries)
    for unread in module_map.unread:
        if unread.section == kind:
            page.line(f"  not readable from byte {unread.offset:,} (0x{unread.offset:x}) on: {unread.reason}")


def _title(page: Page, kind: str, listed: int, total: int) -> str:
    numbers = f"{total:,}" if listed == total else f"{listed:,} of {total:,} listed"
    return page.paint(f"{kind}s ({numbers})", "strong")
