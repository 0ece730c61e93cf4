"""The places of a request: where something may stand, of which type, and how to put it there. Changes no value."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from workbench.protocol.json.parsing import JsonValue, Steps
from workbench.protocol.wire.types import (
    ArrayOf,
    Field,
    ListOf,
    MapOf,
    SetOf,
    Struct,
    TaggedUnion,
    WireType,
)

ABSENT: Final = object()
"""Stands for a field that is left out."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a value stands, or could."""

    steps: Steps
    type: WireType
    field: Field | None = None
    """The field that it is the value of; None: it is an item, a map's value, or the whole."""
    owner: str = ""
    """The name of the struct that has the field."""


def places(wire_type: WireType, value: JsonValue) -> tuple[Place, ...]:
    """Return the places of a value that fits its type: each before those within it, fields that are left out too."""
    return tuple(_places(Place((), wire_type), value))


def _places(place: Place, value: JsonValue) -> Iterator[Place]:
    yield place
    match place.type:
        case Struct() | TaggedUnion() if isinstance(value, dict):
            yield from _places_of_fields(place, value)
        case MapOf(item) if isinstance(value, dict):
            for key, one in value.items():
                yield from _places(Place((*place.steps, key), item), one)
        case ListOf(item) | SetOf(item) | ArrayOf(item) if isinstance(value, list):
            for index, one in enumerate(value):
                yield from _places(Place((*place.steps, index), item), one)


def _places_of_fields(place: Place, value: dict[str, JsonValue]) -> Iterator[Place]:
    struct = place.type.by_tag[value[place.type.tag]] if isinstance(place.type, TaggedUnion) else place.type
    assert isinstance(struct, Struct), "asked before"
    for field in struct.fields:
        at = Place((*place.steps, field.name), field.type, field, struct.name)
        if field.name in value:
            yield from _places(at, value[field.name])
        else:
            # Of a value that fits its type, only an omittable field is left out.
            yield at


def value_at(value: JsonValue, steps: Steps) -> Any:
    """Return what stands at a place of a value, ABSENT for a field that is left out."""
    for step in steps:
        value = value.get(step, ABSENT) if isinstance(value, dict) else value[step]
    return value


def with_value(value: JsonValue, steps: Steps, new: Any) -> JsonValue:
    """Return a copy with something else at a place, ABSENT to leave it out; what is not on the way is shared."""
    if not steps:
        return new
    step, *rest = steps
    if isinstance(value, dict):
        copy: Any = dict(value)
        child = value.get(step) if rest else None
    else:
        copy = list(value)
        child = value[step] if rest else None
    if rest:
        copy[step] = with_value(child, tuple(rest), new)
    elif new is ABSENT:
        copy.pop(step, None)
    else:
        copy[step] = new
    return copy
