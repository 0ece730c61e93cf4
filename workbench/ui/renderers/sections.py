"""What stands in pane 1: the sections of the file and what they mean, static checks, and why L1 failed."""

from __future__ import annotations

from collections.abc import Sequence

from workbench.protocol.layers import Layer, Verdict
from workbench.protocol.protocol_line import ProtocolLine
from workbench.protocol.wasm import Section
from workbench.protocol.wasm.custom_sections import custom_section_text
from workbench.session.values.generation import Generation
from workbench.ui.drawing import styles
from workbench.ui.drawing.choices import Choice
from workbench.ui.drawing.lines import BLANK, Line, json_lines
from workbench.ui.drawing.styles import grey, say, untrusted
from workbench.ui.drawing.table import Column, Row
from workbench.ui.renderers.cards import around, consequence, error_lines, hex_lines
from workbench.ui.renderers.module_tables import (
    CHECK_COLUMNS,
    EXPORT_COLUMNS,
    FAILURE_KEY,
    IMPORT_COLUMNS,
    ROWS_MAX,
    SECTION_COLUMNS,
    check_rows,
    export_rows,
    failure_section,
    import_rows,
    section_keys,
    section_rows,
)
from workbench.visible import size, visible

BYTES_SHOWN_MAX = 4_096
"""Bytes of a section that are shown as hexadecimal digits."""
JSON_MAX_BYTES = 65_536
"""Bytes of a custom section that are read as JSON."""


def table(generation: Generation, view: str) -> tuple[Sequence[Column], list[Row]]:
    """Return the list of a view."""
    if view == "checks":
        return CHECK_COLUMNS, check_rows(generation)
    if view == "imports":
        return IMPORT_COLUMNS, import_rows(generation.module_map)
    if view == "exports":
        return EXPORT_COLUMNS, export_rows(generation.module_map)
    return SECTION_COLUMNS, section_rows(generation)


def detail_lines(generation: Generation, view: str, key: str | None, *, as_bytes: bool, width: int) -> list[Line]:
    """Return what stands under the list of a view."""
    if view == "sections":
        return section_lines(generation, key, as_bytes=as_bytes, width=width)
    if view == "checks":
        return check_lines(generation, key)
    return [Line(grey((key or "").rpartition("#")[0]))]


def check_lines(generation: Generation, key: str | None) -> list[Line]:
    """Return a static check or a hazard in full."""
    details = {check.check: check.detail for check in generation.static_checks}
    details |= {one.kind.value: one.detail for one in generation.hazards}
    lines = [Line(say((key or "", styles.STRONG))), Line(grey(visible(details[key])))] if key in details else []
    if generation.protocol_line is not ProtocolLine.CURRENT:
        lines += [BLANK, Line(say(("! ", styles.WARN), generation.protocol_line.sentence), hang=2)]
    return lines


def section_lines(generation: Generation, key: str | None, *, as_bytes: bool, width: int) -> list[Line]:
    """Return what stands under the list: the section's content, or the error at its place."""
    error = generation.layer(Layer.IDENTITY).error
    module = generation.artifact.module
    lines: list[Line] = []
    if error is not None and key == failure_section(generation):
        offset = getattr(error, "offset", None) if key == FAILURE_KEY else None
        around_fault = [] if offset is None else around(module, offset, width=width)
        lines = error_lines(error, host=consequence(Layer.IDENTITY), place=around_fault, hints=generation.hints)
        lines += [BLANK] if key != FAILURE_KEY else []
    sections = generation.module_map.sections[:ROWS_MAX]
    found = [one for name, one in zip(section_keys(sections), sections, strict=True) if name == key]
    if not found:
        return lines
    section = found[0]
    style = styles.NAME if section.is_custom else styles.STRONG
    place = f"  {size(section.payload_size)} at 0x{section.payload_offset:04x}"
    title = Line(say((untrusted(section.name, 80), style), (place, styles.GREY)))
    content = [] if as_bytes else _meaning(module, section, width)
    return [*lines, title, *(content or _bytes(module, section, width))]


def _bytes(module: bytes, section: Section, width: int) -> list[Line]:
    end = min(section.end, section.payload_offset + BYTES_SHOWN_MAX)
    lines = hex_lines(module, section.payload_offset, end, width=width)
    if end < section.end:
        lines.append(Line(grey(f"… {size(section.end - end)} more")))
    return lines or [Line(grey("empty"))]


def _meaning(module: bytes, section: Section, width: int) -> list[Line]:
    """Return a custom section in words; empty when its form is not known."""
    if not section.is_custom:
        return []
    payload = module[section.payload_offset : min(section.end, section.payload_offset + JSON_MAX_BYTES)]
    if payload.lstrip()[:1] in (b"{", b"["):
        return json_lines(payload.decode("utf-8", errors="replace"), width=width)
    return [
        Line(grey("  " * line.depth) + visible(line.text, limit=400), hang=2 * line.depth + 2)
        for line in custom_section_text(module, section)
    ]


def summary(generation: Generation, view: str, width: int) -> str:
    """Return what a view counts, for the border; of the sections also the facts of the file, as many as fit."""
    found, checks = generation.module_map, generation.static_checks
    if view == "checks":
        passed = sum(check.passed is True for check in checks)
        not_run = sum(check.passed is None for check in checks)
        rest = [f"{not_run} not run"] if not_run else []
        return " · ".join([f"{passed} of {len(checks)} passed", *rest])
    if view in ("imports", "exports"):
        return styles.count(found.imports_total if view == "imports" else found.exports_total, view.removesuffix("s"))
    parts = [
        styles.count(found.sections_total, "section"),
        size(found.size_bytes),
        styles.count(found.imports_total, "import"),
        styles.count(found.exports_total, "export"),
    ]
    while len(parts) > 1 and len(" · ".join(parts)) > width:
        parts.pop()
    return " · ".join(parts)


def view_choices(generation: Generation) -> list[Choice]:
    """Return the views of the pane."""
    found, checks = generation.module_map, generation.static_checks
    passed = sum(check.passed is True for check in checks)
    good = all(check.passed is not False for check in checks)
    bad = generation.layer(Layer.IDENTITY).verdict is Verdict.FAILED
    return [
        Choice(
            "sections",
            "sections",
            styles.FAILED if bad else str(found.sections_total),
            styles.BAD if bad else styles.GREY,
        ),
        Choice("checks", "checks", f"{passed}/{len(checks)}", styles.GREY if good else styles.WARN),
        Choice("imports", "imports", str(found.imports_total)),
        Choice("exports", "exports", str(found.exports_total)),
    ]


def first_key(generation: Generation) -> str:
    """Return the key of the row that is of most interest: the identity section."""
    keys = section_keys(generation.module_map.sections[:ROWS_MAX])
    return next((key for key in keys if key.startswith("cc_lb.plugin.v1#")), keys[0] if keys else "")
