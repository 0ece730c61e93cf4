"""Reads what a module imports, exports, starts and reserves, as far as it can be read.

What stands in these sections is the engine's business: an error in them is a note here, never an error of layer L1
(PROTOCOL.md section 2). A count that lies costs nothing, since only what stands there is read.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
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
from workbench.protocol.wasm.reader import ByteReader, counted
from workbench.protocol.wasm.skipping import numbers_at, read_plain_entries, skip_plain_entries
from workbench.protocol.wasm.types import fill_function_types, read_limits, read_table_type, read_value_type

LISTED_MAX: Final = 20_000
"""Imports, and exports, that are listed one by one."""

READ_MAX: Final = 1_000_000
"""Imports, and exports, of a module that are read at all: no more than the engine takes."""

DECISIVE_LISTED_MAX: Final = 1_000
"""Above `LISTED_MAX`: those that decide one verdict or hazard."""

TYPE_SECTION, IMPORT_SECTION, FUNCTION_SECTION, MEMORY_SECTION = 1, 2, 3, 5
EXPORT_SECTION, START_SECTION = 7, 8

_RUN_BY_THE_ENGINE: Final = ("_start", "_initialize", "__wasm_call_ctors", "hs_init")
_OF_OTHER_LINES: Final = ("cc_lb_alloc", "route")
DECISIVE_EXPORTS: Final = frozenset(
    (HANDSHAKE_EXPORT, SELF_CHECK_EXPORT, *WIRE_FUNCTIONS, *_RUN_BY_THE_ENGINE, *_OF_OTHER_LINES)
)
_DECISIVE_IMPORTS: Final = ("wasi", "extism:host/")
_KINDS: Final = tuple(ExternalKind)
_SHARED: Final = 2
"""The flag of a memory's limits that stands for threads."""


class Contents:
    """What was read so far of the file's module, or of all modules nested in a component.

    Never raises for what the bytes hold: `ModuleMap.unread` says where reading stopped, and why.
    """

    def __init__(self, view: memoryview, listed_max: int | None = None) -> None:
        self._view = view
        self._listed_max = LISTED_MAX if listed_max is None else listed_max
        self._imports: list[Import] = []
        self._exports: list[Export] = []
        self._totals = {IMPORT_SECTION: 0, EXPORT_SECTION: 0}
        self._memories: list[Memory] = []
        self._start: Start | None = None
        self._unread: list[Unread] = []
        self._kept: Counter[str] = Counter()

    def read(self, firsts: Mapping[int, Section], *, nested: bool) -> None:
        """Add what one module holds; `firsts` is its first section of each id."""
        if nested and not firsts.keys() & {IMPORT_SECTION, EXPORT_SECTION}:
            return
        imports_left, exports_left = (self._listed_max - len(listed) for listed in (self._imports, self._exports))
        one = _ModuleContents(self._view, firsts, imports_left, exports_left, self._kept)
        one.read()
        self._imports += one.typed_imports()
        self._exports += one.typed_exports()
        for section_id, count in one.claimed.items():
            self._totals[section_id] = self._totals.get(section_id, 0) + count
        if not nested:
            self._memories, self._start, self._unread = one.memories, one.start(), one.unread
            return
        noted = {unread.section for unread in self._unread}
        self._unread += [unread for unread in one.unread if unread.section not in noted]

    def added_to(self, seen: ModuleMap) -> ModuleMap:
        """Return the map with what was read."""
        return replace(
            seen,
            imports=tuple(self._imports),
            imports_total=self._totals[IMPORT_SECTION],
            exports=tuple(self._exports),
            exports_total=self._totals[EXPORT_SECTION],
            memories=tuple(self._memories),
            start=self._start,
            unread=tuple(self._unread),
        )


class _ModuleContents:
    """What was read of one module, before names and types come together.

    `imports_left` and `exports_left` say how many may still be listed; `kept` counts those above, by what they decide.
    """

    def __init__(
        self,
        view: memoryview,
        firsts: Mapping[int, Section],
        imports_left: int,
        exports_left: int,
        kept: Counter[str],
    ) -> None:
        self.view = view
        self.firsts = firsts
        self.imports_left = imports_left
        self.exports_left = exports_left
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
        self.type_of = _TypeOf(self.imported_functions)
        self.kept = kept

    def read(self) -> None:
        """Read everything."""
        self._read_vector(IMPORT_SECTION, self._read_import, self._skip_imports)
        imports_complete = not self.unread
        self._read_vector(MEMORY_SECTION, lambda reader: self._read_memory(reader, imported=False))
        self._read_vector(EXPORT_SECTION, self._read_export, self._skip_exports)
        self._read_function_types(imports_complete=imports_complete)

    def typed_imports(self) -> Iterator[Import]:
        """Return the imports that are listed."""
        types = self.type_of.types
        for module, name, kind, index in self.imports:
            yield Import(module, name, kind, None if index is None else types.get(index))

    def typed_exports(self) -> Iterator[Export]:
        """Return the exports that are listed."""
        function = ExternalKind.FUNCTION
        functions = {index for _, kind, index in self.exports if kind is function}
        # Looked up once for each function: there may be a million exports, many of them of one function.
        types = {index: self.type_of(index) for index in functions}
        return (
            Export(name, kind, index, types[index] if kind is function else None) for name, kind, index in self.exports
        )

    def start(self) -> Start | None:
        """Return what the start section names."""
        reader = self._reader(START_SECTION)
        if reader is None:
            return None
        index = reader.unsigned("the index of a function")
        return Start(index, index < self.imported_functions_count)

    def _reader(self, section_id: int) -> ByteReader | None:
        section = self.firsts.get(section_id)
        return (
            None if section is None else ByteReader(self.view, section.offset, section.end, "the section", section.name)
        )

    def _note(self, section_id: int, error: WasmParseError) -> None:
        reason = f"expected {error.expected}, found {error.found}"
        section = self.firsts[section_id]
        self.unread.append(Unread(section.name, section.offset, error.offset, reason))

    def _read_vector(
        self,
        section_id: int,
        read_one: Callable[[ByteReader], None],
        skip: Callable[[ByteReader, int], int] | None = None,
    ) -> None:
        reader = self._reader(section_id)
        if reader is None:
            return
        try:
            count = self.claimed[section_id] = reader.unsigned("the number of entries")
            left = min(count, READ_MAX)
            while left:
                read_one(reader)
                left -= 1
                if left and skip is not None:
                    left -= skip(reader, left)
            if count > READ_MAX:
                raise WasmParseError(reader.position, f"at most {READ_MAX:,} entries", f"{count:,}")
            if reader.left:
                expected = f"the end of the section after {count:,} entries"
                raise WasmParseError(reader.position, expected, counted(reader.left, "more byte"))
        except WasmParseError as error:
            self._note(section_id, error)

    def _read_import(self, reader: ByteReader) -> None:
        module, name = reader.name("an import's module"), reader.name("an import's name")
        kind = _read_kind(reader)
        type_index: int | None = None
        if kind is ExternalKind.FUNCTION:
            type_index = reader.unsigned("the index of a type")
            self.imported_functions_count += 1
            if len(self.imported_functions) < self.imports_left:
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
        if len(self.imports) < self.imports_left or self._is_kept(_deciding_import(module, name)):
            self.imports.append((module, name, kind, type_index))

    def _skip_imports(self, reader: ByteReader, count: int) -> int:
        if len(self.imports) < self.imports_left or len(self.imported_functions) < self.imports_left:
            return 0
        # Kinds up to 0: functions alone.
        skipped = skip_plain_entries(reader, count, 2, 0, lambda module, name: bool(_deciding_import(module, name)))
        self.imported_functions_count += skipped
        return skipped

    def _read_export(self, reader: ByteReader) -> None:
        name = reader.name("an export's name")
        kind = _read_kind(reader)
        index = reader.unsigned("the index of an export")
        if len(self.exports) < self.exports_left or self._is_kept(_deciding_export(name)):
            self.exports.append((name, kind, index))

    def _skip_exports(self, reader: ByteReader, count: int) -> int:
        room = self.exports_left - len(self.exports)
        if room > 0:
            plain: list[tuple[str, int, int]] = []
            count = read_plain_entries(reader, min(count, room), len(_KINDS) - 1, plain)
            self.exports += [(name, _KINDS[kind], index) for name, kind, index in plain]
            return count
        return skip_plain_entries(reader, count, 1, len(_KINDS) - 1, lambda name, _: bool(_deciding_export(name)))

    def _is_kept(self, deciding: str) -> bool:
        """Say whether one above the cap is listed: those that decide the same thing must not push out others."""
        self.kept[deciding] += 1
        return bool(deciding) and self.kept[deciding] <= DECISIVE_LISTED_MAX

    def _read_memory(self, reader: ByteReader, *, imported: bool) -> None:
        is_shared = bool(reader.left and reader.view[reader.position] & _SHARED)
        minimum, maximum = read_limits(reader)
        if len(self.memories) < DECISIVE_LISTED_MAX:
            self.memories.append(Memory(minimum, maximum, imported, is_shared))

    def _read_function_types(self, *, imports_complete: bool) -> None:
        """Find the types of imported and of exported functions.

        Without a complete list of imports the index of a defined function means nothing, so it gets no type.
        """
        found = self.type_of
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
            except WasmParseError as error:
                self._note(FUNCTION_SECTION, error)
        types = self._reader(TYPE_SECTION)
        if types is not None:
            try:
                fill_function_types(types, {*self.imported_functions, *found.defined.values()}, found.types)
            except WasmParseError as error:
                self._note(TYPE_SECTION, error)


class _TypeOf:
    """From a function's index to its type."""

    def __init__(self, imported: list[int]) -> None:
        self.imported = imported
        self.defined: dict[int, int] = {}
        self.types: dict[int, FunctionType] = {}

    def __call__(self, function: int) -> FunctionType | None:
        index = self.imported[function] if function < len(self.imported) else self.defined.get(function)
        return None if index is None else self.types.get(index)


def _read_kind(reader: ByteReader) -> ExternalKind:
    at = reader.position
    kind = reader.byte("a kind")
    if kind >= len(_KINDS):
        raise WasmParseError(at, "a kind, 0x00 to 0x04", f"0x{kind:02x}")
    return _KINDS[kind]


def _deciding_import(module: str, name: str) -> str:
    """Return what of an import decides a verdict or a hazard; empty: nothing does."""
    if "\0" in module or "\0" in name:
        return "\0"
    if not module.startswith(_DECISIVE_IMPORTS):
        return ""
    return next(prefix for prefix in _DECISIVE_IMPORTS if module.startswith(prefix))


def _deciding_export(name: str) -> str:
    """Return what of an export decides a verdict or a hazard; empty: nothing does."""
    if name in DECISIVE_EXPORTS:
        return name
    return "\0" if "\0" in name else ""
