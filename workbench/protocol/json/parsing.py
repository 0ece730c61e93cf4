"""Strict JSON text to plain values, as the reference reads it (PROTOCOL.md section 13).

orjson reads the text, or the standard library's C scanner: repeated keys, uncommon numbers, long texts, for which
orjson takes too much memory, and the first few texts, for which it is not worth its import. What they would take
otherwise than the reference (depth, big and odd numbers, surrogate escapes) is looked for first, at the speed of C.
Whatever is not cleared goes through the exact scanner, which alone says no. Knows nothing of types.
"""

from __future__ import annotations

import re
from typing import Final, NoReturn

from workbench.protocol.json.byte_order_marks import byte_order_mark
from workbench.protocol.json.decoders import DECODERS, RepeatedKeys, brackets_of, depth_of
from workbench.protocol.json.quick_json import quick_json
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
"""Up to 16 digits, or 15 and a point, a scanner in C sees the value that the reference sees."""

ORJSON_MAX_BYTES: Final = 64 * 1_024
"""Of a text that orjson reads: it takes a dozen times the text's size, and is no quicker with long texts."""

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
    return _decoded(text)


def parse(text: bytes | str) -> JsonValue:
    """Return the value of a JSON text. Of a repeated key the last one counts.

    Raises:
        InvalidUtf8: The bytes are not UTF-8.
        JsonTextError: The text is not JSON as the reference reads it.
    """
    try:
        return _read_quickly(text, keep_repeated=False)
    except (ValueError, RecursionError):
        return _scan(text, keep_repeated=False)


def parse_keeping_repeated(text: bytes | str) -> JsonValue:
    """Return the value of a JSON text, with RepeatedKeys for each object that repeats a key.

    Raises:
        InvalidUtf8: The bytes are not UTF-8.
        JsonTextError: The text is not JSON as the reference reads it.
    """
    try:
        return _read_quickly(text, keep_repeated=True)
    except (ValueError, RecursionError):
        return _scan(text, keep_repeated=True)


def _decoded(text: bytes | str) -> str:
    """Return the text. Raises InvalidUtf8; also for a str that no UTF-8 can give."""
    if isinstance(text, str):
        try:
            text.encode()
        except UnicodeEncodeError as error:
            _reject_bytes(text[: error.start], "UTF-8", _not_utf_8(text[error.start : error.start + 2], error.start))
        return text
    try:
        return text.decode()
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


def _scan(text: bytes | str, *, keep_repeated: bool) -> JsonValue:
    characters = _decoded(text)
    mark = byte_order_mark(characters[:1].encode())
    if mark is not None:
        raise JsonTextError(offset=0, line=1, column=1, expected="JSON in UTF-8 without a byte order mark", found=mark)
    return scan(characters, keep_repeated=keep_repeated)


def _read_quickly(text: bytes | str, *, keep_repeated: bool) -> JsonValue:
    """Read a text in which a scanner in C sees what the reference sees. Raises ValueError for any other one."""
    encoded = text.encode() if isinstance(text, str) else text
    structure = _structure(encoded)
    if not _nests_within_limit(structure):
        raise ValueError("depth")
    uncommon = _holds_uncommon_number(structure)
    quick = None if keep_repeated or uncommon or len(encoded) > ORJSON_MAX_BYTES else quick_json()
    if quick is None:
        return DECODERS[keep_repeated, uncommon].decode(text if isinstance(text, str) else text.decode())
    value: JsonValue = quick.loads(encoded)
    return value


def _structure(encoded: bytes) -> bytes:
    """Return a text without its strings. Raises ValueError for one that is to be looked at more closely."""
    if b"\\" in encoded:
        encoded = encoded.replace(b"\\\\", b"__")
        if b"\\u" in encoded and _LONE_SURROGATE.search(encoded):
            raise ValueError("surrogate")
        encoded = encoded.replace(b'\\"', b"__")
    return b"".join(encoded.split(b'"')[::2])


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
    """Return whether a number may have another value for a scanner in C than for the reference."""
    shapes = structure.translate(_NUMBER_SHAPE)
    return b"0e" in shapes or _LONG_NUMBER in shapes or _MINUS_ZERO.search(structure) is not None
