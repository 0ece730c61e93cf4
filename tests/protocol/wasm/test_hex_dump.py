"""Bytes as rows of hexadecimal digits."""

from __future__ import annotations

from workbench.protocol.wasm.hex_dump import hex_dump


def test_rows_have_offset_digits_and_characters() -> None:
    first, second = hex_dump(b"\0asm" + bytes(range(30, 50)), 0, 100, base=0x100)
    assert str(first) == "00000100  00 61 73 6d 1e 1f 20 21  22 23 24 25 26 27 28 29  .asm.. !\"#$%&'()"
    assert (second.offset, second.hex, second.ascii) == (0x110, "2a 2b 2c 2d 2e 2f 30 31", "*+,-./01")


def test_only_what_was_asked_for_and_is_there_is_shown() -> None:
    assert [(line.offset, line.hex) for line in hex_dump(b"abcdef", 4, 1)] == [(4, "65")]
    assert hex_dump(b"abcdef", 6, 10) == hex_dump(b"abcdef", 2, -1) == hex_dump(b"", 0, 10) == ()
    assert hex_dump(memoryview(b"abc"), -5, 2)[0].ascii == "ab"
