"""A module without the many exports that nobody asks for: it does the same, and is built in a moment.

An engine makes an entry for each export of each instance; where dozens of instances are built for one answer, a module
of very many exports would take minutes.
"""

from __future__ import annotations

from typing import Final

from workbench.protocol.wasm.contents import DECISIVE_EXPORTS, EXPORT_SECTION, READ_MAX
from workbench.protocol.wasm.module_map import ModuleMap
from workbench.protocol.wasm.reader import ByteReader
from workbench.protocol.wasm.skipping import skip_plain_entries

EXPORTS_MANY: Final = 1_000
"""Up to so many, a module is left as it is."""

_FUNCTION: Final = 0


def without_other_exports(module: bytes, module_map: ModuleMap, wanted: str) -> bytes:
    """Return the module without exported functions but `wanted` and those that a host or the engine looks for.

    `module_map` is what the walk gave for these bytes. A module that has few exports, or exports that cannot be read,
    is returned as it is.
    """
    section = module_map.section(EXPORT_SECTION)
    is_readable = not any(one.section == "export" for one in module_map.unread)
    if section is None or not EXPORTS_MANY < module_map.exports_total <= READ_MAX or not is_readable:
        return module
    reader = ByteReader(memoryview(module), section.offset, section.end)
    left = reader.unsigned("the number of entries")
    kept: list[bytes] = []

    def is_kept(name: str, _: str) -> bool:
        return name == wanted or name in DECISIVE_EXPORTS

    while left:
        left -= skip_plain_entries(reader, left, 1, _FUNCTION, is_kept)
        if left:
            start = reader.position
            name = reader.name("an export's name")
            kind = reader.byte("a kind")
            reader.unsigned("the index of an export")
            left -= 1
            if kind != _FUNCTION or is_kept(name, name):
                kept.append(module[start : reader.position])
    contents = _leb128(len(kept)) + b"".join(kept)
    header = bytes((EXPORT_SECTION,)) + _leb128(len(contents))
    return b"".join((module[: section.header_offset], header, contents, module[section.end :]))


def _leb128(number: int) -> bytes:
    encoded = bytearray()
    while number > 0x7F:
        encoded.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes((*encoded, number))
