"""What one field of a message means: its type, what it may hold, an example (PROTOCOL.md section 7).

Owns the sentences. The meanings stand in the wire table, beside the fields. Judges no value.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from workbench.errors.operator import NameUnknown
from workbench.naming import nearest
from workbench.protocol.completion.examples import EXAMPLES
from workbench.protocol.json.parsing import JsonValue, Steps, path_of
from workbench.protocol.wire.messages import request_type
from workbench.protocol.wire.samples import NIL_UUID
from workbench.protocol.wire.types import (
    ArrayOf,
    Field,
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
    type_name,
)
from workbench.protocol.wire.typical import typical_request

_PRESENCE: Final = {
    Presence.REQUIRED: "required",
    Presence.NULLABLE: "may be null or absent; absent is written as null",
    Presence.OMITTABLE: "may be null or absent; absent stays absent",
}
_SCALARS: Final = {
    Scalar.STR: "any string",
    Scalar.BOOL: "true or false",
    Scalar.F32: "a number; it is narrowed to 32 bits",
    Scalar.F64: "a number",
    Scalar.BYTES64: "standard base64 with padding; any string decodes",
    Scalar.UUID: "a UUID, hyphenated, simple, braced or as a urn",
    Scalar.JSON: "any JSON value, null included",
}
_EXAMPLES_OF_TYPE: Final[dict[Scalar, Any]] = {
    Scalar.STR: "text",
    Scalar.BOOL: True,
    Scalar.F32: 0.5,
    Scalar.F64: 0.5,
    Scalar.BYTES64: "e30=",
    Scalar.UUID: NIL_UUID,
    Scalar.JSON: {},
}


@dataclass(frozen=True, slots=True)
class FieldExplanation:
    """What one part of a message is."""

    path: str
    """As a JSON path: `$.request.headers[0].name`."""
    owner: str
    """The type that the part belongs to: `HeaderWire`; the whole message belongs to none, so that it is empty."""
    type: str
    """As PROTOCOL.md writes it: `bytes64`, `[HeaderWire]`."""
    meaning: str
    """In one line."""
    allowed: str
    """What it may hold."""
    presence: str
    """Whether it must be there; empty for an item of a list, a value of a map, and the whole message."""
    example: Any
    """A JSON value that fits."""


@dataclass(frozen=True, slots=True)
class _Part:
    """A part of a message on the way to the one that is asked for."""

    type: WireType
    owner: str = ""
    field: Field | None = None
    tag_of: TaggedUnion | None = None
    """The union whose variant the string names."""


def field_explanation(function: str, path: Steps) -> FieldExplanation:
    """Return what a part of a function's request is.

    Args:
        function: One of the seven.
        path: Keys and indices, from the whole request inwards. The variant of a tagged union need not be known: the
            first one that has the field counts.

    Raises:
        KeyError: No function has this name.
        NameUnknown: The request has no such part.
    """
    return part_explanation(request_type(function), path, typical_request(function))


def part_explanation(wire_type: WireType, path: Steps, typical: JsonValue = None) -> FieldExplanation:
    """Return what a part of any message is.

    Args:
        wire_type: The type of the whole message.
        path: As for `field_explanation`.
        typical: A message that examples are taken from; None: they are made from the types.

    Raises:
        NameUnknown: The message has no such part.
    """
    part = _Part(wire_type)
    for depth, step in enumerate(path):
        found = next(_children(part.type, step), None)
        if found is None:
            raise NameUnknown("field", path_of(path[: depth + 1]), _meant(part.type, step))
        part = found
    return FieldExplanation(
        path_of(path),
        part.owner,
        "str" if part.tag_of else type_name(part.type),
        _meaning(part),
        _allowed(part),
        _PRESENCE[part.field.presence] if part.field else "required" if part.tag_of else "",
        _example(part, path, typical),
    )


def _children(wire_type: WireType, step: str | int) -> Iterator[_Part]:
    """Yield the parts that a step leads to: of a tagged union one for each variant that has it."""
    match wire_type:
        case Struct(name) if isinstance(step, str) and step in wire_type.by_name:
            yield _Part(wire_type.by_name[step].type, name, wire_type.by_name[step])
        case TaggedUnion(name, variants, tag):
            if step == tag:
                yield _Part(Scalar.STR, name, tag_of=wire_type)
            for variant in variants:
                yield from _children(variant, step)
        case ListOf(item) | SetOf(item) | ArrayOf(item) if isinstance(step, int):
            yield _Part(item)
        case MapOf(value) if isinstance(step, str):
            yield _Part(value)
        case Scalar.JSON:
            yield _Part(wire_type)


def _meant(wire_type: WireType, step: str | int) -> str | None:
    match wire_type:
        case Struct():
            known = list(wire_type.by_name)
        case TaggedUnion(_, variants, tag):
            known = [tag, *(name for variant in variants for name in variant.by_name)]
        case _:
            known = []
    return nearest(str(step), known)


def _meaning(part: _Part) -> str:
    if part.tag_of is not None:
        return "which variant the object is"
    own = part.type.doc if isinstance(part.type, (Struct, TaggedUnion, StringEnum)) else ""
    return (part.field.doc if part.field else "") or own or "a part of a value that the protocol does not look into"


def _allowed(part: _Part) -> str:
    if part.tag_of is not None:
        return "one of " + ", ".join(part.tag_of.by_tag)
    if part.field is not None and part.field.words_in_use:
        return f"in use: {', '.join(part.field.words_in_use)}; any string decodes"
    match part.type:
        case Scalar():
            allowed = _SCALARS[part.type]
        case Integer(_, minimum, maximum):
            allowed = f"an integer from {minimum:,} to {maximum:,}"
            if part.field is not None and part.field.guest_maximum is not None:
                allowed += f"; guests built from the crates take at most {part.field.guest_maximum:,}"
        case StringEnum(_, words):
            allowed = "one of " + ", ".join(words)
        case Struct(_, fields):
            allowed = f"an object with {', '.join(one.name for one in fields) or 'no field'}"
        case TaggedUnion(_, _, tag):
            allowed = f"an object with the field {tag}, one of {', '.join(part.type.by_tag)}"
        case MapOf():
            allowed = "an object with any keys"
        case ArrayOf(_, length):
            allowed = f"an array of {length} items"
        case _:
            allowed = "an array of any length"
    return allowed


def _example(part: _Part, path: Steps, value: JsonValue) -> Any:
    """Return what stands there in a typical message; where nothing does, a value of the type."""
    for step in path:
        value = _at(value, step)
    if value is not None:
        return value
    if part.tag_of is not None:
        return part.tag_of.variants[0].name
    name = part.field.name if part.field else ""
    known = EXAMPLES.get((part.owner, name), EXAMPLES.get(("", name), ()))
    # Fields of one name may have another type in another message.
    return next((one for one, _ in known if _fits(part.type, one)), _of_type(part.type))


def _fits(wire_type: WireType, value: str | int) -> bool:
    if isinstance(value, int):
        return isinstance(wire_type, Integer)
    return wire_type is Scalar.STR


def _at(value: Any, step: str | int) -> Any:
    if isinstance(step, str):
        return value.get(step) if isinstance(value, dict) else None
    return value[step] if isinstance(value, list) and 0 <= step < len(value) else None


def _of_type(wire_type: WireType) -> Any:
    match wire_type:
        case Scalar():
            value = _EXAMPLES_OF_TYPE[wire_type]
        case Integer():
            value = max(wire_type.minimum, 0)
        case StringEnum(_, words):
            value = words[0]
        case ListOf(item) | SetOf(item):
            value = [_of_type(item)]
        case ArrayOf(item, length):
            value = [_of_type(item)] * length
        case MapOf(item):
            value = {"key": _of_type(item)}
        case TaggedUnion(_, variants, tag):
            value = {tag: variants[0].name, **_of_type(variants[0])}
        case _:
            value = {one.name: _of_type(one.type) for one in wire_type.fields if one.presence is Presence.REQUIRED}
    return value
