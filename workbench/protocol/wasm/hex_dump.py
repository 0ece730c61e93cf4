"""Bytes as rows of hexadecimal digits and printable ASCII. Knows nothing of what they mean."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from workbench.protocol.wasm.reader import ModuleBytes, byte_view

ROW_BYTES: Final = 16
_PRINTABLE: Final = bytes(byte if 0x20 <= byte < 0x7F else ord(".") for byte in range(256))


@dataclass(frozen=True, slots=True)
class HexLine:
    """One row."""

    offset: int
    """Of the row's first byte, counted as the caller asked."""

    hex: str
    """Two digits per byte, groups of eight bytes set apart by a second space."""

    ascii: str
    """One printable character per byte, a dot for any other byte."""

    def __str__(self) -> str:
        return f"{self.offset:08x}  {self.hex:<{ROW_BYTES * 3}}  {self.ascii}"


def hex_dump(payload: ModuleBytes, offset: int, length: int, *, base: int = 0) -> tuple[HexLine, ...]:
    """Return rows of 16 bytes for `length` bytes from `offset` on, as far as the payload goes.

    `base` is added to the shown offsets: the payload's own place in the file.
    """
    start = max(offset, 0)
    with byte_view(payload) as view:
        end = min(start + max(length, 0), len(view))
        return tuple(
            _line(base + at, bytes(view[at : min(at + ROW_BYTES, end)])) for at in range(start, end, ROW_BYTES)
        )


def _line(offset: int, row: bytes) -> HexLine:
    half = ROW_BYTES // 2
    digits = "  ".join(part.hex(" ") for part in (row[:half], row[half:]) if part)
    return HexLine(offset, digits, row.translate(_PRINTABLE).decode("ascii"))
