"""How values with parts are decoded: lists, sets, maps, structs and unions (PROTOCOL.md section 13).

Each type is compiled once to a function. Knows no single message.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from workbench.protocol.json.parsing import JsonValue, RepeatedKeys
from workbench.protocol.wire.scalars import (
    SCALARS,
    Decoder,
    ValueMismatch,
    anything,
    enum_decoder,
    integer_decoder,
    mismatch,
    plain,
    quoted,
    stepped,
)
from workbench.protocol.wire.types import (
    ArrayOf,
    Integer,
    ListOf,
    MapOf,
    Presence,
    Scalar,
    SetOf,
    StringEnum,
    Struct,
    TaggedUnion,
    WireType,
    expectation,
)


@dataclass(frozen=True, slots=True)
class Source:
    """Where values come from."""

    keeps_repeated: bool
    """Whether objects may be RepeatedKeys."""
    is_buffered: bool
    """Whether the values stand in a tagged union: serde buffers it, and takes tags from the buffer by number too."""


def compiled(wire_type: WireType, source: Source) -> Decoder:
    """Return the function that decodes values of a type. It raises ValueMismatch."""
    # By identity: to hash a type, which is as deep as its message, costs more than to decode a small value.
    key = (id(wire_type), source.keeps_repeated, source.is_buffered)
    known = _COMPILED.get(key)
    if known is None:
        known = _COMPILED[key] = (wire_type, _compile(wire_type, source))
    return known[1]


_COMPILED: Final[dict[tuple[int, bool, bool], tuple[WireType, Decoder]]] = {}
"""By identity of the type, which is kept beside its decoder: as long as it lives no other one has its identity."""


def _compile(wire_type: WireType, source: Source) -> Decoder:
    decode: Decoder
    match wire_type:
        case Scalar.JSON:
            decode = plain if source.keeps_repeated else anything
        case Scalar():
            decode = SCALARS[wire_type]
        case Integer():
            decode = integer_decoder(wire_type)
        case StringEnum():
            decode = enum_decoder(wire_type)
        case ListOf(item):
            decode = _list(wire_type, compiled(item, source))
        case SetOf(item):
            decode = _set(wire_type, compiled(item, source))
        case ArrayOf(item):
            decode = _array(wire_type, compiled(item, source))
        case MapOf(value):
            decode = _map(wire_type, compiled(value, source))
        case Struct():
            decode = _struct(wire_type, source)
        case _:
            decode = _union(wire_type, source)
    return decode


def _items(value: list[JsonValue], decode: Decoder) -> list[Any]:
    try:
        return [decode(item) for item in value]
    except ValueMismatch:
        pass
    for index, item in enumerate(value):
        try:
            decode(item)
        except ValueMismatch as found:
            raise stepped(found, index) from None
    raise AssertionError("an item was rejected once, and then accepted")


def _list(wire_type: WireType, decode_item: Decoder) -> Callable[[JsonValue], list[Any]]:
    expected = expectation(wire_type)

    def decode(value: JsonValue) -> list[Any]:
        if not isinstance(value, list):
            raise mismatch(expected, value)
        return _items(value, decode_item)

    return decode


def _set(wire_type: SetOf, decode_item: Decoder) -> Decoder:
    decode_list = _list(wire_type, decode_item)

    def decode(value: JsonValue) -> tuple[Any, ...]:
        return tuple(sorted(set(decode_list(value))))

    return decode


def _array(wire_type: ArrayOf, decode_item: Decoder) -> Decoder:
    expected, length = expectation(wire_type), wire_type.length
    decode_list = _list(wire_type, decode_item)

    def decode(value: JsonValue) -> list[Any]:
        items = decode_list(value)
        if len(items) != length:
            raise ValueMismatch(expected, f"{len(items):,} items")
        return items

    return decode


def _map(wire_type: MapOf, decode_value: Decoder) -> Decoder:
    expected = expectation(wire_type)

    def decode(value: JsonValue) -> dict[str, Any]:
        if not isinstance(value, dict):
            raise mismatch(expected, value)
        decoded = {}
        for key, item in value.pairs if isinstance(value, RepeatedKeys) else value.items():
            try:
                decoded[key] = decode_value(item)
            except ValueMismatch as found:
                raise stepped(found, key) from None
        return decoded

    return decode


# Structs and unions.


def _struct(struct: Struct, source: Source) -> Decoder:
    expected = expectation(struct)
    decode_object, decode_array = _object_form(struct, source), _array_form(struct, source)

    def decode(value: JsonValue) -> dict[str, Any]:
        if isinstance(value, dict):
            return decode_object(value)
        if isinstance(value, list):
            return decode_array(value)
        raise mismatch(expected, value)

    return _with_shortcut(struct, decode) if _holds_strings_only(struct) else decode


def _holds_strings_only(struct: Struct) -> bool:
    strings = (Scalar.STR, Scalar.BYTES64)
    return all(field.type in strings and field.presence is Presence.REQUIRED for field in struct.fields)


def _with_shortcut(struct: Struct, decode: Decoder) -> Decoder:
    """Return a decoder that gives back at once what needs no change: messages may hold thousands of headers."""
    names = tuple(struct.by_name)

    def decode_quickly(value: JsonValue) -> Any:
        if type(value) is dict and tuple(value) == names:
            for item in value.values():
                if type(item) is not str:
                    break
            else:
                return value
        return decode(value)

    return decode_quickly


def _plan(struct: Struct, source: Source) -> list[tuple[str, Decoder, Presence]]:
    return [(field.name, compiled(field.type, source), field.presence) for field in struct.fields]


def _object_form(struct: Struct, source: Source) -> Callable[[dict[str, JsonValue]], dict[str, Any]]:
    plan = _plan(struct, source)
    names = frozenset(struct.by_name)

    def decode(value: dict[str, JsonValue]) -> dict[str, Any]:
        if not value.keys() <= names or isinstance(value, RepeatedKeys):
            raise _odd_key(struct, value)
        decoded: dict[str, Any] = {}
        name = missing = ""
        try:
            for name, decode_field, presence in plan:
                if presence is Presence.REQUIRED:
                    if name in value:
                        decoded[name] = decode_field(value[name])
                    else:
                        missing = missing or name
                elif (item := value.get(name)) is not None:
                    decoded[name] = decode_field(item)
                elif presence is Presence.NULLABLE:
                    decoded[name] = None
        except ValueMismatch as found:
            raise stepped(found, name) from None
        if missing:
            raise ValueMismatch(f"the field {missing}", "no such field")
        return decoded

    return decode


def _odd_key(struct: Struct, value: dict[str, JsonValue]) -> ValueMismatch:
    seen = set()
    for key, _ in value.pairs if isinstance(value, RepeatedKeys) else value.items():
        if key not in struct.by_name:
            known = ", ".join(struct.by_name) or "none"
            return ValueMismatch(f"only the fields of {struct.name} ({known})", f"the field {quoted(key)}", at_key=key)
        if key in seen:
            return ValueMismatch("each field once", f"the field {quoted(key)} again", at_key=key)
        seen.add(key)
    raise AssertionError("no odd key")


def _array_form(struct: Struct, source: Source) -> Callable[[list[JsonValue]], dict[str, Any]]:
    plan = _plan(struct, source)
    fewest, most = struct.fewest_elements, len(plan)
    counts = f"{most}" if fewest == most else f"{fewest} to {most}"
    expected = f"{counts} items (the fields of {struct.name})"

    def decode(value: list[JsonValue]) -> dict[str, Any]:
        decoded: dict[str, Any] = {}
        for index, (item, (name, decode_field, presence)) in enumerate(zip(value, plan, strict=False)):
            if item is None and presence is not Presence.REQUIRED:
                if presence is Presence.NULLABLE:
                    decoded[name] = None
                continue
            try:
                decoded[name] = decode_field(item)
            except ValueMismatch as found:
                raise stepped(found, index) from None
        if not fewest <= len(value) <= most:
            raise ValueMismatch(expected, f"{len(value):,} items")
        return decoded

    return decode


def _union(union: TaggedUnion, source: Source) -> Decoder:
    tag, expected = union.tag, expectation(union)
    within = Source(source.keeps_repeated, True)
    variants = {
        name: (_object_form(variant, within), _array_form(variant, within), bool(variant.fields))
        for name, variant in union.by_tag.items()
    }

    def decode(value: JsonValue) -> dict[str, Any]:
        if isinstance(value, list):
            if not value:
                raise ValueMismatch(expected, "an empty array")
            name = _tag_word(union, value[0], 0, source)
            try:
                return {tag: name, **variants[name][1](value[1:])}
            except ValueMismatch as found:
                raise _shifted(found) from None
        if not isinstance(value, dict):
            raise mismatch(expected, value)
        if tag not in value:
            raise ValueMismatch(f"the field {tag}", "no such field")
        content = _without_tag(value, tag)
        name = _tag_word(union, value[tag], tag, source)
        decode_object, _, has_fields = variants[name]
        return {tag: name, **decode_object(content)} if has_fields else {tag: name}

    return decode


def _shifted(mismatch: ValueMismatch) -> ValueMismatch:
    """Count the tag in: the fields of a union's array form start at 1."""
    if mismatch.steps_upward and isinstance(mismatch.steps_upward[-1], int):
        mismatch.steps_upward[-1] += 1
    return mismatch


def _without_tag(value: dict[str, JsonValue], tag: str) -> dict[str, JsonValue]:
    if not isinstance(value, RepeatedKeys):
        return {key: item for key, item in value.items() if key != tag}
    pairs = [pair for pair in value.pairs if pair[0] != tag]
    if len(pairs) != len(value.pairs) - 1:
        raise ValueMismatch("each field once", f"the field {quoted(tag)} again", at_key=tag)
    content = dict(pairs)
    return content if len(content) == len(pairs) else RepeatedKeys(pairs)


def _tag_word(union: TaggedUnion, value: JsonValue, step: str | int, source: Source) -> str:
    expected = "one of " + ", ".join(union.by_tag)
    if source.is_buffered and type(value) is int and 0 <= value < len(union.variants):
        return union.variants[value].name
    if not isinstance(value, str):
        raise stepped(mismatch(expected, value), step)
    if value not in union.by_tag:
        raise stepped(ValueMismatch(expected, quoted(value)), step)
    return value
