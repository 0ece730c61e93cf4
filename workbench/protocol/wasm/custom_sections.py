"""Custom sections as lines to read: `name`, `producers`, `target_features`, and any payload that is JSON.

Lenient and bounded: what cannot be read is said in a line of its own. All text comes from the module and is
untrusted. Owns no verdict: the identity is judged elsewhere.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from workbench.errors.identity import WasmParseError
from workbench.protocol.wasm.module_map import Section
from workbench.protocol.wasm.reader import ByteReader, ModuleBytes, byte_view

LINES_MAX: Final = 1_000
NAMES_SHOWN_MAX: Final = 20
"""Function names that are shown one by one."""

JSON_SHOWN_MAX_BYTES: Final = 262_144
"""Above it, a payload is not read as JSON."""

_NAME_PARTS: Final = (
    "module", "functions", "locals", "labels", "types", "tables", "memories", "globals", "element segments",
    "data segments", "fields", "tags",
)  # fmt: skip
_FEATURE_SIGNS: Final = {0x2B: "used", 0x2D: "not allowed", 0x3D: "required"}
_MODULE_NAME, _FUNCTION_NAMES = 0, 1


@dataclass(frozen=True, slots=True)
class TextLine:
    """One line of a small tree."""

    depth: int
    """0 is the outermost."""

    text: str
    """Untrusted, without line breaks of ours; those of the module are left in."""


def custom_section_text(module: ModuleBytes, section: Section) -> tuple[TextLine, ...]:
    """Return a custom section's payload as lines to read; empty when its form is not known.

    At most `LINES_MAX` lines, and one that says that more were left out. Never raises for what the bytes hold.
    """
    with byte_view(module) as view:
        reader = ByteReader(view, section.payload_offset, min(section.end, len(view)), "the section")
        lines: list[TextLine] = []
        read = _READERS.get(section.name, _json_lines)
        try:
            for line in read(reader):
                if len(lines) == LINES_MAX:
                    lines.append(TextLine(0, f"(more than {LINES_MAX:,} lines: the rest is left out)"))
                    break
                lines.append(line)
        except WasmParseError as error:
            lines.append(TextLine(0, f"(not readable {error})"))
        return tuple(lines)


def parse_json(payload: bytes) -> Any:
    """Return the value of a payload that is JSON text. Raises `ValueError` for any other payload."""
    try:
        return json.loads(payload.decode("utf-8"))
    except RecursionError:
        raise ValueError("nested too deeply") from None


def _json_lines(reader: ByteReader) -> Iterator[TextLine]:
    start = reader.position
    if not 0 < reader.left <= JSON_SHOWN_MAX_BYTES:
        return
    try:
        value = parse_json(bytes(reader.view[start : reader.end]))
        text = json.dumps(value, indent=2, ensure_ascii=False)
    except (ValueError, RecursionError):
        return
    for line in text.split("\n"):
        bare = line.lstrip(" ")
        yield TextLine((len(line) - len(bare)) // 2, bare)


def _name_lines(reader: ByteReader) -> Iterator[TextLine]:
    while reader.left:
        part_id = reader.byte("the id of a subsection")
        size = reader.unsigned("the size of a subsection")
        start = reader.skip(size, "a subsection")
        part = ByteReader(reader.view, start, start + size, "the subsection")
        title = _NAME_PARTS[part_id] if part_id < len(_NAME_PARTS) else f"subsection {part_id}"
        if part_id == _MODULE_NAME:
            yield TextLine(0, f"module {part.name('the name of the module')}")
            continue
        count = part.unsigned(f"the number of {title}")
        yield TextLine(0, f"{title}: {count:,} named")
        if part_id != _FUNCTION_NAMES:
            continue
        for _ in range(min(count, NAMES_SHOWN_MAX)):
            index = part.unsigned("the index of a function")
            yield TextLine(1, f"{index} {part.name('the name of a function')}")
        if count > NAMES_SHOWN_MAX:
            yield TextLine(1, f"and {count - NAMES_SHOWN_MAX:,} more")


def _producers_lines(reader: ByteReader) -> Iterator[TextLine]:
    for _ in range(reader.unsigned("the number of fields")):
        yield TextLine(0, reader.name("the name of a field"))
        for _ in range(reader.unsigned("the number of values")):
            value = reader.name("a value")
            version = reader.name("a version")
            yield TextLine(1, f"{value} {version}".rstrip())


def _target_features_lines(reader: ByteReader) -> Iterator[TextLine]:
    for _ in range(reader.unsigned("the number of features")):
        sign = reader.byte("the sign of a feature")
        feature = reader.name("the name of a feature")
        yield TextLine(0, f"{feature}: {_FEATURE_SIGNS.get(sign, f'sign 0x{sign:02x}')}")


_READERS: Final[dict[str, Callable[[ByteReader], Iterator[TextLine]]]] = {
    "name": _name_lines,
    "producers": _producers_lines,
    "target_features": _target_features_lines,
}
