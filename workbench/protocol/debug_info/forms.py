"""Single values of DWARF 2 to 5: numbers, strings, the forms of attributes. Knows no entry and no table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

STRING_MAX_BYTES: Final = 4_096
_LEB_MAX_BYTES: Final = 10
_TEXT: Final = "utf-8"

FORM_ADDR: Final = 0x01
FORM_STRING: Final = 0x08
FORM_SDATA: Final = 0x0D
FORM_STRP: Final = 0x0E
FORM_LINE_STRP: Final = 0x1F
FORM_IMPLICIT_CONST: Final = 0x21
FORM_RNGLISTX: Final = 0x23
FIXED_SIZES: Final[Mapping[int, int]] = {
    **{0x01: 4, 0x05: 2, 0x06: 4, 0x07: 8, 0x0B: 1, 0x0C: 1, 0x0E: 4, 0x10: 4, 0x11: 1, 0x12: 2, 0x13: 4, 0x14: 8},
    **{0x17: 4, 0x19: 0, 0x1C: 4, 0x1D: 4, 0x1E: 16, 0x1F: 4, 0x20: 8, 0x21: 0, 0x24: 8, 0x25: 1, 0x26: 2, 0x27: 3},
    **{0x28: 4, 0x29: 1, 0x2A: 2, 0x2B: 3, 0x2C: 4},
}
"""Bytes by form. Addresses of a 32-bit module have four; DWARF of 64-bit offsets is not read."""
LEB_FORMS: Final = frozenset({0x0D, 0x0F, 0x15, 0x1A, 0x1B, 0x22, 0x23})
COUNT_SIZES: Final[Mapping[int, int]] = {0x03: 2, 0x04: 4, 0x0A: 1}
"""Of blocks whose size stands before them in a fixed number of bytes."""
LEB_BLOCKS: Final = frozenset({0x09, 0x18})
STRX_FORMS: Final = frozenset({0x1A, 0x25, 0x26, 0x27, 0x28})
ADDRX_FORMS: Final = frozenset({0x1B, 0x29, 0x2A, 0x2B, 0x2C})
UNIT_REFERENCES: Final = frozenset({0x11, 0x12, 0x13, 0x14, 0x15})


class DebugInfoError(Exception):
    """What stands there cannot be read, or is of a kind that we do not read."""


@dataclass(slots=True)
class ValueReader:
    """Reads numbers and strings from a section, one behind the other. Raises DebugInfoError at its end."""

    content: bytes
    at: int = 0
    end: int = field(default=-1)

    def __post_init__(self) -> None:
        if not 0 <= self.end <= len(self.content):
            self.end = len(self.content)

    def number(self, size: int) -> int:
        """Read an unsigned number of so many bytes."""
        start, self.at = self.at, self.at + size
        if self.at > self.end:
            raise DebugInfoError("the section ends within a number")
        return int.from_bytes(self.content[start : self.at], "little")

    def signed_byte(self) -> int:
        """Read a byte with a sign."""
        value = self.number(1)
        return value - 256 if value > 127 else value

    def leb(self) -> int:
        """Read an unsigned LEB128 number."""
        value = shift = 0
        for _ in range(_LEB_MAX_BYTES):
            byte = self.number(1)
            value |= (byte & 0x7F) << shift
            if byte < 0x80:
                return value
            shift += 7
        raise DebugInfoError("a number of more than ten bytes")

    def signed_leb(self) -> int:
        """Read a signed LEB128 number."""
        start = self.at
        value = self.leb()
        return value - (1 << 7 * (self.at - start)) if self.content[self.at - 1] & 0x40 else value

    def skip(self, size: int) -> None:
        """Move over so many bytes."""
        self.at += size
        if self.at > self.end:
            raise DebugInfoError("the section ends within a value")

    def string(self) -> str:
        """Read a text that ends in a NUL. A long one is cut."""
        stop = self.content.find(b"\0", self.at, self.end)
        if stop < 0:
            raise DebugInfoError("a string without an end")
        start, self.at = self.at, stop + 1
        return self.content[start : min(stop, start + STRING_MAX_BYTES)].decode(_TEXT, "replace")

    def value(self, form: int) -> int | str | None:
        """Read the value of an attribute: of a string that stands elsewhere its place, of a block nothing."""
        if form == FORM_STRING:
            return self.string()
        if form == FORM_SDATA:
            return self.signed_leb()
        if form in LEB_FORMS:
            return self.leb()
        if form in LEB_BLOCKS:
            self.skip(self.leb())
            return None
        if form in COUNT_SIZES:
            self.skip(self.number(COUNT_SIZES[form]))
            return None
        if form not in FIXED_SIZES:
            raise DebugInfoError(f"a value of form {form:#x}")
        return self.number(FIXED_SIZES[form])


def string_at(section: bytes, offset: int) -> str:
    """Return the text at a place of a section of strings."""
    return ValueReader(section, offset).string() if 0 <= offset < len(section) else ""
