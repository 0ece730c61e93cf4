"""What the functions of a module are called: by its name section, its exports, its imports. Names are untrusted."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final

from workbench.errors.identity import WasmParseError
from workbench.protocol.wasm.module_map import Export, ExternalKind, Import, Section
from workbench.protocol.wasm.reader import ByteReader, ModuleBytes, byte_view

NAMES_MAX: Final = 1_000_000
NAME_MAX_CHARACTERS: Final = 1_000
_FUNCTION_NAMES: Final = 1

_LEGACY: Final = re.compile(r"\A_?_ZN((?:[1-9]\d*[^\d].*?)+)17h[0-9a-f]{16}E(?:\.llvm\.[0-9A-F@]+)?\Z", re.ASCII)
"""A name as Rust writes it for the linker, in its older form: parts with their lengths, and a hash."""
_HASH: Final = re.compile(r"::h[0-9a-f]{16}\Z")
_ESCAPES: Final = {"SP": "@", "BP": "*", "RF": "&", "LT": "<", "GT": ">", "LP": "(", "RP": ")", "C": ","}
_ESCAPE: Final = re.compile(r"\$(?:(SP|BP|RF|LT|GT|LP|RP|C)|u([0-9a-f]{1,6}))\$")
MANGLED: Final = re.compile(r"\A_?_(?:Z|R)")
"""How names begin that a compiler made for the linker: the engine reads those better than we do."""


def without_hash(name: str) -> str:
    """Return a name of Rust without the hash that the compiler adds."""
    return _HASH.sub("", name)


def readable(name: str) -> str | None:
    """Return a name as it is written in the source; None: it is mangled in a way that we do not read."""
    if not MANGLED.match(name):
        # Linkers write names into the module as they are read, but for the hash.
        return without_hash(name)[:NAME_MAX_CHARACTERS]
    found = _LEGACY.match(name[: 4 * NAME_MAX_CHARACTERS])
    return None if found is None else _legacy_parts(found[1])


def _legacy_parts(text: str) -> str | None:
    parts = []
    while text:
        digits = re.match(r"\d+", text, re.ASCII)
        if digits is None or len(digits[0]) > 4:
            return None
        end = digits.end() + int(digits[0])
        if end > len(text):
            return None
        part = text[digits.end() : end].removeprefix("_" if text[digits.end() : end].startswith("_$") else "")
        parts.append(_ESCAPE.sub(_unescaped, part.replace("..", "::")))
        text = text[end:]
    return "::".join(parts)[:NAME_MAX_CHARACTERS]


def _unescaped(found: re.Match[str]) -> str:
    if found[1]:
        return _ESCAPES[found[1]]
    code = int(found[2], 16)
    return chr(code) if code < 0x11_0000 and not 0xD800 <= code < 0xE000 else found[0]


def names_by_index(
    module: ModuleBytes, name_sections: Iterable[Section], imports: Iterable[Import], exports: Iterable[Export]
) -> Mapping[int, str]:
    """Return what functions are called, by index: in the name section, else as they are exported or imported.

    What cannot be read of the name section is as if it were not there.
    """
    functions = (one for one in imports if one.kind is ExternalKind.FUNCTION)
    found = {index: f"{one.module} {one.name}" for index, one in enumerate(functions)}
    found.update({one.index: one.name for one in exports if one.kind is ExternalKind.FUNCTION})
    for section in name_sections:
        found.update(_named(module, section))
    return found


def _named(module: ModuleBytes, section: Section) -> dict[int, str]:
    found: dict[int, str] = {}
    with byte_view(module) as view:
        reader = ByteReader(view, section.payload_offset, min(section.end, len(view)), "the section")
        try:
            while reader.left:
                kind, size = reader.byte("a subsection"), reader.unsigned("a size")
                end = reader.position + size
                if kind != _FUNCTION_NAMES:
                    reader.skip(size, "a subsection")
                    continue
                for _ in range(min(reader.unsigned("a count"), NAMES_MAX)):
                    if reader.position >= end:
                        break
                    index = reader.unsigned("an index")
                    found[index] = reader.name("a name")[:NAME_MAX_CHARACTERS]
                break
        except WasmParseError:
            pass
    return found
