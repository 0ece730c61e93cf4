"""Reads the types of the wasm binary format, leniently: an unknown form ends the reading, not the walk.

Owns how types, limits and references are written. Knows nothing of what the host wants of them.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from workbench.errors.identity import WasmParseError
from workbench.protocol.wasm.module_map import FunctionType
from workbench.protocol.wasm.reader import ByteReader

TYPES_READ_MAX: Final = 100_000
"""Types that are read at all, so that reading ends in a moment. The engine takes a million."""

PARAMS_MAX: Final = 1_000
"""Parameters, or results, of one function: what the engine takes at most."""

FIELDS_MAX: Final = 10_000
"""Fields of one structure: what the engine takes at most."""

_VALUE_TYPES: Final = {
    0x7F: "i32", 0x7E: "i64", 0x7D: "f32", 0x7C: "f64", 0x7B: "v128",
    0x70: "funcref", 0x6F: "externref", 0x6E: "anyref", 0x6D: "eqref", 0x6C: "i31ref", 0x6B: "structref",
    0x6A: "arrayref", 0x69: "exnref", 0x68: "contref", 0x71: "nullref", 0x72: "nullexternref",
    0x73: "nullfuncref", 0x74: "nullexnref", 0x75: "nullcontref",
}  # fmt: skip
_REF, _REF_NULL, _SHARED = 0x64, 0x63, 0x65
_PACKED: Final = frozenset({0x78, 0x77})
_SUB, _SUB_FINAL, _REC = 0x50, 0x4F, 0x4E
_FUNC, _STRUCT, _ARRAY, _CONTINUATION = 0x60, 0x5F, 0x5E, 0x5D


def read_value_type(reader: ByteReader) -> str:
    """Read the type of a value and return its name in the text format."""
    at = reader.position
    byte = reader.byte("the type of a value")
    name = _VALUE_TYPES.get(byte)
    if name is not None:
        return name
    if byte in (_REF, _REF_NULL):
        if reader.left and reader.view[reader.position] == _SHARED:
            reader.position += 1
        reader.signed("the type of a reference", bits=33)
        return "ref"
    raise WasmParseError(at, "the type of a value", f"0x{byte:02x}")


def read_limits(reader: ByteReader) -> tuple[int, int | None]:
    """Read the limits of a memory or table: minimum, and maximum or None."""
    at = reader.position
    flags = reader.byte("the limits")
    if flags & ~0x0F:
        raise WasmParseError(at, "limits of a known form", f"0x{flags:02x}")
    bits = 64 if flags & 4 else 32
    minimum = reader.unsigned("a minimum", bits=bits)
    maximum = reader.unsigned("a maximum", bits=bits) if flags & 1 else None
    if flags & 8:
        reader.unsigned("the size of a page")
    return minimum, maximum


def read_table_type(reader: ByteReader) -> tuple[int, int | None]:
    """Read the type of a table and return its limits."""
    read_value_type(reader)
    return read_limits(reader)


def fill_function_types(reader: ByteReader, wanted: Collection[int], types: dict[int, FunctionType]) -> None:
    """Add the wanted indices of a type section to `types`; those that are no functions are left out.

    Reads no further than the last wanted one. Raises `WasmParseError` where a type cannot be read; what was read
    before it stands in `types`.
    """
    last = min(max(wanted, default=-1), TYPES_READ_MAX - 1)
    count = reader.unsigned("the number of types")
    index = groups = 0
    while groups < count and index <= last:
        groups += 1
        members = 1
        if reader.left and reader.view[reader.position] == _REC:
            reader.position += 1
            members = reader.unsigned("the number of types in a group")
        while members and index <= last:
            members -= 1
            function = _read_type(reader, is_wanted=index in wanted)
            if function is not None:
                types[index] = function
            index += 1


def _read_type(reader: ByteReader, *, is_wanted: bool) -> FunctionType | None:
    """Read one type. None: no function, or not wanted."""
    at = reader.position
    form = reader.byte("the form of a type")
    if form in (_SUB, _SUB_FINAL):
        for _ in range(_count(reader, "the number of supertypes")):
            reader.unsigned("the index of a supertype")
        form = reader.byte("the form of a type")
    if form == _SHARED:
        form = reader.byte("the form of a type")
    if form == _FUNC:
        params, results = (
            _read_values(reader, "the number of parameters"),
            _read_values(reader, "the number of results"),
        )
        return FunctionType(params, results) if is_wanted else None
    if form == _STRUCT:
        for _ in range(_count(reader, "the number of fields", at_most=FIELDS_MAX)):
            _read_field(reader)
    elif form == _ARRAY:
        _read_field(reader)
    elif form == _CONTINUATION:
        reader.signed("the type of a continuation", bits=33)
    else:
        raise WasmParseError(at, "the form of a type", f"0x{form:02x}")
    return None


def _read_values(reader: ByteReader, what: str) -> tuple[str, ...]:
    count = _count(reader, what)
    return tuple([read_value_type(reader) for _ in range(count)]) if count else ()


def _read_field(reader: ByteReader) -> None:
    if reader.left and reader.view[reader.position] in _PACKED:
        reader.position += 1
    else:
        read_value_type(reader)
    reader.byte("the mutability of a field")


def _count(reader: ByteReader, what: str, *, at_most: int = PARAMS_MAX) -> int:
    at = reader.position
    count = reader.unsigned(what)
    if count > at_most:
        raise WasmParseError(at, f"{what}, at most {at_most:,}", f"{count:,}")
    return count
