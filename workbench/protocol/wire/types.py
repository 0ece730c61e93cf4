"""The small algebra in which the protocol's messages are written down (PROTOCOL.md sections 7 and 13).

Owns what a type is; the messages themselves stand in `layers`, `parts` and `messages`. Knows neither texts nor
how values are decoded.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum


class Scalar(Enum):
    """A type without parts that is not an integer. The value is the name in PROTOCOL.md section 7."""

    STR = "str"
    BOOL = "bool"
    F32 = "f32"
    """Narrowed on reading; beyond the range of f32 it becomes infinite, and is written as null."""
    F64 = "f64"
    BYTES64 = "bytes64"
    """A string that should hold standard base64 with padding; any string decodes."""
    UUID = "uuid"
    JSON = "json"
    """Any JSON value, null included."""


STR = Scalar.STR
BOOL = Scalar.BOOL
F32 = Scalar.F32
F64 = Scalar.F64
BYTES64 = Scalar.BYTES64
UUID = Scalar.UUID
JSON = Scalar.JSON


@dataclass(frozen=True, slots=True)
class Integer:
    """A range-checked integer, written as an integer (PROTOCOL.md section 13)."""

    name: str
    minimum: int
    maximum: int
    """The largest value that is allowed."""


U8 = Integer("u8", 0, 2**8 - 1)
U16 = Integer("u16", 0, 2**16 - 1)
U32 = Integer("u32", 0, 2**32 - 1)
U64 = Integer("u64", 0, 2**64 - 1)
I64 = Integer("i64", -(2**63), 2**63 - 1)


class Presence(Enum):
    """Whether a field must stand in the message."""

    REQUIRED = "required"
    NULLABLE = "nullable"
    """`T?`: may be null or absent, and is written as null."""
    OMITTABLE = "omittable"
    """`T?-`: may be null or absent, and is left out when absent."""


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a struct."""

    name: str
    type: WireType
    presence: Presence = Presence.REQUIRED
    doc: str = ""
    """What the field means, in one line."""
    words_in_use: tuple[str, ...] = ()
    """Words that hosts use in this string. Others decode too; empty means that none are named."""
    guest_maximum: int | None = None
    """The largest integer that guests built from the crates take; None: they take what the type does."""


class KeyOrder(Enum):
    """In which order the reference writes the keys of a struct."""

    DECLARED = "declared"
    SORTED = "sorted"


@dataclass(frozen=True, slots=True)
class Struct:
    """An object with known fields only. It also decodes from an array of its fields in declaration order."""

    name: str
    fields: tuple[Field, ...]
    doc: str = ""
    key_order: KeyOrder = KeyOrder.SORTED
    by_name: dict[str, Field] = field(init=False, repr=False, compare=False)
    """The fields by name, in declaration order."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_name", {one.name: one for one in self.fields})

    @property
    def fewest_elements(self) -> int:
        """How short the array form may be: only omittable fields at the end may be left out."""
        needed = len(self.fields)
        while needed and self.fields[needed - 1].presence is Presence.OMITTABLE:
            needed -= 1
        return needed


@dataclass(frozen=True, slots=True)
class TaggedUnion:
    """One of several structs; a string field beside its fields says which one.

    A variant without fields ignores what else the object holds; one with fields rejects unknown ones.
    """

    name: str
    variants: tuple[Struct, ...]
    """The name of each is the tag's value."""
    tag: str = "kind"
    doc: str = ""
    by_tag: dict[str, Struct] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_tag", {variant.name: variant for variant in self.variants})


@dataclass(frozen=True, slots=True)
class StringEnum:
    """One of a few words. `{"word": null}` decodes as the word."""

    name: str
    words: tuple[str, ...]
    doc: str = ""


@dataclass(frozen=True, slots=True)
class ListOf:
    """An array of any length."""

    item: WireType


@dataclass(frozen=True, slots=True)
class SetOf:
    """An array whose order and repetitions do not count. The members are strings."""

    item: WireType


@dataclass(frozen=True, slots=True)
class MapOf:
    """An object with any keys and values of one type."""

    value: WireType


@dataclass(frozen=True, slots=True)
class ArrayOf:
    """An array of exactly `length` items."""

    item: WireType
    length: int


WireType = Scalar | Integer | Struct | TaggedUnion | StringEnum | ListOf | SetOf | MapOf | ArrayOf


def type_name(wire_type: WireType) -> str:
    """Return how PROTOCOL.md writes the type: `u16`, `[HeaderWire]`, `map str -> json`."""
    match wire_type:
        case Scalar():
            return wire_type.value
        case ListOf(item):
            return f"[{type_name(item)}]"
        case SetOf(item):
            return f"set of {type_name(item)}"
        case MapOf(value):
            return f"map str -> {type_name(value)}"
        case ArrayOf(item, length):
            return f"[{type_name(item)}; {length}]"
        case _:
            return wire_type.name


_EXPECTED = {
    Scalar.STR: "a string",
    Scalar.BOOL: "true or false",
    Scalar.F32: "a number",
    Scalar.F64: "a number",
    Scalar.BYTES64: "a string",
    Scalar.UUID: "a uuid",
    Scalar.JSON: "a JSON value",
}


def expectation(wire_type: WireType) -> str:
    """Return what a value of this type must be, as words for the expected part of an error."""
    named = type_name(wire_type)
    match wire_type:
        case Scalar():
            words = _EXPECTED[wire_type]
        case Integer(_, minimum, maximum):
            words = f"an integer from {minimum:,} to {maximum:,} ({named})"
        case TaggedUnion(_, _, tag):
            words = f"an object with a string {tag!r} ({named})"
        case StringEnum(_, allowed):
            words = "one of " + ", ".join(allowed)
        case ArrayOf(_, length):
            words = f"an array of {length} items ({named})"
        case ListOf() | SetOf():
            words = f"an array ({named})"
        case _:
            words = f"an object ({named})"
    return words
