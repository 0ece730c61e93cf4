"""From a place in a module's code to the places in its author's source. Pure; reads what it needs, when it is asked.

Never raises for what the module holds: what cannot be read gives no place.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from workbench.errors.identity import WasmParseError
from workbench.errors.stack_frame import StackFrame
from workbench.protocol.debug_info.forms import DebugInfoError
from workbench.protocol.debug_info.line_table import LineTable
from workbench.protocol.debug_info.names import names_by_index, readable, without_hash
from workbench.protocol.debug_info.units import READS_MAX, Range, ReadsLeft, SourceCall, Unit, read_units
from workbench.protocol.wasm.module_map import ExternalKind, ModuleMap
from workbench.protocol.wasm.reader import ByteReader, byte_view
from workbench.protocol.wasm.walker import walk_leniently

_CODE_SECTION: Final = 10
BODIES_MAX: Final = 1_000_000
INLINED_MAX: Final = 100
"""Frames for one place: the function, and what was inlined into each other there."""


class SourceMap:
    """What one module says of its source. Not to be shared between threads."""

    def __init__(self, module: bytes) -> None:
        """Read nothing but the sections yet."""
        self._module = module
        self._map: ModuleMap = walk_leniently(module)[0]
        code = self._map.section(_CODE_SECTION)
        self._code = (code.offset, code.end) if code is not None else (0, 0)
        self._sections = {
            section.name: bytes(module[section.payload_offset : section.end])
            for section in self._map.sections
            if section.is_custom and not section.depth and section.name.startswith(".debug_")
        }
        self._reads = ReadsLeft()
        self._units: list[tuple[Range, Unit]] | None = None
        self._lines: dict[int, LineTable | None] = {}
        self._names: Mapping[int, str] | None = None
        self._bodies: list[int] | None = None
        self._known: dict[int, tuple[StackFrame, ...]] = {}

    @property
    def has_lines(self) -> bool:
        """Whether the module carries line tables."""
        return ".debug_line" in self._sections and ".debug_info" in self._sections

    @property
    def has_names(self) -> bool:
        """Whether the module carries names of its functions."""
        return bool(self._map.custom_sections("name"))

    def located(self, frames: Sequence[StackFrame]) -> tuple[StackFrame, ...]:
        """Return frames of the engine with places, and with those that were inlined before each."""
        return tuple(one for frame in frames for one in self._located(frame))

    def frame_in_body(self, function: int, offset: int) -> StackFrame:
        """Return the frame of a place that is told by a function's index, and bytes from the start of its body."""
        if self._bodies is None:
            self._bodies = list(self._body_starts())
        at = function - self._imported_functions
        if not 0 <= at < len(self._bodies):
            return StackFrame(f"function {function}")
        start = self._bodies[at]
        with byte_view(self._module) as view:
            reader = ByteReader(view, start, self._code[1], "the section", "code")
            reader.unsigned("a size")
            return StackFrame(None, reader.position + offset)

    @property
    def _imported_functions(self) -> int:
        return sum(one.kind is ExternalKind.FUNCTION for one in self._map.imports)

    def _located(self, frame: StackFrame) -> tuple[StackFrame, ...]:
        if frame.offset is None:
            return (replace(frame, function=without_hash(frame.function) if frame.function else None),)
        known = self._known.get(frame.offset)
        if known is None:
            known = self._known[frame.offset] = self._found(frame, frame.offset)
        return known

    def _found(self, frame: StackFrame, offset: int) -> tuple[StackFrame, ...]:
        function = self._function_name(frame, offset)
        self._reads.count = READS_MAX
        try:
            frames = list(self._chained(offset, function))
        except DebugInfoError:
            frames = []
        return tuple(frames) or (replace(frame, function=function),)

    # ---- names ----------------------------------------------------------------------------------------------------

    def _function_name(self, frame: StackFrame, offset: int) -> str | None:
        """Return the name by index; of a mangled one the engine's reading of it."""
        index = self._function_at(offset)
        name = None
        if index is not None:
            if self._names is None:
                sections = [one for one in self._map.custom_sections("name") if not one.depth]
                self._names = names_by_index(self._module, sections, self._map.imports, self._map.exports)
            name = self._names.get(index)
        found = readable(name) if name else None
        if found is None and frame.function:
            found = without_hash(frame.function)
        return found or (f"function {index}" if index is not None else None)

    def _function_at(self, offset: int) -> int | None:
        """Return the index of the function whose body holds an offset; None: it is in none."""
        if self._bodies is None:
            self._bodies = list(self._body_starts())
        at = bisect_right(self._bodies, offset) - 1
        if at < 0 or not self._code[0] <= offset < self._code[1]:
            return None
        return self._imported_functions + at

    def _body_starts(self) -> Iterator[int]:
        start, end = self._code
        with byte_view(self._module) as view:
            reader = ByteReader(view, start, end, "the section", "code")
            try:
                for _ in range(min(reader.unsigned("a count"), BODIES_MAX)):
                    yield reader.position
                    reader.skip(reader.unsigned("a size"), "a body")
            except WasmParseError:
                return

    # ---- places ---------------------------------------------------------------------------------------------------

    def _chained(self, offset: int, function: str | None) -> Iterator[StackFrame]:
        """Give the frames of a place, the one that was inlined last first. Raises DebugInfoError."""
        # DWARF counts from the start of the code section.
        address = offset - self._code[0]
        unit = self._unit_at(address)
        lines = None if unit is None else self._lines_of(unit)
        if unit is None or lines is None:
            return
        place = lines.place(address)
        file, line, column = (None, None, None) if place is None else (place.file, place.line, place.column)
        calls = unit.chain(address)[-INLINED_MAX:]
        for call in reversed(calls[1:]):
            yield StackFrame(_name_of(call), offset, file, line, column, inlined=True)
            file, line, column = lines.file(call.file), call.line or None, call.column or None
        if place is not None:
            yield StackFrame(function or (_name_of(calls[0]) if calls else None), offset, file, line, column)

    def _unit_at(self, address: int) -> Unit | None:
        if self._units is None:
            self._units = []
            for unit in read_units(self._sections, self._reads):
                self._units += [(one, unit) for one in unit.ranges(unit.root)]
        return next((unit for (first, behind), unit in self._units if first <= address < behind), None)

    def _lines_of(self, unit: Unit) -> LineTable | None:
        at = unit.statements
        if at is None:
            return None
        if at not in self._lines:
            self._lines[at] = LineTable(self._sections, at, unit.directory)
        return self._lines[at]


def _name_of(call: SourceCall) -> str | None:
    return readable(call.name) or call.short_name or None
