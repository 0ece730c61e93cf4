"""Reads numbers and names of the wasm binary format between two offsets of a module.

Owns the format's bounds (LEB128 lengths, UTF-8, the longest name). Knows nothing of sections.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeAlias

from workbench.errors.identity import WasmParseError

if TYPE_CHECKING:
    from mmap import mmap

ModuleBytes: TypeAlias = "bytes | bytearray | memoryview | mmap"
"""A whole module: any contiguous buffer of bytes."""

NAME_MAX_BYTES: Final = 100_000
"""The longest name that the reference's parser reads."""


def byte_view(module: ModuleBytes) -> memoryview:
    """Return the module as a view of single bytes, to be released by the caller. Nothing is copied.

    Raises `TypeError` for a buffer that is not contiguous.
    """
    view = memoryview(module)
    return view if view.format == "B" and view.ndim == 1 else view.cast("B")


class ByteReader:
    """A place in a module, moved forward by each read and held back at an end.

    Every read raises `WasmParseError` where the bytes end too early or break the format; its offset is counted as the
    reference's parser counts it, but for text that is not UTF-8.
    """

    __slots__ = ("end", "position", "section", "view", "within")

    def __init__(
        self, view: memoryview, position: int, end: int, within: str = "the section", section: str = ""
    ) -> None:
        self.view = view
        self.position = position
        """Bytes from the start of the file."""
        self.end = end
        """The first byte that is out of bounds."""
        self.within = within
        """What ends there, for the errors' texts: `the file`, `the section`."""
        self.section = section
        """The section that is read, for the errors' texts; empty: none."""

    @property
    def left(self) -> int:
        """Bytes that can still be read."""
        return self.end - self.position

    def error(self, offset: int, expected: str, found: str) -> WasmParseError:
        """Return an error in what is read."""
        return WasmParseError(offset, expected, found, self.section)

    def byte(self, expected: str) -> int:
        """Read one byte."""
        position = self.position
        if position >= self.end:
            raise self.error(self.end, expected, f"the end of {self.within}")
        self.position = position + 1
        return self.view[position]

    def skip(self, size: int, expected: str) -> int:
        """Move over `size` bytes and return where they start."""
        start = self.position
        if size > self.end - start:
            found = f"{self.end - start:,} until the end of {self.within}"
            raise self.error(start, f"{counted(size, 'byte')} of {expected}", found)
        self.position = start + size
        return start

    def unsigned(self, expected: str, *, bits: int = 32) -> int:
        """Read an unsigned LEB128 number of at most `bits` bits; padded forms up to the full length pass."""
        first = self.byte(expected)
        if first < 0x80:
            return first
        value, shift = first & 0x7F, 7
        while True:
            byte = self.byte(expected)
            if shift + 7 > bits and byte >> (bits - shift):
                place = self.position - 1
                if byte & 0x80:
                    raise self.error(place, f"{expected} as a number of at most {-(-bits // 7)} bytes", "a longer one")
                raise self.error(place, f"{expected} as a number of {bits} bits", "a larger one")
            value |= (byte & 0x7F) << shift
            if byte < 0x80:
                return value
            shift += 7

    def signed(self, expected: str, *, bits: int) -> int:
        """Read a signed LEB128 number of at most `bits` bits. Bits that do not fit are not judged."""
        start, value, shift = self.position, 0, 0
        while True:
            byte = self.byte(expected)
            value |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80:
                return value - (1 << shift) if byte & 0x40 else value
            if shift >= bits:
                raise self.error(start, f"{expected} as a number of at most {-(-bits // 7)} bytes", "a longer one")

    def name(self, what: str) -> str:
        """Read a length and that many bytes of UTF-8."""
        start = self.position
        if start < self.end and (size := self.view[start]) < 0x80:
            at = self.position = start + 1
            if size > self.end - at:
                self.skip(size, what)
            self.position = at + size
        else:
            size = self.unsigned(f"the length of {what}")
            if size > NAME_MAX_BYTES:
                raise self.error(self.position - 1, f"at most {NAME_MAX_BYTES:,} bytes of {what}", f"{size:,}")
            at = self.skip(size, what)
        try:
            return str(self.view[at : at + size], "utf-8")
        except UnicodeDecodeError as error:
            bad = at + error.start
        raise self.error(bad, f"UTF-8 in {what}", f"the byte 0x{self.view[bad]:02x}")


def counted(number: int, thing: str) -> str:
    """Return a number with what it counts: `1 byte`, `2,000 bytes`."""
    return f"{number:,} {thing}{'' if number == 1 else 's'}"
