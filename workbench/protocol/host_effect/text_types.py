"""The texts that the host's libraries read, each as a type by name (PROTOCOL.md section 8a)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from workbench.protocol.host_effect.http_text import header_name_problem, header_value_problem, method_problem
from workbench.protocol.host_effect.url import UrlError, parse_url
from workbench.protocol.wire.bytes64 import base64_problem


@dataclass(eq=False)
class TextError(Exception):
    """A text is not what its type's name says."""

    expected: str
    found: str
    """Why not. Of header values and base64 at most one byte is shown: secrets may live in them."""


def _url(text: bytes) -> str:
    try:
        return parse_url(_decoded(text, _URL))
    except UrlError as error:
        raise TextError(_URL, error.cause) from error


def _method(text: bytes) -> str:
    _check(_METHOD, method_problem(text))
    return text.decode()


def _header_name(text: bytes) -> str:
    _check(_HEADER_NAME, header_name_problem(text))
    return text.decode().lower()


def _header_value(text: bytes) -> None:
    _check(_HEADER_VALUE, header_value_problem(text))


def _base64(text: bytes) -> None:
    _check(_BASE64, base64_problem(_decoded(text, _BASE64)))


def _check(expected: str, problem: str | None) -> None:
    if problem is not None:
        raise TextError(expected, problem)


def _decoded(text: bytes, expected: str) -> str:
    try:
        return text.decode()
    except UnicodeDecodeError as error:
        found = f"byte 0x{error.object[error.start]:02x} at {error.start:,}, which is no UTF-8"
        raise TextError(expected, found) from None


_URL: Final = "an absolute URL"
_METHOD: Final = "an HTTP method"
_HEADER_NAME: Final = "a header name"
_HEADER_VALUE: Final = "a header value"
_BASE64: Final = "standard base64 with padding"

TEXT_TYPES: Final[dict[str, Callable[[bytes], str | None]]] = {
    "url": _url,
    "http_method": _method,
    "header_name": _header_name,
    "header_value": _header_value,
    "base64": _base64,
}
"""By the names that `decode` takes, what reads the bytes themselves: they are no JSON text.

Each returns what the host's library writes again, None where it writes nothing, and raises TextError.
"""
