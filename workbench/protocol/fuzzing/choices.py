"""What may stand at a place instead: values of its type at which code tends to break, and those of practice.

Whatever is chosen fits the type, so that a host may send it; integers stay within what guests take. Owns which values
are worth a try.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Sequence
from typing import Any, Final

from workbench.protocol.completion.examples import EXAMPLES
from workbench.protocol.fuzzing.chances import Chances
from workbench.protocol.fuzzing.host_texts import FIXED, NIL_UUID, as_host_sends
from workbench.protocol.fuzzing.places import ABSENT, Place
from workbench.protocol.json.parsing import JsonTextError, JsonValue, parse
from workbench.protocol.wire.bytes64 import decoded_base64
from workbench.protocol.wire.types import (
    ArrayOf,
    Field,
    Integer,
    MapOf,
    Presence,
    Scalar,
    StringEnum,
    Struct,
    TaggedUnion,
    WireType,
)

_STATUSES: Final = (200, 400, 401, 403, 404, 408, 413, 429, 500, 502, 503, 504, 529)
_INTEGERS: Final = (
    0,
    1,
    2,
    7,
    10,
    99,
    100,
    127,
    128,
    255,
    256,
    1_000,
    65_535,
    65_536,
    2**31 - 1,
    2**31,
    2**32 - 1,
    2**53,
)
_FLOATS: Final = (0.0, -0.0, 0.5, 1.0, 1.5, -1.0, 100.0, 1e6, 2.0**-40, 2.0**100)
"""All are the same as f32."""
_STRINGS: Final = (
    "",
    " ",
    "a",
    "A",
    "0",
    "-1",
    "/",
    "?",
    "null",
    "\u0000",
    '"\\',
    "é",
    "日本語",
    "🙂",
    "\u202e",
    "%00",
    "a b",
    "\r\n",
)
_UUIDS: Final = (
    NIL_UUID,
    "ffffffff-ffff-ffff-ffff-ffffffffffff",
    "3f2504e0-4f89-41d3-9a0c-0305e82c3301",
)
_JSON: Final[tuple[JsonValue, ...]] = (
    None,
    True,
    0,
    -1,
    0.5,
    "",
    "a",
    [],
    {},
    [None],
    {"a": None},
    {"a": {"b": [1, "c"]}},
)
_BYTES: Final = (
    b"",
    b"\x00",
    b"\xff\xfe",
    b"a",
    b"{}",
    b"[]",
    b"null",
    b'"a"',
    b"0",
    b"{",
    b"data: {}\n\n",
    bytes(range(256)),
)
_MANY: Final = (2, 8, 40)
_LENGTH_MAX: Final = 4_096
"""Characters of a text that is repeated; a payload has to find room in a small memory."""
_KEYS_EDITED_MAX: Final = 65_536
"""Bytes of the largest body that is read as JSON, to be changed within."""


class Choices:
    """Chooses values for the places of requests."""

    def __init__(self, chances: Chances, words: Sequence[str] = ()) -> None:
        """Choose by these chances; `words` are strings that the plugin itself may look for."""
        self._chances = chances
        self._words = tuple(words)

    def for_place(self, place: Place, now: Any) -> Any:
        """Return another value for a place, or ABSENT; `now` is what stands there, ABSENT for nothing."""
        return as_host_sends(place, self._for_place(place, now))

    def _for_place(self, place: Place, now: Any) -> Any:
        field = place.field
        if field is None:
            return self.of_type(place.type, now)
        if field.presence is not Presence.REQUIRED and self._chances.once_in(3):
            return ABSENT if field.presence is Presence.OMITTABLE else None
        usual = field.words_in_use or _examples(place, field)
        if usual and self._chances.once_in(2):
            return self._chances.one_of(usual)
        value = self.of_type(place.type, now)
        return value if field.guest_maximum is None else min(value, field.guest_maximum)

    def of_type(self, wire_type: WireType, now: Any = ABSENT) -> Any:
        """Return a value of a type, often one near to what stands there now."""
        match wire_type:
            case Scalar():
                return _OF_SCALAR[wire_type](self, now)
            case Integer():
                return self._integer(wire_type, now)
            case StringEnum(_, words):
                return self._chances.one_of(words)
            case Struct():
                return self._struct(wire_type)
            case TaggedUnion(_, variants, tag):
                variant = self._chances.one_of(variants)
                return {tag: variant.name, **self.of_type(variant)}
            case MapOf(item):
                return self._map(item, now if isinstance(now, dict) else {})
            case ArrayOf(item, length):
                return [self.of_type(item) for _ in range(length)]
            case _:
                return self._list(wire_type.item, now if isinstance(now, list) else [])

    def _struct(self, struct: Struct) -> dict[str, Any]:
        sent = [one for one in struct.fields if one.name not in FIXED or one.presence is Presence.REQUIRED]
        chosen = {field.name: self.for_place(Place((), field.type, field, struct.name), ABSENT) for field in sent}
        return {name: value for name, value in chosen.items() if value is not ABSENT}

    def _integer(self, wire_type: Integer, now: Any) -> int:
        near = (now - 1, now + 1, now * 2, now // 2) if type(now) is int else ()
        usual = _STATUSES if wire_type.name == "u16" else ()
        number: int = self._chances.one_of((wire_type.minimum, wire_type.maximum, *near, *usual, *_INTEGERS))
        return min(max(number, wire_type.minimum), wire_type.maximum)

    def _string(self, now: Any) -> str:
        if self._words and self._chances.once_in(3):
            return self._chances.one_of(self._words)
        if isinstance(now, str) and now and self._chances.once_in(2):
            return self._string_near(now)
        return self._chances.one_of(_STRINGS)

    def _string_near(self, now: str) -> str:
        at = self._chances.below(len(now) + 1)
        forms: tuple[Callable[[], str], ...] = (
            lambda: now[:at],
            lambda: now[at:],
            now.swapcase,
            lambda: f"{now[:at]}{self._chances.one_of(_STRINGS)}{now[at:]}",
            lambda: now * max(2, self._chances.below(_LENGTH_MAX // len(now) + 1)),
            lambda: f" {now} ",
        )
        return self._chances.one_of(forms)()

    def _bytes(self, now: Any) -> str:
        content = (decoded_base64(now) or b"") if isinstance(now, str) else b""
        if content and self._chances.once_in(2):
            return _base64(self._bytes_near(content))
        if self._words and self._chances.once_in(3):
            return _base64(self._chances.one_of(self._words).encode())
        return _base64(self._chances.one_of(_BYTES))

    def _bytes_near(self, content: bytes) -> bytes:
        body = _json_of(content)
        if isinstance(body, dict | list) and body and not self._chances.once_in(4):
            return json.dumps(self.json_near(body), ensure_ascii=False).encode()
        at = self._chances.below(len(content) + 1)
        forms = (
            content[:at],
            content[at:],
            content[:at] + b"\x00" + content[at:],
            content * self._chances.one_of(_MANY),
        )
        return self._chances.one_of(forms)

    def json_near(self, value: JsonValue) -> JsonValue:
        """Return a JSON value with one part of it changed, taken away or added."""
        if not isinstance(value, dict | list) or not value or self._chances.once_in(4):
            return self._json(value)
        keys = list(value) if isinstance(value, dict) else range(len(value))
        key: Any = self._chances.one_of(keys)
        copy: Any = dict(value) if isinstance(value, dict) else list(value)
        if self._chances.once_in(4):
            del copy[key]
        else:
            copy[key] = self.json_near(value[key])
        return copy

    def _json(self, now: Any) -> JsonValue:
        if isinstance(now, str) and self._chances.once_in(2):
            return self._string(now)
        if isinstance(now, dict) and self._chances.once_in(2):
            return {**now, self._string(None): self._chances.one_of(_JSON)}
        if isinstance(now, list) and self._chances.once_in(2):
            return [*now, *now] if now else [self._chances.one_of(_JSON)]
        if type(now) is int and self._chances.once_in(2):
            return self._chances.one_of((now - 1, now + 1, -now, now * 1_000, 0))
        return self._chances.one_of(_JSON)

    def _map(self, item: WireType, now: dict[str, Any]) -> dict[str, Any]:
        if now and self._chances.once_in(2):
            gone = self._chances.one_of(tuple(now))
            return {key: value for key, value in now.items() if key != gone}
        return {**now, self._string(None): self.of_type(item)}

    def _list(self, item: WireType, now: list[Any]) -> list[Any]:
        at = self._chances.below(len(now) + 1)
        forms: tuple[Callable[[], list[Any]], ...] = (
            list,
            lambda: now[:at],
            lambda: now[:at] + now[at + 1 :],
            lambda: now[::-1],
            lambda: now + now[:at],
            lambda: [*now[:at], self.of_type(item), *now[at:]],
            lambda: [*now, *(self.of_type(item) for _ in range(self._chances.one_of(_MANY)))],
            lambda: (now or [self.of_type(item)]) * 2,
        )
        return self._chances.one_of(forms)()

    def _bool(self, now: Any) -> bool:
        return not now if isinstance(now, bool) else self._chances.once_in(2)

    def _float(self, _now: Any) -> float:
        return self._chances.one_of(_FLOATS)

    def _uuid(self, _now: Any) -> str:
        return self._chances.one_of(_UUIDS)


_OF_SCALAR: Final[dict[Scalar, Callable[[Choices, Any], Any]]] = {
    Scalar.STR: Choices._string,
    Scalar.BOOL: Choices._bool,
    Scalar.F32: Choices._float,
    Scalar.F64: Choices._float,
    Scalar.BYTES64: Choices._bytes,
    Scalar.UUID: Choices._uuid,
    Scalar.JSON: Choices.json_near,
}


def _examples(place: Place, field: Field) -> list[str | int]:
    """Return the values that a field has in practice; other fields of the same name may be of another type."""
    found = EXAMPLES.get((place.owner, field.name)) or EXAMPLES.get(("", field.name)) or ()
    wanted = int if isinstance(place.type, Integer) else str
    return [value for value, _ in found if isinstance(value, wanted)]


def _json_of(content: bytes) -> JsonValue:
    if len(content) > _KEYS_EDITED_MAX:
        return None
    try:
        return parse(content)
    except JsonTextError:
        return None


def _base64(content: bytes) -> str:
    return base64.b64encode(content).decode()
