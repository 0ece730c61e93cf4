"""From a path in a payload that is being typed to the type that belongs there (PROTOCOL.md sections 7 and 13)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from workbench.protocol.json.cursor_place import Awaited, Container, CursorPlace, Step
from workbench.protocol.wire.types import (
    JSON,
    ArrayOf,
    Field,
    ListOf,
    MapOf,
    SetOf,
    Struct,
    TaggedUnion,
    WireType,
)


@dataclass(frozen=True, slots=True)
class TypedPlace:
    """What belongs at a place."""

    type: WireType
    field: Field | None = None
    """The field that it is the value of; None: it is an item, a value of a map, or the whole payload."""
    owner: str = ""
    """The name of the type that has the field; empty when there is none."""
    is_tag: bool = False
    """It is the string that names the variant of `type`, a tagged union."""


@dataclass(frozen=True, slots=True)
class OpenObject:
    """The object that a key is awaited in."""

    fields: tuple[Field, ...]
    """Of its type; of a tagged union whose variant is not named yet, none."""
    owner: str
    tag: str | None
    """The key that names the variant; None: it is no tagged union."""
    present: Mapping[str, str | None]
    """The keys that are there already."""


def slot_at(payload: WireType, place: CursorPlace) -> TypedPlace | None:
    """Return what belongs at a place, or around it when a key is awaited. None: nothing that the wire table knows."""
    slot: TypedPlace | None = TypedPlace(payload)
    for container, step in zip(place.containers, _inner_steps(place), strict=True):
        if slot is None:
            return None
        if step is not None:
            slot = _child(slot.type, container, step)
    return slot


def object_at(payload: WireType, place: CursorPlace) -> OpenObject | None:
    """Return the object that a key is awaited in; None: none is awaited, or nothing is known of the object."""
    slot = slot_at(payload, place)
    if place.awaited is not Awaited.KEY or slot is None or not place.containers:
        return None
    present = place.containers[-1].members
    match slot.type:
        case Struct(name, fields):
            return OpenObject(fields, name, None, present)
        case TaggedUnion(name, _, tag):
            variant = slot.type.by_tag.get(present.get(tag) or "")
            return OpenObject(variant.fields if variant else (), variant.name if variant else name, tag, present)
    return None


def _inner_steps(place: CursorPlace) -> tuple[Step | None, ...]:
    """Return for each container the step that leads further in; None: the cursor stands in it, at a key."""
    return (*(one.step for one in place.containers[1:]), place.step) if place.containers else ()


def _child(wire_type: WireType, container: Container, step: Step) -> TypedPlace | None:
    match wire_type:
        case Struct(name, fields):
            found = wire_type.by_name.get(step) if isinstance(step, str) else _element(fields, step)
            return None if found is None else TypedPlace(found.type, found, name)
        case TaggedUnion():
            return _union_child(wire_type, container, step)
        case ListOf(item) | SetOf(item) | ArrayOf(item) if not container.is_object:
            return TypedPlace(item)
        case MapOf(value) if container.is_object:
            return TypedPlace(value)
    return TypedPlace(JSON) if wire_type is JSON else None


def _union_child(union: TaggedUnion, container: Container, step: Step) -> TypedPlace | None:
    if step in (union.tag, 0):
        return TypedPlace(union, is_tag=True, owner=union.name)
    variant = union.by_tag.get(container.members.get(union.tag) or "")
    found = variant.by_name.get(step) if variant is not None and isinstance(step, str) else None
    return None if variant is None or found is None else TypedPlace(found.type, found, variant.name)


def _element(fields: tuple[Field, ...], index: int) -> Field | None:
    return fields[index] if index < len(fields) else None
