"""The two texts in what a self-check says of a round trip that did not give back what went in (PROTOCOL.md section 6).

How a guest words it is its own affair: two JSON objects or arrays in its message count, or two quoted texts that hold
such. Owns how they are found and where they differ first.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

MESSAGE_MAX_CHARACTERS: Final = 8_192
"""Of a message that are looked through: no answer of a self-check is longer."""
_STARTS: Final = '{["'
_DECODER: Final = json.JSONDecoder()


@dataclass(frozen=True, slots=True)
class RoundTrip:
    """Two texts that should be the same. Untrusted."""

    first: str
    second: str
    offset: int
    """The first byte that differs, from the start of either; of a text that the other begins with, its end."""

    @property
    def heads(self) -> tuple[str, str]:
        """What stands in each from the first difference on."""
        first, second = (text.encode()[self.offset :].decode(errors="replace") for text in (self.first, self.second))
        return first, second


def round_trip(message: str) -> RoundTrip | None:
    """Return the two texts of a message; None: it does not give two, or they are the same."""
    found = list(_texts(message[:MESSAGE_MAX_CHARACTERS]))
    if len(found) != 2 or found[0] == found[1]:
        return None
    first, second = (text.encode("utf-8", "replace") for text in found)
    shorter = min(len(first), len(second))
    offset = next((at for at in range(shorter) if first[at] != second[at]), shorter)
    return RoundTrip(first.decode(), second.decode(), offset)


def _texts(message: str) -> Iterator[str]:
    at = 0
    while (at := _next_start(message, at)) < len(message):
        value, end = _value_at(message, at)
        if isinstance(value, dict | list):
            yield message[at:end]
        elif isinstance(value, str) and value.lstrip()[:1] in ("{", "["):
            yield value
        at = max(end, at + 1)


def _next_start(message: str, at: int) -> int:
    return min((place for sign in _STARTS if (place := message.find(sign, at)) >= 0), default=len(message))


def _value_at(message: str, at: int) -> tuple[Any, int]:
    """Return the JSON value that begins at a place and where it ends; None where none does."""
    try:
        return _DECODER.raw_decode(message, at)
    except (ValueError, RecursionError):
        return None, at
