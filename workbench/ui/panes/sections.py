"""Pane 1: what the file holds, byte for byte: sections, static checks, imports, exports; and why L1 failed."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.widget import Widget

from workbench.protocol.layers import Layer, Verdict
from workbench.protocol.wasm import Section, custom_section_text
from workbench.session.state import Generation
from workbench.ui import ink
from workbench.ui.cards import around, consequence, empty_state, error_lines, hex_lines
from workbench.ui.grid import Column, Grid, Row
from workbench.ui.ink import grey, say, untrusted
from workbench.ui.lines import BLANK, Line, json_lines
from workbench.ui.module_tables import (
    CHECK_COLUMNS,
    EXPORT_COLUMNS,
    IMPORT_COLUMNS,
    SECTION_COLUMNS,
    TROUBLE_KEY,
    check_name,
    check_rows,
    export_rows,
    import_rows,
    section_keys,
    section_rows,
    trouble_section,
)
from workbench.ui.pane import Pane
from workbench.ui.reader import Reader
from workbench.ui.ribbon import Choice
from workbench.visible import size, visible

BYTES_SHOWN_MAX = 4_096
"""Bytes of a section that are shown as hexadecimal digits."""
JSON_MAX_BYTES = 65_536
"""Bytes of a custom section that are read as JSON."""


def section_lines(generation: Generation, key: str | None, *, as_bytes: bool, width: int) -> list[Line]:
    """Return what stands under the list: the section's content, or the error at its place."""
    error = generation.layer(Layer.IDENTITY).error
    module = generation.artifact.module
    lines: list[Line] = []
    if error is not None and key == trouble_section(generation):
        offset = getattr(error, "offset", None) if key == TROUBLE_KEY else None
        place = [] if offset is None else around(module, offset, width=width)
        lines = error_lines(error, host=consequence(Layer.IDENTITY), place=place)
        lines += [BLANK] if key != TROUBLE_KEY else []
    sections = generation.module_map.sections
    found = [one for name, one in zip(section_keys(sections), sections, strict=True) if name == key]
    if not found:
        return lines
    section = found[0]
    style = ink.NAME if section.is_custom else ink.STRONG
    place = f"  {size(section.payload_size)} at 0x{section.payload_offset:04x}"
    title = Line(say((untrusted(section.name, 80), style), (place, ink.GREY)))
    content = [] if as_bytes else _meaning(module, section)
    return [*lines, title, *(content or _bytes(module, section, width))]


def _bytes(module: bytes, section: Section, width: int) -> list[Line]:
    end = min(section.end, section.payload_offset + BYTES_SHOWN_MAX)
    lines = hex_lines(module, section.payload_offset, end, width=width)
    if end < section.end:
        lines.append(Line(grey(f"… {size(section.end - end)} more")))
    return lines or [Line(grey("empty"))]


def _meaning(module: bytes, section: Section) -> list[Line]:
    """Return a custom section in words; empty when its form is not known."""
    if not section.is_custom:
        return []
    payload = module[section.payload_offset : min(section.end, section.payload_offset + JSON_MAX_BYTES)]
    if payload.lstrip()[:1] in (b"{", b"["):
        return json_lines(payload.decode("utf-8", errors="replace"))
    return [
        Line(grey("  " * line.depth) + visible(line.text, limit=400), hang=2 * line.depth + 2)
        for line in custom_section_text(module, section)
    ]


def summary(generation: Generation | None, width: int) -> str:
    """Return the facts of the file for the border, as many as fit."""
    if generation is None:
        return ""
    found = generation.module_map
    parts = [
        ink.count(len(found.sections) + found.sections_unlisted, "section"),
        size(found.size_bytes),
        ink.count(len(found.imports), "import"),
        ink.count(len(found.exports), "export"),
    ]
    while len(parts) > 1 and len(" · ".join(parts)) > width:
        parts.pop()
    return " · ".join(parts)


def view_choices(generation: Generation | None) -> list[Choice]:
    """Return the views of the pane."""
    if generation is None:
        return [Choice(key, key) for key in ("sections", "checks", "imports", "exports")]
    found, checks = generation.module_map, generation.static_checks
    passed = sum(check.passed for check in checks)
    good = passed == len(checks)
    bad = generation.layer(Layer.IDENTITY).verdict is Verdict.FAILED
    return [
        Choice("sections", "sections", ink.FAILED if bad else str(len(found.sections)), ink.BAD if bad else ink.GREY),
        Choice("checks", "checks", f"{passed}/{len(checks)}", ink.GREY if good else ink.WARN),
        Choice("imports", "imports", str(len(found.imports))),
        Choice("exports", "exports", str(len(found.exports))),
    ]


class SectionsPane(Pane):
    """Shows layer L1 of the newest build."""

    TITLE = "1 Sections"

    def __init__(self) -> None:
        super().__init__(id="sections")
        self.view = "sections"
        self._generation: Generation | None = None
        self._as_bytes = False
        self._keys: dict[str, str | None] = {}
        self._grid = Grid(id="section-list")
        self._reader = Reader(id="section-text")

    def compose(self) -> ComposeResult:
        """Make the parts."""
        yield self.ribbon
        yield self._grid
        yield self._reader

    def focus_target(self) -> Widget:
        """Return the list."""
        return self._grid if self._grid.display else self._reader

    def show(self, generation: Generation | None) -> None:
        """Show another build. The cursor stays, unless this build brings a fault in a place of its own."""
        former, self._generation = self._generation, generation
        failed = generation is not None and generation.layer(Layer.IDENTITY).verdict is Verdict.FAILED
        self.set_class(failed, "-failed")
        if generation is not None and (former is None or former.number != generation.number):
            if failed:
                self.view = "sections"
                self._keys["sections"] = trouble_section(generation)
            elif former is None:
                self._keys["sections"] = f"{_first_own(generation)}"
        self.refresh_view()

    def refresh_view(self) -> None:
        """Draw the view that is turned to."""
        generation = self._generation
        self.border_subtitle = summary(generation, self.size.width - 6)
        self.ribbon.show(view_choices(generation), self.view)
        self._grid.display = generation is not None
        if generation is None:
            steps = (("^r", "reads the plugin again"), ("?", "keys, and what they do"))
            self._reader.show(empty_state("The plugin is awaited.", *steps))
            return
        columns, rows = self._table(generation)
        self._grid.show(columns, rows, key=self._keys.get(self.view))
        self._show_detail()

    def toggle_bytes(self) -> None:
        """Show the section as bytes, or as what it means."""
        self._as_bytes = not self._as_bytes
        self._show_detail()

    def on_row_shown(self) -> None:
        """Show what stands behind the row under the cursor."""
        self._keys[self.view] = self._grid.key
        self._show_detail()

    def on_resize(self) -> None:
        """Lay the bytes out anew."""
        self.refresh_view()

    def _table(self, generation: Generation) -> tuple[tuple[Column, ...], list[Row]]:
        if self.view == "checks":
            return CHECK_COLUMNS, check_rows(generation.static_checks)
        if self.view == "imports":
            return IMPORT_COLUMNS, import_rows(generation.module_map)
        if self.view == "exports":
            return EXPORT_COLUMNS, export_rows(generation.module_map)
        return SECTION_COLUMNS, section_rows(generation)

    def _show_detail(self) -> None:
        generation, key = self._generation, self._grid.key
        if generation is None:
            return
        width = self.content_size.width - 2
        if self.view == "sections":
            lines = section_lines(generation, key, as_bytes=self._as_bytes, width=width)
        elif self.view == "checks":
            check = next((one for one in generation.static_checks if check_name(one) == key), None)
            lines = [Line(say((key or "", ink.STRONG))), Line(grey(visible(check.detail)), hang=0)] if check else []
        else:
            lines = [Line(grey(line)) for line in (key or "").rpartition("#")[0].split("\n")]
        self._reader.show(lines, topic=(self.view, key, self._as_bytes))


def _first_own(generation: Generation) -> str:
    sections = generation.module_map.sections
    keys = section_keys(sections)
    return next((key for key in keys if key.startswith("cc_lb.plugin.v1#")), keys[0] if keys else "")
