"""JSON to wire types, accepting and rejecting what the reference does (PROTOCOL.md section 13).

The reference decodes with serde into derived structs: from the text at once (`direct`), or from a JSON value
(`value`). Knows no single message, and nothing of what is checked after decoding.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Any, Final

from workbench.protocol.json.parsing import (
    JsonTextError,
    JsonValue,
    Steps,
    parse,
    parse_keeping_repeated,
    path_of,
    text_of,
)
from workbench.protocol.wire.decoders import Source, compiled
from workbench.protocol.wire.scalars import ValueMismatch
from workbench.protocol.wire.types import WireType


class Mode(Enum):
    """How the reference comes from the text to the type."""

    DIRECT = "direct"
    """At once. A repeated field of a struct is an error."""
    VALUE = "value"
    """By way of a JSON value. Of a repeated key the last one counts."""


@dataclass(eq=False)
class DecodeError(Exception):
    """A message does not fit its type, or is no JSON at all."""

    steps: Steps
    """The way to the wrong part; empty for the whole message."""
    expected: str
    found: str
    """What stands there; never the content of a string value, since secrets may live in it."""
    offset: int | None = None
    """Bytes from the start of the text; None when the message was not decoded from a text."""
    syntax: JsonTextError | None = None
    """Set when the text is no JSON; it knows line and column."""

    @property
    def path(self) -> str:
        """Where in the message, as a JSON path: `$.headers[2].name`."""
        return self.syntax.path if self.syntax else path_of(self.steps)

    def __str__(self) -> str:
        at = "" if self.offset is None else f" at byte {self.offset:,}"
        return f"{self.path}{at}: expected {self.expected}, found {self.found}"


def from_text(wire_type: WireType, text: bytes | str, mode: Mode) -> Any:
    """Decode a JSON text.

    Returns:
        For structs a dict in declaration order (absent nullable fields are None, absent omittable ones left
        out), for unions a dict with the tag first, for maps a dict, for sets a sorted tuple, for lists a list,
        for enums and uuids a str (uuids hyphenated, lower case), for f32 a narrowed float, maybe infinite.

    Raises:
        DecodeError: The text is no JSON (bytes that are not UTF-8 included), or does not fit the type.
    """
    try:
        value = parse(text) if mode is Mode.VALUE else parse_keeping_repeated(text)
    except JsonTextError as error:
        raise DecodeError((), error.expected, error.found, error.offset, error) from error
    try:
        return compiled(wire_type, Source(mode is Mode.DIRECT, False))(value)
    except ValueMismatch as found:
        # Only a value that does not fit has a place to be found.
        from workbench.protocol.json.spans import key_offset_of, offset_of  # noqa: PLC0415

        located = _error(found)
        locate = offset_of if found.at_key is None else key_offset_of
        located.offset = locate(text_of(text), located.steps)
        raise located from None


_PARSED: Final = Source(keeps_repeated=False, is_buffered=False)


def from_value(wire_type: WireType, value: JsonValue) -> Any:
    """Decode a JSON value as `jsontext.parse` gives it. What comes back is as `from_text` says.

    It may share parts with the value that was given.

    Raises:
        DecodeError: The value does not fit the type. Its offset is None: `jsonspans.offset_of` finds it in a text.
    """
    try:
        return compiled(wire_type, _PARSED)(value)
    except ValueMismatch as found:
        raise _error(found) from None


def _error(mismatch: ValueMismatch) -> DecodeError:
    return DecodeError(mismatch.steps, mismatch.expected, mismatch.found)
