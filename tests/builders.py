"""Builds modules byte by byte, broken ones too. Shared by the tests of every part."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, Final

PREAMBLE: Final = b"\0asm\x01\0\0\0"
COMPONENT_PREAMBLE: Final = b"\0asm\x0d\0\x01\0"
IDENTITY_SECTION: Final = "cc_lb.plugin.v1"
ABSENT: Final = object()
"""As an override: leave the field out."""


def leb128(number: int) -> bytes:
    """Return the shortest unsigned LEB128 form."""
    out = bytearray()
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes((*out, number))


def name(text: str | bytes) -> bytes:
    """Return a length and the bytes of a name; bytes are taken as they are."""
    raw = text.encode() if isinstance(text, str) else text
    return leb128(len(raw)) + raw


def vector(entries: Iterable[bytes]) -> bytes:
    """Return a count and the entries."""
    listed = list(entries)
    return leb128(len(listed)) + b"".join(listed)


def section(section_id: int, contents: bytes = b"") -> bytes:
    """Return a section with its header."""
    return bytes((section_id,)) + leb128(len(contents)) + contents


def custom_section(section_name: str | bytes, payload: bytes = b"") -> bytes:
    """Return a custom section with its header."""
    return section(0, name(section_name) + payload)


def wasm_module(sections: Iterable[bytes] = (), *, preamble: bytes = PREAMBLE) -> bytes:
    """Return a module of these sections, each with its header, in this order."""
    return preamble + b"".join(sections)


def identity_fields(**overrides: Any) -> dict[str, Any]:
    """Return the fields of a good identity; an override of `ABSENT` leaves a field out, new names are added."""
    fields: dict[str, Any] = {
        "magic": [0xCC, 0x1B, 0x70, 0x10, 0, 1, 0, 0],
        "abi_envelope": 1,
        "plugin_name": "sample",
        "plugin_version": "0.1.0",
        **overrides,
    }
    return {key: value for key, value in fields.items() if value is not ABSENT}


def identity_payload(**overrides: Any) -> bytes:
    """Return the payload of a good identity section, as compact JSON, with these fields changed."""
    return json.dumps(identity_fields(**overrides), separators=(",", ":"), ensure_ascii=False).encode()


def identity_section(payload: bytes | None = None, **overrides: Any) -> bytes:
    """Return an identity section with its header; `payload` replaces the whole JSON text."""
    return custom_section(IDENTITY_SECTION, identity_payload(**overrides) if payload is None else payload)


TYPES: Final = section(1, vector((b"\x60\0\x01\x7f", b"\x60\0\0", b"\x60\x01\x7e\x01\x7e")))
"""Types 0: () -> i32, 1: () -> (), 2: (i64) -> i64."""


def code(bodies: Iterable[bytes]) -> bytes:
    """Return a code section; a body is what stands behind its local declarations, its final `end` left out."""
    return section(10, vector(leb128(len(body) + 2) + b"\0" + body + b"\x0b" for body in bodies))


def plugin_module(
    *, identity: bytes | None = None, exports: Iterable[str] = (), before: bytes = b"", after: bytes = b""
) -> bytes:
    """Return a plugin that an engine can build: identity, handshake, self-check and the named exports.

    Each export returns 0 and sets no output. `identity` is a whole section, empty for none; `before` and `after` are
    whole sections at both ends.
    """
    names = ("cc_lb_handshake", "cc_lb_self_check", *exports)
    return wasm_module(
        (
            before,
            TYPES,
            section(3, vector(b"\0" for _ in names)),
            section(7, vector(name(one) + b"\0" + leb128(index) for index, one in enumerate(names))),
            code(b"\x41\0" for _ in names),
            identity_section() if identity is None else identity,
            after,
        )
    )
