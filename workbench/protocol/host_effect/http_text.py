"""Methods, header names and header values as the host's library takes them (PROTOCOL.md section 8a).

The tables are those of the Rust crate `http`: its method is narrower than a token, its header name wider by `"`.
"""

from __future__ import annotations

import string
from typing import Final

_LETTERS_AND_DIGITS: Final = (string.ascii_letters + string.digits).encode()
_METHOD_BYTES: Final = frozenset(_LETTERS_AND_DIGITS + b"!*+-.^_`|~")
_NAME_BYTES: Final = frozenset(_LETTERS_AND_DIGITS + b"!\"#$%&'*+-.^_`|~")
_VALUE_BYTES: Final = (frozenset(range(0x20, 0x100)) - {0x7F}) | {0x09}

HEADER_NAME_MAX_BYTES: Final = 65_535


def method_problem(method: bytes) -> str | None:
    """Return why bytes are no HTTP method; None: they are one."""
    return _problem(method, _METHOD_BYTES) if method else "nothing"


def header_name_problem(name: bytes) -> str | None:
    """Return why bytes are no header name; None: they are one."""
    if not name:
        return "nothing"
    if len(name) > HEADER_NAME_MAX_BYTES:
        return f"{len(name):,} bytes, and {HEADER_NAME_MAX_BYTES:,} are the most"
    return _problem(name, _NAME_BYTES)


def header_value_problem(value: bytes) -> str | None:
    """Return why bytes are no header value; None: they are one, as nothing at all is. Shows no more than one byte."""
    return _problem(value, _VALUE_BYTES)


def _problem(text: bytes, allowed: frozenset[int]) -> str | None:
    if allowed.issuperset(text):
        return None
    at, byte = next((at, byte) for at, byte in enumerate(text) if byte not in allowed)
    return f"byte 0x{byte:02x} at {at:,}"
