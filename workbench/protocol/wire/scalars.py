"""How values without parts are decoded, and how a decoder rejects (PROTOCOL.md section 13)."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Final

from workbench.protocol.json.numbers import narrowed
from workbench.protocol.json.parsing import JsonValue, RepeatedKeys, kind_of
from workbench.protocol.wire.types import Integer, Scalar, StringEnum, expectation

Decoder = Callable[[Any], Any]

_HEX = "[0-9a-fA-F]"
_HYPHENATED = f"{_HEX}{{8}}-{_HEX}{{4}}-{_HEX}{{4}}-{_HEX}{{4}}-{_HEX}{{12}}"
_UUID = re.compile(rf"{_HEX}{{32}}|(?:urn:uuid:)?{_HYPHENATED}|\{{{_HYPHENATED}\}}")
_SHOWN_CHARACTERS: Final = 40


class ValueMismatch(Exception):
    """A error on its way up; each container adds its step."""

    def __init__(self, expected: str, found: str, *, at_key: str | None = None) -> None:
        super().__init__(expected)
        self.expected = expected
        self.found = found
        self.at_key = at_key
        """The key that is itself the error; None when a value is."""
        self.steps_upward: list[str | int] = [] if at_key is None else [at_key]

    @property
    def steps(self) -> tuple[str | int, ...]:
        """The way from the whole message to the error."""
        return tuple(reversed(self.steps_upward))


def mismatch(expected: str, value: JsonValue) -> ValueMismatch:
    """Return the mismatch of a value, by what kind of value it is."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return ValueMismatch(expected, f"the number {value!r}")
    return ValueMismatch(expected, kind_of(value))


def quoted(word: str) -> str:
    """Return a word of the protocol in quotes, cut to a readable length, with control characters escaped."""
    return repr(word if len(word) <= _SHOWN_CHARACTERS else word[:_SHOWN_CHARACTERS] + "…")


def stepped(mismatch: ValueMismatch, step: str | int) -> ValueMismatch:
    """Return the mismatch, seen from the container in which the value stands at `step`."""
    mismatch.steps_upward.append(step)
    return mismatch


def plain(value: JsonValue) -> JsonValue:
    """Return a JSON value without RepeatedKeys: the last value of each key."""
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    return [plain(item) for item in value] if isinstance(value, list) else value


def anything(value: JsonValue) -> JsonValue:
    """Return the value."""
    return value


def _string(value: JsonValue) -> str:
    if isinstance(value, str):
        return value
    raise mismatch("a string", value)


def _boolean(value: JsonValue) -> bool:
    if isinstance(value, bool):
        return value
    raise mismatch("true or false", value)


def _float64(value: JsonValue) -> float:
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return float(value)
    raise mismatch("a number", value)


def _float32(value: JsonValue) -> float:
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return narrowed(value)
    raise mismatch("a number", value)


def _uuid(value: JsonValue) -> str:
    expected = "a uuid: 32 hex digits, plain, hyphenated, in braces or after urn:uuid:"
    if not isinstance(value, str):
        raise mismatch(expected, value)
    if not _UUID.fullmatch(value):
        raise ValueMismatch(expected, "another string")
    digits = value.removeprefix("urn:uuid:").strip("{}").replace("-", "").lower()
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"


SCALARS: Final[dict[Scalar, Decoder]] = {
    Scalar.STR: _string,
    Scalar.BYTES64: _string,
    Scalar.BOOL: _boolean,
    Scalar.F32: _float32,
    Scalar.F64: _float64,
    Scalar.UUID: _uuid,
}


def integer_decoder(wire_type: Integer) -> Decoder:
    """Return the decoder of a range-checked integer."""
    minimum, maximum, expected = wire_type.minimum, wire_type.maximum, expectation(wire_type)

    def decode(value: JsonValue) -> int:
        if type(value) is int and minimum <= value <= maximum:
            return value
        raise mismatch(expected, value)

    return decode


def enum_decoder(wire_type: StringEnum) -> Decoder:
    """Return the decoder of an enum: a word, or an object with the word as key and null as value."""
    words, expected = frozenset(wire_type.words), expectation(wire_type)

    def decode(value: JsonValue) -> str:
        word = value
        if isinstance(value, dict):
            if len(value) != 1 or isinstance(value, RepeatedKeys):
                raise ValueMismatch(expected, "an object that has not one key")
            word = next(iter(value))
        if not isinstance(word, str):
            raise mismatch(expected, value)
        if word not in words:
            raise ValueMismatch(expected, quoted(word))
        if word is not value and value[word] is not None:
            raise stepped(mismatch("null", value[word]), word)
        return word

    return decode
