"""Finds the calls in code bodies without executing or checking anything: for what can be foreseen of start code.

Owns the lengths of instructions (core, bulk memory, references, exceptions, vectors, threads). Bounded by the bytes
that it may read; what it cannot read it says it does not know. Knows nothing of what a call means.
"""

from __future__ import annotations

from array import array
from dataclasses import dataclass
from itertools import repeat
from typing import Final

from workbench.errors.identity import WasmParseError
from workbench.protocol.wasm.module_map import Section
from workbench.protocol.wasm.reader import ByteReader

CODE_READ_MAX_BYTES: Final = 262_144
"""Bytes of code that one `Code` reads for all its answers together."""

BODIES_INDEXED_MAX: Final = 2_000_000

_LEB, _TWO_LEBS, _MEMARG, _VECTOR_OF_LEBS, _LANE_MEMARG = -1, -2, -3, -4, -5
"""Immediates of other than a fixed length; a fixed one stands as its number of bytes."""

_UNREACHABLE, _IF, _ELSE, _TRY, _CATCH, _THROW, _RETHROW, _THROW_REF = 0x00, 0x04, 0x05, 0x06, 0x07, 0x08, 0x09, 0x0A
_BR, _BR_IF, _BR_TABLE, _RETURN, _CALL, _CALL_INDIRECT = 0x0C, 0x0D, 0x0E, 0x0F, 0x10, 0x11
_RETURN_CALL, _RETURN_CALL_INDIRECT, _CALL_REF, _RETURN_CALL_REF = 0x12, 0x13, 0x14, 0x15
_REF_FUNC: Final = 0xD2
_END: Final = 0x0B

_TRAPS: Final = frozenset({_UNREACHABLE, _THROW, _RETHROW, _THROW_REF})
_FORKS: Final = frozenset({_IF, _ELSE, _TRY, _CATCH, _BR, _BR_IF, _BR_TABLE, _RETURN, 0x18, 0x19, 0x1F, 0xD5, 0xD6})
"""Behind one of these it is not certain any more that what follows is executed."""

_INDIRECT: Final = frozenset({_CALL_INDIRECT, _RETURN_CALL_INDIRECT, _CALL_REF, _RETURN_CALL_REF})

_IMMEDIATES: Final[dict[int, int]] = {
    **dict.fromkeys(range(0x45, 0xC5), 0),
    **dict.fromkeys((0x00, 0x01, 0x05, 0x0A, 0x0B, 0x0F, 0x19, 0x1A, 0x1B, 0xD1, 0xD3, 0xD4), 0),
    **dict.fromkeys((0x02, 0x03, 0x04, 0x06), _LEB),
    **dict.fromkeys((0x07, 0x08, 0x09, 0x0C, 0x0D, 0x10, 0x12, 0x14, 0x15, 0x18), _LEB),
    **dict.fromkeys((0x11, 0x13), _TWO_LEBS),
    0x0E: _VECTOR_OF_LEBS,
    **dict.fromkeys(range(0x20, 0x27), _LEB),
    **dict.fromkeys(range(0x28, 0x3F), _MEMARG),
    **dict.fromkeys((0x3F, 0x40, 0x41, 0x42, 0xD0, 0xD2, 0xD5, 0xD6), _LEB),
    0x43: 4,
    0x44: 8,
}
"""A block's type counts as one number: a value's type is a number of one byte. References with a type are not known."""

_BULK: Final[dict[int, int]] = {
    **dict.fromkeys(range(8), 0),
    **dict.fromkeys((8, 10, 12, 14), _TWO_LEBS),
    **dict.fromkeys((9, 11, 13, 15, 16, 17), _LEB),
    **dict.fromkeys(range(19, 23), 0),
}
_VECTORS: Final[dict[int, int]] = {
    **dict.fromkeys(range(14, 276), 0),
    **dict.fromkeys((*range(12), 92, 93), _MEMARG),
    **dict.fromkeys((12, 13), 16),
    **dict.fromkeys(range(21, 35), 1),
    **dict.fromkeys(range(84, 92), _LANE_MEMARG),
}
_THREADS: Final[dict[int, int]] = {**dict.fromkeys((0, 1, 2, *range(0x10, 0x4F)), _MEMARG), 3: 1}
_PREFIXED: Final = {0xFC: _BULK, 0xFD: _VECTORS, 0xFE: _THREADS}


@dataclass(frozen=True, slots=True)
class CallSites:
    """What one body calls, in the order of its code."""

    certain: tuple[int, ...] = ()
    """Functions that are called whenever the body is, as long as the calls before return."""

    possible: tuple[int, ...] = ()
    """Functions that may be called, too."""

    indirect: bool = False
    """Whether functions are called that stand in a table or a reference."""

    traps: bool = False
    """Whether the body, after its certain calls, always ends in a trap or exception."""

    known: bool = True
    """False: the body could not be read to its end, or was not read at all."""


UNKNOWN_CALLS: Final = CallSites(known=False)


class Code:
    """The code section of a module, read body by body when asked."""

    def __init__(self, view: memoryview, section: Section) -> None:
        self._view = view
        self._section = section
        self._starts: array[int] | None = None
        self._left_bytes = CODE_READ_MAX_BYTES

    def calls(self, body: int) -> CallSites:
        """Return what a body calls; bodies count from 0, without the imported functions."""
        starts = self._index()
        if not 0 <= body < len(starts):
            return UNKNOWN_CALLS
        reader = ByteReader(self._view, starts[body], self._section.end, "the section")
        size = reader.unsigned("the size of a code body")
        if size > self._left_bytes:
            return UNKNOWN_CALLS
        self._left_bytes -= size
        return calls_of(bytes(self._view[reader.position : reader.position + size]))

    def offset(self, body: int) -> int | None:
        """Return where the body's size stands in the file; None when there is no such body."""
        starts = self._index()
        return starts[body] if 0 <= body < len(starts) else None

    def _index(self) -> array[int]:
        """Return where each body's size stands, up to `BODIES_INDEXED_MAX`. The walk has judged the extents before."""
        if self._starts is None:
            self._starts = starts = array("Q")
            reader = ByteReader(self._view, self._section.offset, self._section.end, "the section")
            count = reader.unsigned("the number of code bodies")
            view, position = self._view, reader.position
            for _ in repeat(None, min(count, BODIES_INDEXED_MAX)):
                starts.append(position)
                size = view[position]
                position += 1
                if size > 0x7F:
                    reader.position = position - 1
                    size = reader.unsigned("the size of a code body")
                    position = reader.position
                position += size
        return self._starts


def calls_of(body: bytes) -> CallSites:
    """Return what a body calls. `body` is local declarations and code, without its size."""
    certain: list[int] = []
    possible: list[int] = []
    indirect = traps = False
    is_certain = known = True
    view = memoryview(body)
    reader = ByteReader(view, 0, len(body), "the body")
    try:
        _skip_locals(reader)
        while reader.left:
            opcode = reader.byte("an instruction")
            if opcode in (_CALL, _RETURN_CALL, _REF_FUNC):
                function = reader.unsigned("the index of a function")
                if opcode != _REF_FUNC:
                    (certain if is_certain else possible).append(function)
            else:
                skip_immediates(reader, opcode)
                indirect = indirect or opcode in _INDIRECT
            if is_certain and (opcode in _FORKS or opcode in _TRAPS or opcode in (_RETURN_CALL, _RETURN_CALL_INDIRECT)):
                is_certain, traps = False, opcode in _TRAPS
    except WasmParseError:
        known = False
    return CallSites(tuple(certain), tuple(dict.fromkeys(possible)), indirect, traps, known)


def _skip_locals(reader: ByteReader) -> None:
    for _ in range(reader.unsigned("the number of local declarations")):
        reader.unsigned("a number of locals")
        if reader.byte("the type of a local") in (0x63, 0x64):
            reader.signed("the type of a reference", bits=33)


def skip_immediates(reader: ByteReader, opcode: int) -> None:
    """Move behind the immediates of an instruction. Raises `WasmParseError` for one that is not known."""
    at = reader.position
    kinds, number = _IMMEDIATES, opcode
    if opcode in _PREFIXED:
        kinds, number = _PREFIXED[opcode], reader.unsigned("the number of an instruction")
    kind = kinds.get(number)
    if kind is None:
        if opcode == 0x1C:
            _skip_typed_select(reader)
            return
        raise WasmParseError(at, "a known instruction", f"0x{opcode:02x} {number}")
    if kind >= 0:
        reader.skip(kind, "an immediate")
    elif kind == _VECTOR_OF_LEBS:
        for _ in range(reader.unsigned("the number of labels") + 1):
            _skip_number(reader)
    elif kind in (_MEMARG, _LANE_MEMARG):
        alignment = reader.unsigned("an alignment")
        for _ in range(2 if alignment & 0x40 else 1):
            _skip_number(reader)
        reader.skip(1 if kind == _LANE_MEMARG else 0, "a lane")
    else:
        for _ in range(-kind):
            _skip_number(reader)


def _skip_typed_select(reader: ByteReader) -> None:
    for _ in range(reader.unsigned("the number of types")):
        if reader.byte("the type of a value") in (0x63, 0x64):
            reader.signed("the type of a reference", bits=33)


def _skip_number(reader: ByteReader) -> None:
    while reader.byte("a number") & 0x80:
        pass
