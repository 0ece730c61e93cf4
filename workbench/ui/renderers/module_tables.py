"""What the file holds, as rows: sections, static checks, imports, exports. Pure; all names are untrusted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from textual.content import Content

from workbench.errors import WorkbenchError
from workbench.errors.identity import WasmParseError
from workbench.protocol.functions import WIRE_FUNCTIONS
from workbench.protocol.layers import Layer
from workbench.protocol.limits import HANDSHAKE_EXPORT, HOST_FUNCTION_MODULE, IDENTITY_SECTION, SELF_CHECK_EXPORT
from workbench.protocol.wasm import Import, ModuleMap, Section
from workbench.session.values.generation import Generation
from workbench.ui.drawing import styles
from workbench.ui.drawing.styles import grey, say, untrusted
from workbench.ui.drawing.table import Column, Row
from workbench.visible import size

ROWS_MAX = 2_000
"""Rows of one list that are shown."""
FAILURE_KEY = "failure"
"""The key of the row that stands for a fault in no section."""

SECTION_COLUMNS = (
    Column("id", right=True, rank=3),
    Column("section", stretches=True, least=9),
    Column("offset", rank=1),
    Column("size", right=True),
    Column("", stretches=True, least=8, rank=2),
)
CHECK_COLUMNS = (
    Column(""),
    Column("check", stretches=True, least=24),
    Column("detail", stretches=True, rank=1, least=16),
)
IMPORT_COLUMNS = (Column("module"), Column("name", stretches=True), Column("type", stretches=True, rank=1))
EXPORT_COLUMNS = (
    Column("name", stretches=True),
    Column("type", stretches=True, rank=1),
    Column("role", stretches=True),
)


def section_keys(sections: Sequence[Section]) -> list[str]:
    """Return a key for each section that stays the same over builds: its name, and its number among those."""
    seen: Counter[str] = Counter()
    keys = []
    for section in sections:
        seen[section.name] += 1
        keys.append(f"{section.name}#{seen[section.name]}")
    return keys


def failure_section(generation: Generation) -> str | None:
    """Return the key of the row that shows where L1 failed; None when it passed."""
    error = generation.layer(Layer.IDENTITY).error
    if error is None:
        return None
    sections = generation.module_map.sections[:ROWS_MAX]
    own = [key for key, one in zip(section_keys(sections), sections, strict=True) if _is_own(one)]
    return FAILURE_KEY if isinstance(error, WasmParseError) or not own else own[-1]


def section_rows(generation: Generation) -> list[Row]:
    """Return the file's sections in their order, and where it is damaged."""
    sections = generation.module_map.sections[:ROWS_MAX]
    error = generation.layer(Layer.IDENTITY).error
    failed = failure_section(generation)
    rows = [
        Row(key, _section_cells(one, _note(one, generation.module_map, error if key == failed else None)))
        for key, one in zip(section_keys(sections), sections, strict=True)
    ]
    left_out = generation.module_map.sections_total - len(sections)
    if left_out:
        rows.append(Row("more", _cells(styles.NOTHING, f"{left_out:,} more are not listed", "", "", "")))
    if error is not None and failed == FAILURE_KEY:
        rows.append(Row(FAILURE_KEY, _failure_cells(error)))
    return rows


def _section_cells(section: Section, note: Content) -> tuple[Content, ...]:
    style = styles.NAME if _is_own(section) else styles.PLAIN
    return (
        grey(str(section.id)),
        say((untrusted("  " * section.depth + section.name, 80), style)),
        grey(f"0x{section.offset:04x}"),
        Content(size(section.size)),
        note,
    )


def _failure_cells(error: WorkbenchError) -> tuple[Content, ...]:
    bad = styles.BAD
    if isinstance(error, WasmParseError):
        return (
            grey(styles.NOTHING),
            say((f"{styles.FAILED} damaged", bad)),
            say((f"0x{error.offset:04x}", bad)),
            Content(),
            Content(),
        )
    return (
        grey(styles.NOTHING),
        say((f"{styles.FAILED} {IDENTITY_SECTION} is missing", bad)),
        Content(),
        Content(),
        Content(),
    )


def _cells(*texts: str) -> tuple[Content, ...]:
    return tuple(grey(text) for text in texts)


def _is_own(section: Section) -> bool:
    return section.is_custom and section.name == IDENTITY_SECTION


def _note(section: Section, module_map: ModuleMap, error: WorkbenchError | None) -> Content:
    if error is not None:
        return say((f"{styles.FAILED} {error.kind}", styles.BAD))
    if _is_own(section):
        return say((styles.OK, styles.GOOD), " identity")
    unread = next((one for one in module_map.unread if one.section_offset == section.offset), None)
    if unread is not None:
        return say((f"unread from 0x{unread.offset:04x}", styles.WARN))
    return grey(untrusted(_gist(section, module_map), 60))


def _gist(section: Section, module_map: ModuleMap) -> str:
    if section.depth:
        return ""
    if section.name == "import" and not section.is_custom:
        return _modules(module_map.imports)
    if section.name == "export" and not section.is_custom:
        return _exports(module_map)
    if section.name == "code" and not section.is_custom:
        return styles.count(module_map.function_bodies, "function")
    if section.name == "memory" and module_map.memories:
        memory = module_map.memories[-1]
        most = "" if memory.maximum_pages is None else f", at most {memory.maximum_pages:,}"
        return f"{styles.count(memory.minimum_pages, 'page')}{most}"
    if section.name == "start" and module_map.start:
        return f"function {module_map.start.function}"
    return ""


def _modules(imports: Sequence[Import]) -> str:
    modules = Counter(one.module for one in imports)
    return ", ".join(f"{number} from {name}" for name, number in modules.most_common(2))


def _exports(module_map: ModuleMap) -> str:
    wire = [one.name for one in module_map.exports if one.name in WIRE_FUNCTIONS]
    return ", ".join(wire) or styles.count(module_map.exports_total, "export")


_MARKS = {True: (styles.OK, styles.GOOD), False: (styles.FAILED, styles.BAD), None: (styles.NOTHING, styles.GREY)}


def check_rows(generation: Generation) -> list[Row]:
    """Return the static checks, and behind them what is dangerous in the module."""
    rows = []
    for check in generation.static_checks:
        style = styles.BAD if check.passed is False else styles.PLAIN
        cells = say(_MARKS[check.passed]), say((check.check, style)), grey(untrusted(check.detail, 200))
        rows.append(Row(check.check, cells))
    for hazard in generation.hazards:
        sign, style = (styles.FAILED, styles.BAD) if hazard.fatal else ("!", styles.WARN)
        name = hazard.kind.value
        rows.append(Row(name, (say((sign, style)), say((name, style)), grey(untrusted(hazard.detail, 200)))))
    return rows


def import_rows(module_map: ModuleMap) -> list[Row]:
    """Return what the module imports; the host's functions stand out."""
    rows = []
    for index, one in enumerate(module_map.imports[:ROWS_MAX]):
        style = (
            styles.NAME if one.module == HOST_FUNCTION_MODULE else styles.WARN if one.module.startswith("wasi") else ""
        )
        kind = str(one.type) if one.type else one.kind.value
        rows.append(
            Row(
                f"{one.module}.{one.name}#{index}",
                (say((untrusted(one.module, 60), style)), Content(untrusted(one.name, 80)), grey(kind)),
            )
        )
    return [*rows, *_more(module_map.imports_total - len(rows))]


def export_rows(module_map: ModuleMap) -> list[Row]:
    """Return what the module exports, and what it means to a host."""
    rows = []
    for index, one in enumerate(module_map.exports[:ROWS_MAX]):
        kind = str(one.type) if one.type else one.kind.value
        role, style = _role(one.name, callable_=one.is_callable)
        rows.append(
            Row(f"{one.name}#{index}", (say((untrusted(one.name, 80), style)), grey(kind), say((role, styles.GREY))))
        )
    return [*rows, *_more(module_map.exports_total - len(rows))]


def _more(left_out: int) -> list[Row]:
    return [Row("more", _cells(f"{left_out:,} more are not listed", "", ""))] if left_out > 0 else []


def _role(name: str, *, callable_: bool) -> tuple[str, str]:
    roles = {HANDSHAKE_EXPORT: "handshake", SELF_CHECK_EXPORT: "self-check", **dict.fromkeys(WIRE_FUNCTIONS, "wire")}
    role = roles.get(name, "")
    if role and not callable_:
        return f"{styles.FAILED} {role}, not callable", styles.BAD
    return role, styles.NAME if role else styles.PLAIN
