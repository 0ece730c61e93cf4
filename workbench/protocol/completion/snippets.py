"""Values that are there to be filled in: each type as text, with the place of its first gap."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from workbench.protocol.wire.types import (
    BOOL,
    F32,
    F64,
    JSON,
    ArrayOf,
    Field,
    Integer,
    ListOf,
    MapOf,
    Presence,
    SetOf,
    StringEnum,
    Struct,
    TaggedUnion,
    WireType,
)

INDENT: Final = "  "
_GAP: Final = "\0"
"""Stands for a gap while a text is put together: no value of ours holds it."""
_PROPOSED: Final = "\1"
"""Stands before a value that is there to be typed over; a gap stands behind it."""


@dataclass(frozen=True, slots=True)
class Snippet:
    """Text to be put in, laid out with two spaces a level from its own first line."""

    text: str
    gap: int
    """Where the cursor stands afterwards: characters from the start of the text."""
    selected: int = 0
    """Characters before it that are selected, so that typing replaces them."""
    gaps: tuple[tuple[int, int], ...] = ()
    """What is to be filled in, the first one included: where each begins, and where it ends."""


def value_snippet(wire_type: WireType) -> Snippet:
    """Return the smallest value of a type: an object has its required fields, a list has no item."""
    return _snippet(_value(wire_type))


def object_snippet(struct: Struct, tag: str | None = None, *, whole: bool = False) -> Snippet:
    """Return an object of a struct.

    Args:
        struct: The type, or the variant of a tagged union.
        tag: The key that names the variant; None: there is none.
        whole: With the optional fields too, each null.
    """
    return _snippet(_object(struct, tag, whole=whole))


def member_snippet(field: Field) -> Snippet:
    """Return a key with the smallest value of its field."""
    return _snippet(f'"{field.name}": {_value(field.type)}')


def list_snippet(item: WireType) -> Snippet:
    """Return a list with one item, the smallest."""
    value = _value(item)
    return _snippet(f"[{value}]" if "\n" not in value else _laid_out("[", [value], "]"))


def _snippet(marked: str) -> Snippet:
    parts, gaps, length = marked.split(_GAP), [], 0
    for part in parts[:-1]:
        before, _, value = part.partition(_PROPOSED)
        length += len(before) + len(value)
        gaps.append((length - len(value), length))
    text = marked.replace(_GAP, "").replace(_PROPOSED, "")
    if not gaps:
        return Snippet(text, len(text))
    start, end = gaps[0]
    return Snippet(text, end, end - start, tuple(gaps))


def _proposed(text: str) -> str:
    return f"{_PROPOSED}{text}{_GAP}"


def _value(wire_type: WireType) -> str:
    match wire_type:
        case Integer(_, minimum, _):
            return _proposed(str(max(minimum, 0)))
        case StringEnum(_, (first, *_)):
            return f'"{_proposed(first)}"'
        case MapOf():
            return f"{{{_GAP}}}"
        case ListOf() | SetOf() | ArrayOf():
            return f"[{_GAP}]"
        case Struct():
            return _object(wire_type, None)
        case TaggedUnion(_, (variant,), tag):
            return _object(variant, tag)
        case TaggedUnion(_, _, tag):
            return _laid_out("{", [f'"{tag}": "{_GAP}"'], "}")
    # All others are strings: words, base64, ids.
    literal = _LITERALS.get(wire_type)
    return f'"{_GAP}"' if literal is None else _proposed(literal)


def _object(struct: Struct, tag: str | None, *, whole: bool = False) -> str:
    members = [] if tag is None else [f'"{tag}": "{struct.name}"']
    for field in struct.fields:
        if field.presence is Presence.REQUIRED:
            members.append(f'"{field.name}": {_value(field.type)}')
        elif whole:
            members.append(f'"{field.name}": null')
    if len(members) > 1 or "\n" in "".join(members):
        return _laid_out("{", members, "}")
    return "{" + "".join(members) + "}"


def _laid_out(opening: str, parts: list[str], closing: str) -> str:
    lines = ",\n".join(f"{INDENT}{part}".replace("\n", f"\n{INDENT}") for part in parts)
    return f"{opening}\n{lines}\n{closing}"


_LITERALS: Final[dict[WireType, str]] = {BOOL: "true", F32: "0.0", F64: "0.0", JSON: "null"}
