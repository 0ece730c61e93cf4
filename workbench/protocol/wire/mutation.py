"""Labelled mutations of a message: what a plugin may get, or answer, when something goes wrong.

The caller brings the chances, so that a run can be repeated. Knows nothing of plugins.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from workbench.protocol.json.parsing import JsonValue, Steps, path_of
from workbench.protocol.wire.types import (
    ArrayOf,
    Integer,
    ListOf,
    MapOf,
    Scalar,
    SetOf,
    StringEnum,
    Struct,
    TaggedUnion,
    WireType,
)

_EXTRA_FIELD: Final = "x_unknown"
_UNKNOWN_WORD: Final = "x_unknown"
_BAD_BASE64: Final = "!not base64!"
_MISSING: Final = object()


@dataclass(frozen=True, slots=True)
class Mutation:
    """A changed message."""

    label: str
    """What was done and where: `missing field at $.request.method`."""
    value: JsonValue
    """A copy; the original is not touched."""
    steps: Steps
    """The way to the part that was changed, added or taken away; empty for the whole message."""


@dataclass(frozen=True, slots=True)
class _Change:
    """One change that could be made."""

    name: str
    steps: Steps
    replacement: Any
    """`_MISSING` takes the part away."""


def mutations(wire_type: WireType, value: JsonValue, chances: Iterable[int] | None = None) -> Iterator[Mutation]:
    """Yield mutations of a message that fits its type and has objects for structs.

    Args:
        wire_type: The type.
        value: The message.
        chances: Any integers of at least 0; each picks one mutation, repetitions included. None yields each
            mutation once, in the order of the fields.
    """
    changes = list(_changes(wire_type, value, ()))
    if chances is None:
        picked: Iterable[_Change] = changes
    else:
        picked = (changes[chance % len(changes)] for chance in chances) if changes else ()
    for change in picked:
        yield Mutation(f"{change.name} at {path_of(change.steps)}", _applied(change, value), change.steps)


def count_mutations(wire_type: WireType, value: JsonValue) -> int:
    """Return how many mutations `mutations` yields without chances."""
    return sum(1 for _ in _changes(wire_type, value, ()))


def _applied(change: _Change, value: JsonValue) -> JsonValue:
    if not change.steps:
        return copy.deepcopy(change.replacement)
    mutated = copy.deepcopy(value)
    container = mutated
    for step in change.steps[:-1]:
        container = container[step]
    if change.replacement is _MISSING:
        del container[change.steps[-1]]
    else:
        container[change.steps[-1]] = copy.deepcopy(change.replacement)
    return mutated


def _changes(wire_type: WireType, value: JsonValue, steps: Steps) -> Iterator[_Change]:
    if wire_type is Scalar.JSON:
        return
    yield _Change("null", steps, None)
    if value is not None:
        yield _Change("wrong type", steps, [{}] if not isinstance(value, list) else "x")
    match wire_type:
        case Integer(_, minimum, maximum):
            for bound in (minimum, maximum):
                yield _Change(f"boundary {bound}", steps, bound)
            for beyond in (minimum - 1, maximum + 1):
                yield _Change(f"out of range {beyond}", steps, beyond)
        case Scalar.BYTES64:
            yield _Change("bad base64", steps, _BAD_BASE64)
        case Scalar.UUID | StringEnum():
            yield _Change("unknown word", steps, _UNKNOWN_WORD)
        case Struct() | TaggedUnion() if isinstance(value, dict):
            yield from _object_changes(wire_type, value, steps)
        case MapOf(item) if isinstance(value, dict):
            for key, one in value.items():
                yield from _changes(item, one, (*steps, key))
        case ListOf(item) | SetOf(item) | ArrayOf(item) if isinstance(value, list):
            for index, one in enumerate(value):
                yield from _changes(item, one, (*steps, index))


def _object_changes(wire_type: Struct | TaggedUnion, value: dict[str, JsonValue], steps: Steps) -> Iterator[_Change]:
    yield _Change("extra field", (*steps, _EXTRA_FIELD), 0)
    struct = wire_type
    if isinstance(struct, TaggedUnion):
        yield _Change("missing field", (*steps, struct.tag), _MISSING)
        yield _Change("unknown tag", (*steps, struct.tag), _UNKNOWN_WORD)
        struct = struct.by_tag[value[struct.tag]]
    for field in struct.fields:
        if field.name in value:
            yield _Change("missing field", (*steps, field.name), _MISSING)
            yield from _changes(field.type, value[field.name], (*steps, field.name))
