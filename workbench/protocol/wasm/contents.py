"""Reads what a module imports, exports, starts and reserves, as far as it can be read.

What stands in these sections is the engine's business: a fault in them is a note here, never an error of layer L1
(PROTOCOL.md section 2). A count that lies costs nothing, since only what stands there is read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from itertools import repeat
from typing import Final

from workbench.errors.identity import WasmParseError
from workbench.protocol.functions import WIRE_FUNCTIONS
from workbench.protocol.limits import HANDSHAKE_EXPORT, SELF_CHECK_EXPORT
from workbench.protocol.wasm.module_map import (
    Export,
    ExternalKind,
    FunctionType,
    Import,
    Memory,
    ModuleMap,
    Section,
    Start,
    Unread,
)
from workbench.protocol.wasm.reader import Reader
from workbench.protocol.wasm.types import fill_function_types, read_limits, read_table_type, read_value_type

LISTED_MAX: Final = 20_000
"""Imports, and exports, that are listed one by one."""

READ_MAX: Final = 100_000
"""Imports, and exports, that are read at all, so that reading ends in a moment. The engine takes a million."""

DECISIVE_LISTED_MAX: Final = 1_000
"""Above `LISTED_MAX`: those that decide a verdict."""

TYPE_SECTION, IMPORT_SECTION, FUNCTION_SECTION, MEMORY_SECTION = 1, 2, 3, 5
EXPORT_SECTION, START_SECTION = 7, 8

_DECISIVE_EXPORTS: Final = frozenset({HANDSHAKE_EXPORT, SELF_CHECK_EXPORT, *WIRE_FUNCTIONS})
_DECISIVE_IMPORTS: Final = "wasi"
_KINDS: Final = tuple(ExternalKind)
_CHUNK_BYTES: Final = 4_096
_UNFINISHED: Final = bytes(range(0x80, 0x100))
"""The bytes of a LEB128 number that are not its last."""


def read_contents(view: memoryview, firsts: Mapping[int, Section], seen: ModuleMap) -> ModuleMap:
    """Return the map with imports, exports, memories and start filled in from the first section of each id.

    Never raises for what the bytes hold: `unread` tells where reading stopped, and why.
    """
    return _Contents(view, firsts).add_to(seen)


class _Contents:
    """What was read so far, before names and types come together."""

    def __init__(self, view: memoryview, firsts: Mapping[int, Section]) -> None:
        self.view = view
        self.firsts = firsts
        self.claimed: dict[int, int] = {}
        self.unread: list[Unread] = []
        self.memories: list[Memory] = []
        self.imports: list[tuple[str, str, ExternalKind, int | None]] = []
        """Module, name, kind, and a function's type by index."""
        self.exports: list[tuple[str, ExternalKind, int]] = []
        """Name, kind, index."""
        self.imported_functions: list[int] = []
        """Their types by index, as far as they are listed."""
        self.imported_functions_count = 0

    def add_to(self, seen: ModuleMap) -> ModuleMap:
        """Read everything and return the map with it."""
        self._read_vector(IMPORT_SECTION, self._read_import)
        imports_complete = not self.unread
        self._read_vector(MEMORY_SECTION, lambda reader: self._read_memory(reader, imported=False))
        self._read_vector(EXPORT_SECTION, self._read_export)
        type_of = self._function_types(imports_complete)
        return replace(
            seen,
            imports=tuple(
                Import(module, name, kind, None if index is None else type_of.types.get(index))
                for module, name, kind, index in self.imports
            ),
            imports_claimed=self.claimed.get(IMPORT_SECTION, 0),
            exports=tuple(
                Export(name, kind, index, type_of(index) if kind is ExternalKind.FUNCTION else None)
                for name, kind, index in self.exports
            ),
            exports_claimed=self.claimed.get(EXPORT_SECTION, 0),
            memories=tuple(self.memories),
            start=self._start(),
            unread=tuple(self.unread),
        )

    def _reader(self, section_id: int) -> Reader | None:
        section = self.firsts.get(section_id)
        return None if section is None else Reader(self.view, section.offset, section.end, "the section")

    def _note(self, section_id: int, fault: WasmParseError) -> None:
        reason = f"expected {fault.expected}, found {fault.found}"
        self.unread.append(Unread(self.firsts[section_id].name, fault.offset, reason))

    def _read_vector(self, section_id: int, read_one: Callable[[Reader], None]) -> None:
        reader = self._reader(section_id)
        if reader is None:
            return
        try:
            count = self.claimed[section_id] = reader.unsigned("the number of entries")
            for _ in repeat(None, min(count, READ_MAX)):
                read_one(reader)
            if count > READ_MAX:
                raise WasmParseError(reader.position, f"at most {READ_MAX:,} entries", f"{count:,}")
            if reader.left:
                expected = f"the end of the section behind {count:,} entries"
                raise WasmParseError(reader.position, expected, f"{reader.left:,} more bytes")
        except WasmParseError as fault:
            self._note(section_id, fault)

    def _read_import(self, reader: Reader) -> None:
        module, name = reader.name("an import's module"), reader.name("an import's name")
        kind = _read_kind(reader)
        type_index: int | None = None
        if kind is ExternalKind.FUNCTION:
            type_index = reader.unsigned("the index of a type")
            self.imported_functions_count += 1
            if len(self.imported_functions) < LISTED_MAX:
                self.imported_functions.append(type_index)
        elif kind is ExternalKind.TABLE:
            read_table_type(reader)
        elif kind is ExternalKind.MEMORY:
            self._read_memory(reader, imported=True)
        elif kind is ExternalKind.GLOBAL:
            read_value_type(reader)
            reader.byte("the mutability of a global")
        else:
            reader.byte("the attribute of a tag")
            reader.unsigned("the index of a type")
        if _is_listed(len(self.imports), decisive=module.startswith(_DECISIVE_IMPORTS)):
            self.imports.append((module, name, kind, type_index))

    def _read_export(self, reader: Reader) -> None:
        name = reader.name("an export's name")
        kind = _read_kind(reader)
        index = reader.unsigned("the index of an export")
        if _is_listed(len(self.exports), decisive=name in _DECISIVE_EXPORTS):
            self.exports.append((name, kind, index))

    def _read_memory(self, reader: Reader, *, imported: bool) -> None:
        minimum, maximum = read_limits(reader)
        if len(self.memories) < DECISIVE_LISTED_MAX:
            self.memories.append(Memory(minimum, maximum, imported))

    def _start(self) -> Start | None:
        reader = self._reader(START_SECTION)
        if reader is None:
            return None
        index = reader.unsigned("the index of a function")
        return Start(index, index < self.imported_functions_count)

    def _function_types(self, imports_complete: bool) -> _TypeOf:
        """Find the types of imported and of exported functions.

        Without a complete list of imports the index of a defined function means nothing, so it gets no type.
        """
        found = _TypeOf(self.imported_functions)
        first_defined = self.imported_functions_count
        wanted = {
            index - first_defined
            for _, kind, index in self.exports
            if kind is ExternalKind.FUNCTION and index >= first_defined
        }
        functions = self._reader(FUNCTION_SECTION)
        if functions is not None and wanted and imports_complete:
            try:
                defined = numbers_at(functions, wanted)
                found.defined = {first_defined + index: number for index, number in defined.items()}
            except WasmParseError as fault:
                self._note(FUNCTION_SECTION, fault)
        types = self._reader(TYPE_SECTION)
        if types is not None:
            try:
                fill_function_types(types, {*self.imported_functions, *found.defined.values()}, found.types)
            except WasmParseError as fault:
                self._note(TYPE_SECTION, fault)
        return found


class _TypeOf:
    """From a function's index to its type."""

    def __init__(self, imported: list[int]) -> None:
        self.imported = imported
        self.defined: dict[int, int] = {}
        self.types: dict[int, FunctionType] = {}

    def __call__(self, function: int) -> FunctionType | None:
        index = self.imported[function] if function < len(self.imported) else self.defined.get(function)
        return None if index is None else self.types.get(index)


def numbers_at(reader: Reader, wanted: Iterable[int]) -> dict[int, int]:
    """Return the wanted entries of a vector of numbers, such as the function section.

    Those behind its end are left out. The numbers between two wanted ones are counted, not read.

    Raises `WasmParseError` at a broken wanted one.
    """
    count = reader.unsigned("the number of entries")
    found: dict[int, int] = {}
    done = 0
    for index in sorted(wanted):
        if index >= count:
            break
        done = _skip_numbers(reader, done, index)
        while done < index:
            reader.unsigned("a number")
            done += 1
        if not reader.left:
            break
        found[index] = reader.unsigned("a number")
        done += 1
    return found


def _skip_numbers(reader: Reader, done: int, index: int) -> int:
    """Move over whole chunks that end before entry `index`; return how many entries are behind us then."""
    view, end = reader.view, reader.end
    while index - done > 64:
        chunk_end = min(reader.position + _CHUNK_BYTES, end)
        while chunk_end < end and view[chunk_end - 1] & 0x80:
            chunk_end += 1
        finished = len(bytes(view[reader.position : chunk_end]).translate(None, _UNFINISHED))
        if done + finished > index or chunk_end == reader.position:
            break
        reader.position = chunk_end
        done += finished
    return done


def _read_kind(reader: Reader) -> ExternalKind:
    at = reader.position
    kind = reader.byte("a kind")
    if kind >= len(_KINDS):
        raise WasmParseError(at, "a kind, 0x00 to 0x04", f"0x{kind:02x}")
    return _KINDS[kind]


def _is_listed(listed: int, *, decisive: bool) -> bool:
    return listed < LISTED_MAX or (decisive and listed < LISTED_MAX + DECISIVE_LISTED_MAX)
