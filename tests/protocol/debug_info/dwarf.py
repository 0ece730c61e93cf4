"""Builds debug information byte by byte, broken one too."""

from __future__ import annotations

from tests.builders import leb128

TAG_UNIT, TAG_FUNCTION, TAG_INLINED, TAG_VARIABLE = 0x11, 0x2E, 0x1D, 0x34
NAME, STATEMENTS, LOW, HIGH, ORIGIN, RANGES = 0x03, 0x10, 0x11, 0x12, 0x31, 0x55
CALL_FILE, CALL_LINE, CALL_COLUMN, LINKAGE = 0x58, 0x59, 0x57, 0x6E
ADDRESSES_BASE, RANGES_BASE = 0x73, 0x74
ADDR, BLOCK1, BLOCK, DATA1, DATA4, SDATA, STRING, UDATA = 0x01, 0x0A, 0x09, 0x0B, 0x06, 0x0D, 0x08, 0x0F
REF_ADDR, REF4, OFFSET, RNGLISTX = 0x10, 0x13, 0x17, 0x23


def u16(number: int) -> bytes:
    return number.to_bytes(2, "little")


def u32(number: int) -> bytes:
    return number.to_bytes(4, "little")


def layout(code: int, tag: int, *attributes: tuple[int, int], children: bool = False) -> bytes:
    """Return an entry of `.debug_abbrev`; attributes are pairs of name and form."""
    pairs = b"".join(leb128(name) + leb128(form) for name, form in attributes)
    return leb128(code) + leb128(tag) + bytes([children]) + pairs + b"\0\0"


def unit(entries: bytes, *, version: int = 4, table: int = 0, kind: int = 1, address_size: int = 4) -> bytes:
    """Return a unit of `.debug_info`. Its entries begin at byte 11, from version 5 on at byte 12."""
    if version >= 5:
        header = u16(version) + bytes([kind, address_size]) + u32(table)
    else:
        header = u16(version) + u32(table) + bytes([address_size])
    return u32(len(header) + len(entries)) + header + entries


OLD_NAMES = b"sub\0\0" + b"a.c\0\0\0\0" + b"b.c\0\1\0\0" + b"\0"
"""Folder 1 and two files, of line tables before version 5."""
NEW_NAMES = b"\1\1\x08\2/p\0sub\0" + b"\2\1\x08\2\x0b\2a.c\0\0b.c\0\1"
"""The same, from version 5 on."""


def lines(
    program: bytes, *, version: int = 4, line_range: int = 14, names: bytes = OLD_NAMES, more_counts: bytes = b""
) -> bytes:
    """Return a table of `.debug_line`. Its opcodes from 13 on are special, with `more_counts` from a later one on."""
    counts = bytes([0, 1, 1, 1, 1, 0, 0, 0, 1, 0, 0, 1]) + more_counts
    rest = b"\1" + (b"\1" if version >= 4 else b"") + b"\1" + bytes([256 - 5, line_range, len(counts) + 1])
    rest += counts + names
    header = u16(version) + (b"\4\0" if version >= 5 else b"") + u32(len(rest)) + rest
    return u32(len(header) + len(program)) + header + program


COPY, END = b"\1", b"\0\1\1"


def address(number: int) -> bytes:
    """Return the instruction of a line table that names an address."""
    return b"\0\5\2" + u32(number)
