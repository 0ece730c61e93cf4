"""Moves fast over what is counted but not listed: numbers, imports, exports, repeated bytes.

Judges nothing: what is not in its plainest form is left to be read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import repeat
from typing import Final

from workbench.protocol.wasm.reader import ByteReader

_CHUNK_BYTES: Final = 4_096
_UNFINISHED: Final = bytes(range(0x80, 0x100))
"""The bytes of a LEB128 number that are not its last."""
_BLOCK_BYTES: Final = 1_048_576


def numbers_at(reader: ByteReader, wanted: Iterable[int]) -> dict[int, int]:
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


def _skip_numbers(reader: ByteReader, done: int, index: int) -> int:
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


def skip_plain_entries(
    reader: ByteReader, count: int, names: int, kind_max: int, is_wanted: Callable[[str, str], bool]
) -> int:
    """Move over at most `count` entries of `names` names (1 or 2), a kind up to `kind_max`, and a number.

    Stops before an entry whose names are wanted, and before one that is not in its plainest form: names of at most 127
    bytes and a number of at most four. Returns how many are behind us then. `is_wanted` gets first and last name.
    """
    view, position, end = reader.view, reader.position, reader.end
    done = 0
    while done < count:
        at = position + 1
        try:
            size = view[position]
            last = at + size
            first = name = str(view[at:last], "utf-8")
            if names == 2:
                at = last + 1
                size |= view[last]
                last = at + view[last]
                name = str(view[at:last], "utf-8")
            number = last + 1
            if size > 0x7F or view[last] > kind_max or is_wanted(first, name):
                break
            stop = number + 4
            while view[number] > 0x7F and number < stop:
                number += 1
        except (UnicodeDecodeError, IndexError):
            break
        if number == stop or number >= end:
            break
        position = number + 1
        done += 1
    reader.position = position
    return done


def read_plain_entries(reader: ByteReader, count: int, kind_max: int, found: list[tuple[str, int, int]]) -> int:
    """Add name, kind and number of at most `count` entries to `found`, as far as they are in their plainest form.

    That is a name of at most 127 bytes, a kind up to `kind_max`, and a number of at most two bytes. Returns how many
    are behind us then.
    """
    view, position, end = reader.view, reader.position, reader.end
    before = len(found)
    try:
        for _ in repeat(None, count):
            size = view[position]
            at = position + 1 + size
            kind, number = view[at], view[at + 1]
            after = at + 2
            if number > 0x7F:
                high = view[after]
                after += 1
                if high > 0x7F:
                    break
                number += (high << 7) - 0x80
            if size > 0x7F or kind > kind_max or after > end:
                break
            found.append((str(view[position + 1 : at], "utf-8"), kind, number))
            position = after
    except (UnicodeDecodeError, IndexError):
        pass
    reader.position = position
    return len(found) - before


def repeated(cells: bytes | memoryview, start: int, size: int, end: int) -> int:
    """Return how often the `size` bytes at `start` stand there one after another, at least once, before `end`."""
    length = size
    while length <= _BLOCK_BYTES and _same(cells, start, start + length, length, end):
        length *= 2
    total = length
    while length >= size:
        while _same(cells, start, start + total, length, end):
            total += length
        length //= 2
    return total // size


def _same(cells: bytes | memoryview, first: int, second: int, length: int, end: int) -> bool:
    return second + length <= end and cells[first : first + length] == cells[second : second + length]
