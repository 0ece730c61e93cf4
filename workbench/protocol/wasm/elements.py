"""Finds which functions an element section puts into tables. Lenient and bounded; knows nothing of their meaning."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from workbench.errors.identity import WasmParseError
from workbench.protocol.wasm.code import skip_immediates
from workbench.protocol.wasm.module_map import Section
from workbench.protocol.wasm.reader import ByteReader
from workbench.protocol.wasm.types import read_value_type

ELEMENTS_READ_MAX: Final = 200_000

_PASSIVE, _EXPLICIT, _EXPRESSIONS = 1, 2, 4
_END, _REF_FUNC = 0x0B, 0xD2


def may_hold(view: memoryview, section: Section, functions: Collection[int]) -> bool:
    """Say whether one of the functions may come into a table; True, too, where the section cannot be read."""
    reader = ByteReader(view, section.offset, section.end, "the section")
    left = ELEMENTS_READ_MAX
    try:
        for _ in range(reader.unsigned("the number of segments")):
            flags = reader.unsigned("the form of a segment")
            if not flags & _PASSIVE:
                if flags & _EXPLICIT:
                    reader.unsigned("the index of a table")
                _function_in_expression(reader)
            if flags & (_PASSIVE | _EXPLICIT):
                _skip_kind(reader, flags)
            count = reader.unsigned("the number of elements")
            left -= count
            if left < 0:
                return True
            for _ in range(count):
                if flags & _EXPRESSIONS:
                    function = _function_in_expression(reader)
                else:
                    function = reader.unsigned("the index of a function")
                if function in functions:
                    return True
    except WasmParseError:
        return True
    return False


def _skip_kind(reader: ByteReader, flags: int) -> None:
    if flags & _EXPRESSIONS:
        read_value_type(reader)
    else:
        reader.byte("the kind of elements")


def _function_in_expression(reader: ByteReader) -> int | None:
    """Move behind a constant expression; return the function that it refers to, or None."""
    function: int | None = None
    while (opcode := reader.byte("an instruction")) != _END:
        if opcode == _REF_FUNC:
            function = reader.unsigned("the index of a function")
        else:
            skip_immediates(reader, opcode)
    return function
