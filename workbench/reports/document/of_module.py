"""Chapters on a file: its sections to scale, identity, imports, exports, static checks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from workbench.protocol.hosting.hazards import Hazard
from workbench.protocol.identity import Identity
from workbench.protocol.protocol_line import COMPONENT_SENTENCE, ProtocolLine, protocol_line
from workbench.protocol.static_checks import StaticCheck
from workbench.protocol.wasm import Encoding, ModuleMap, Section
from workbench.reports.document.blocks import (
    Block,
    FactList,
    Foldout,
    ModuleStrip,
    Paragraph,
    StripPiece,
    TableBlock,
    Tone,
    Words,
)
from workbench.visible import size

ROWS_MAX: Final = 200
"""Rows of one table."""
CODE, DATA, CUSTOM, IDENTITY, OTHER = range(5)
"""The colours of sections."""
_KINDS: Final = {"code": CODE, "data": DATA, "element": DATA}
_VERDICTS: Final = {True: ("passed", Tone.GOOD), False: ("failed", Tone.BAD), None: ("not run", Tone.QUIET)}


def verdict_words(passed: bool | None) -> Words:
    """Return a verdict; None: not run."""
    return Words(*_VERDICTS[passed])


def identity_blocks(identity: Identity | None) -> list[Block]:
    """Return the fields of an identity; nothing where there is none."""
    if identity is None:
        return []
    fields = identity.value() | {"magic": identity.magic.hex(" ")}
    return [FactList(tuple((name, Words(str(value), is_code=True)) for name, value in fields.items()))]


def strip(module_map: ModuleMap, identity_section: str) -> ModuleStrip:
    """Return the file's own sections to scale."""
    pieces = tuple(
        StripPiece(one.name, one.header_offset, one.end - one.header_offset, _kind(one, identity_section))
        for one in module_map.sections
        if not one.depth
    )
    read = max((piece.start + piece.size for piece in pieces), default=8 if module_map.encoding else 0)
    whole = read >= module_map.size_bytes or bool(module_map.sections_unlisted)
    return ModuleStrip(pieces, module_map.size_bytes, None if whole else read)


def _kind(section: Section, identity_section: str) -> int:
    if section.is_custom:
        return IDENTITY if section.name == identity_section else CUSTOM
    return _KINDS.get(section.name, OTHER)


def section_blocks(module_map: ModuleMap, identity_section: str) -> list[Block]:
    """Return the map of the file, its sections with sizes and shares, imports and exports."""
    blocks: list[Block] = []
    line = protocol_line(module_map)
    if line is not ProtocolLine.CURRENT:
        blocks.append(Paragraph(Words(line.sentence, Tone.WARN)))
    if module_map.encoding is Encoding.COMPONENT:
        blocks.append(Paragraph(Words(COMPONENT_SENTENCE, Tone.WARN)))
    blocks.append(strip(module_map, identity_section))
    whole = module_map.size_bytes or 1
    rows = [
        (
            Words(str(one.id)),
            Words("  " * one.depth + one.name, is_code=True),
            Words(f"0x{one.offset:08x}", Tone.QUIET, is_code=True),
            Words(size(one.size)),
            Words(f"{one.size / whole:.1%}", share=one.size / whole),
        )
        for one in module_map.sections
    ]
    blocks.append(
        table(("id", "section", "offset", "size", "share"), rows, module_map.sections_total, frozenset({0, 3, 4}))
    )
    for unread in module_map.unread:
        text = f"The {unread.section} section cannot be read from byte {unread.offset:,} on: {unread.reason}"
        blocks.append(Paragraph(Words(text, Tone.WARN)))
    return [*blocks, *_externals(module_map)]


def _externals(module_map: ModuleMap) -> list[Block]:
    imports = [
        (Words(one.module, is_code=True), Words(one.name, is_code=True), Words(one.kind.value), _type(one.type))
        for one in module_map.imports
    ]
    exports = [(Words(one.name, is_code=True), Words(one.kind.value), _type(one.type)) for one in module_map.exports]
    return [
        Foldout(
            f"Imports ({module_map.imports_total:,})",
            (table(("module", "name", "kind", "type"), imports, module_map.imports_total),),
        ),
        Foldout(
            f"Exports ({module_map.exports_total:,})",
            (table(("name", "kind", "type"), exports, module_map.exports_total),),
        ),
    ]


def _type(found: object) -> Words:
    return Words("" if found is None else str(found), Tone.QUIET, is_code=found is not None)


def check_blocks(checks: Sequence[StaticCheck], hazards: Sequence[Hazard]) -> list[Block]:
    """Return the static checks, and what of the module endangers the process that runs it."""
    rows = [(verdict_words(one.passed), Words(one.check, is_code=True), Words(one.detail)) for one in checks]
    blocks: list[Block] = [table(("verdict", "check", "found"), rows, len(rows))]
    if hazards:
        found = [(Words(one.kind.value, Tone.WARN, is_code=True), Words(one.detail)) for one in hazards]
        blocks.append(table(("hazard", "found"), found, len(found)))
    return blocks


def checks_verdict(checks: Sequence[StaticCheck]) -> Words:
    """Return how many static checks passed."""
    passed = sum(one.passed is True for one in checks)
    failed = any(one.passed is False for one in checks)
    tone = Tone.BAD if failed else Tone.GOOD if passed == len(checks) else Tone.QUIET
    return Words(f"{passed} of {len(checks)} passed", tone)


def table(
    heads: tuple[str, ...],
    rows: Sequence[tuple[Words, ...]],
    total: int,
    numeric: frozenset[int] = frozenset(),
    title: str = "",
) -> TableBlock:
    """Return a table of at most `ROWS_MAX` rows; `total` is how many there are."""
    return TableBlock(heads, tuple(rows[:ROWS_MAX]), numeric, max(0, total - min(len(rows), ROWS_MAX)), title)
