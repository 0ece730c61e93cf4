"""The smallest request that still fails: each part is taken away, emptied or halved as long as the failure stays."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from workbench.protocol.fuzzing.host_texts import KEPT, NIL_UUID, as_host_sends
from workbench.protocol.fuzzing.places import ABSENT, Place, places, value_at, with_value
from workbench.protocol.json.parsing import JsonTextError, JsonValue, parse
from workbench.protocol.wire.bytes64 import decoded_base64
from workbench.protocol.wire.encode import compact
from workbench.protocol.wire.types import Integer, Presence, Scalar, StringEnum, Struct, TaggedUnion, WireType

TRIES_MAX: Final = 2_000


@dataclass(frozen=True, slots=True)
class Shrunk:
    """The end of a search for a smaller request."""

    value: JsonValue
    tries: int
    is_smallest: bool
    """False: the tries ran out, and a smaller one may exist."""


def shrunk(
    wire_type: WireType, value: JsonValue, fails: Callable[[JsonValue], bool], *, tries_max: int = TRIES_MAX
) -> Shrunk:
    """Return the smallest request found that still fails.

    Args:
        wire_type: Its type; whatever is tried fits it.
        value: A request that fails.
        fails: Says whether a request fails in the same way.
        tries_max: How often `fails` may be asked.
    """
    search = _Search(wire_type, value, fails, tries_max)
    while search.pass_over() and search.goes_on:
        pass
    return Shrunk(search.value, search.tries, search.goes_on)


class _Search:
    def __init__(
        self, wire_type: WireType, value: JsonValue, fails: Callable[[JsonValue], bool], tries_max: int
    ) -> None:
        self.value = value
        self.tries = 0
        self._type = wire_type
        self._fails = fails
        self._tries_max = tries_max

    @property
    def goes_on(self) -> bool:
        return self.tries < self._tries_max

    def pass_over(self) -> bool:
        """Try to make each part smaller, the whole before its parts; return whether anything could be."""
        before, index = self.value, 0
        while self.goes_on and index < len(found := places(self._type, self.value)):
            if not self._made_smaller(found[index]):
                index += 1
        return self.value is not before

    def _made_smaller(self, place: Place) -> bool:
        size = _size(self.value)
        for part in _smaller(place, value_at(self.value, place.steps)):
            candidate = with_value(self.value, place.steps, as_host_sends(place, part))
            if _size(candidate) >= size:
                continue
            if not self.goes_on:
                return False
            self.tries += 1
            if self._fails(candidate):
                self.value = candidate
                return True
        return False


def _size(value: JsonValue) -> tuple[int, str]:
    """Return by what requests are compared; it falls with each step, so that a search ends.

    null and the padding of base64 count as nothing.
    """
    text = compact(value)
    return len(text.replace("null", "").replace("=", "")), text


def _smaller(place: Place, now: Any) -> Iterator[Any]:
    if now is ABSENT or not place.steps or place.steps[-1] in KEPT:
        return
    if place.field is not None and place.field.presence is Presence.OMITTABLE:
        yield ABSENT
    if now is None:
        return
    if place.field is not None and place.field.presence is Presence.NULLABLE:
        yield None
    match place.type:
        case Scalar.BYTES64:
            yield from _smaller_bytes(now)
        case Scalar.UUID:
            yield NIL_UUID
        case Integer(_, minimum):
            yield from (max(minimum, number) for number in (0, now // 2, now - 1))
        case StringEnum(_, words):
            yield from words
        case Struct() | TaggedUnion():
            # Its fields have places of their own.
            return
        case _:
            yield from _smaller_json(now)


def _smaller_bytes(now: str) -> Iterator[str]:
    yield ""
    content = decoded_base64(now) or b""
    try:
        body = parse(content)
    except JsonTextError:
        parts: Iterator[bytes] = (part for part in _smaller_sequence(content) if isinstance(part, bytes))
    else:
        parts = (json.dumps(part, separators=(",", ":"), ensure_ascii=False).encode() for part in _within(body))
    for part in parts:
        yield base64.b64encode(part).decode()


def _within(value: JsonValue) -> Iterator[JsonValue]:
    """Yield a JSON value with one part of it smaller, larger parts first."""
    yield from _smaller_json(value)
    if isinstance(value, dict | list):
        for key in value if isinstance(value, dict) else range(len(value)):
            for part in _within(value[key]):
                yield with_value(value, (key,), part)


def _smaller_json(now: JsonValue) -> Iterator[JsonValue]:
    if isinstance(now, bool):
        # `false` is longer than `true`.
        return
    if isinstance(now, int):
        yield from (0, now // 2, now - 1)
    elif isinstance(now, float):
        yield from (0.0, 1.0)
    elif isinstance(now, dict):
        yield {}
        yield from ({key: one for key, one in now.items() if key != gone} for gone in now)
    elif isinstance(now, str | list):
        yield from _smaller_sequence(now)


def _smaller_sequence(now: Any) -> Iterator[Any]:
    """Yield nothing of it, each half, and it without each of its parts; of a long one without some of them."""
    yield now[:0]
    half = len(now) // 2
    yield now[:half]
    yield now[half:]
    for width in (half // 2, 1):
        for at in range(0, len(now) if width else 0, max(width, len(now) // 16, 1)):
            yield now[:at] + now[at + width :]
