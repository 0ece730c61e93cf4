"""Strict JSON text to plain values, as the reference reads it (PROTOCOL.md section 13).

The standard library's C scanner reads the text; what it would take otherwise than the reference (depth, big and odd
numbers, surrogate escapes) is looked for first, at the speed of C. Whatever is not cleared goes through the exact
scanner, which alone says no. Knows nothing of types.
"""

from __future__ import annotations

import json
import re
from typing import Final, NoReturn

from workbench.protocol.json.byte_order_marks import byte_order_mark
from workbench.protocol.json.decoders import DECODERS, RepeatedKeys, brackets_of, depth_of
from workbench.protocol.json.scanner import (
    DEPTH_MAX,
    InvalidUtf8,
    JsonTextError,
    JsonValue,
    Steps,
    path_of,
    scan,
)

__all__ = [
    "DEPTH_MAX",
    "InvalidUtf8",
    "JsonTextError",
    "JsonValue",
    "RepeatedKeys",
    "Steps",
    "kind_of",
    "parse",
    "parse_keeping_repeated",
    "path_of",
    "text_of",
]

_LONE_SURROGATE = re.compile(
    rb"\\u[dD][89abAB][0-9a-fA-F]{2}(?!\\u[dD][c-fC-F][0-9a-fA-F]{2})"
    rb"|(?<!\\u[dD][89abAB][0-9a-fA-F]{2})\\u[dD][c-fC-F][0-9a-fA-F]{2}"
)
_MINUS_ZERO = re.compile(rb"-0(?!\.)")
_NUMBER_SHAPE: Final = bytes(
    ord("0") if sign in b"0123456789." else ord("e") if sign in b"eE" else ord(" ") for sign in range(256)
)
_LONG_NUMBER: Final = b"0" * 17
"""Up to 16 digits, or 15 and a point, the C scanner sees the value that the reference sees."""

_COLLAPSING_ROUNDS: Final = 4


def kind_of(value: JsonValue) -> str:
    """Return what a JSON value is, with its article: `an array`, `a string`, `null`."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return "a number"
    if isinstance(value, str):
        return "a string"
    return "an array" if isinstance(value, (list, tuple)) else "an object"


def text_of(text: bytes | str) -> str:
    """Return the text of some bytes. Raises InvalidUtf8; also for a str that no UTF-8 can give."""
    return _both(text)[0]


def parse(text: bytes | str) -> JsonValue:
    """Return the value of a JSON text. Of a repeated key the last one counts.

    Raises:
        InvalidUtf8: The bytes are not UTF-8.
        JsonTextError: The text is not JSON as the reference reads it.
    """
    return _read(text, keep_repeated=False)


def parse_keeping_repeated(text: bytes | str) -> JsonValue:
    """Return the value of a JSON text, with RepeatedKeys for each object that repeats a key.

    Raises:
        InvalidUtf8: The bytes are not UTF-8.
        JsonTextError: The text is not JSON as the reference reads it.
    """
    return _read(text, keep_repeated=True)


def _both(text: bytes | str) -> tuple[str, bytes]:
    """Return the text, and its bytes."""
    if isinstance(text, str):
        try:
            return text, text.encode()
        except UnicodeEncodeError as error:
            _reject_bytes(text[: error.start], "UTF-8", _not_utf_8(text[error.start : error.start + 2], error.start))
    try:
        return text.decode(), text
    except UnicodeDecodeError as error:
        found = (byte_order_mark(text) if not error.start else None) or f"the byte 0x{text[error.start]:02X}"
        _reject_bytes(text[: error.start].decode(), "UTF-8", found)


def _not_utf_8(found: str, place: int) -> str:
    """Say what two characters are that no UTF-8 gives: bytes that were kept as surrogates, or a surrogate."""
    kept = bytes(ord(one) - 0xDC00 for one in found if 0xDC80 <= ord(one) <= 0xDCFF)
    if not kept:
        return f"the surrogate U+{ord(found[0]):04X}"
    return (byte_order_mark(kept) if not place else None) or f"the byte 0x{kept[0]:02X}"


def _reject_bytes(before: str, expected: str, found: str) -> NoReturn:
    raise InvalidUtf8(
        offset=len(before.encode()),
        line=before.count("\n") + 1,
        column=len(before) - before.rfind("\n"),
        expected=expected,
        found=found,
    )


def _read(text: bytes | str, *, keep_repeated: bool) -> JsonValue:
    characters, encoded = _both(text)
    mark = byte_order_mark(encoded)
    if mark is not None:
        raise JsonTextError(offset=0, line=1, column=1, expected="JSON in UTF-8 without a byte order mark", found=mark)
    decoder = _clearing_decoder(encoded, keep_repeated)
    if decoder is not None:
        try:
            return decoder.decode(characters)
        except (ValueError, RecursionError):
            pass
    return scan(characters, keep_repeated=keep_repeated)


def _clearing_decoder(encoded: bytes, keep_repeated: bool) -> json.JSONDecoder | None:
    """Return the C decoder that sees in the text what the reference sees, or None when there is none."""
    if b"\\" in encoded:
        encoded = encoded.replace(b"\\\\", b"__")
        if b"\\u" in encoded and _LONE_SURROGATE.search(encoded):
            return None
        encoded = encoded.replace(b'\\"', b"__")
    structure = b"".join(encoded.split(b'"')[::2])
    if not _nests_within_limit(structure):
        return None
    return DECODERS[keep_repeated, _holds_uncommon_number(structure)]


def _nests_within_limit(structure: bytes) -> bool:
    """Return whether brackets nest at most DEPTH_MAX deep; `structure` holds no strings."""
    if structure.count(b"{") + structure.count(b"[") <= DEPTH_MAX:
        return True
    brackets = brackets_of(structure)
    remaining = brackets
    for depth_removed in range(0, 2 * _COLLAPSING_ROUNDS, 2):
        if depth_removed + len(remaining) // 2 <= DEPTH_MAX:
            return True
        remaining = remaining.replace(b"{}", b"").replace(b"[]", b"")
    return depth_of(brackets) <= DEPTH_MAX


def _holds_uncommon_number(structure: bytes) -> bool:
    """Return whether a number may have another value for the C scanner than for the reference."""
    shapes = structure.translate(_NUMBER_SHAPE)
    return b"0e" in shapes or _LONG_NUMBER in shapes or _MINUS_ZERO.search(structure) is not None
