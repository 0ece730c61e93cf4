"""What can be typed at a place, each with its meaning: missing keys, words, tags, values and whole objects."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from workbench.protocol.completion.examples import EXAMPLES
from workbench.protocol.completion.joints import Joints, joints_at, next_part, value_behind
from workbench.protocol.completion.slots import OpenObject, TypedPlace, object_at, slot_at
from workbench.protocol.completion.snippets import (
    Snippet,
    list_snippet,
    member_snippet,
    object_snippet,
    value_snippet,
)
from workbench.protocol.json.cursor_place import Awaited, CursorPlace, cursor_place
from workbench.protocol.wire.samples import NIL_UUID
from workbench.protocol.wire.types import (
    BOOL,
    BYTES64,
    JSON,
    STR,
    UUID,
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
    type_name,
)

CANDIDATES_MAX: Final = 200


@dataclass(frozen=True, slots=True)
class Candidate:
    """One thing that can be put in."""

    label: str
    """What the list shows."""
    snippet: Snippet
    """What takes the place of the token at the cursor."""
    meaning: str
    """In one line; empty when the label says it all."""
    type: str = ""
    """The name of the value's type; empty for a value."""
    is_required: bool = False
    """A key without which the payload does not decode."""


@dataclass(frozen=True, slots=True)
class Completions:
    """All that can be put in at a place."""

    start: int
    end: int
    """What is replaced, in characters of the text."""
    candidates: tuple[Candidate, ...]
    """The best first; empty: nothing is known of the place, or nothing is missing."""
    typed: str = ""
    """What the candidates were chosen by."""
    about: str = ""
    """What the value at the place is: name, type and meaning of its field; empty where a key is awaited."""


def completions(payload: WireType, text: str, cursor: int) -> Completions:
    """Return what can be typed where a cursor stands.

    Args:
        payload: The type of the whole text.
        text: Anything, finished or not.
        cursor: Characters before it.
    """
    place = value_behind(text, next_part(cursor_place(text, cursor)))
    if place is None:
        return Completions(cursor, cursor, ())
    open_object = object_at(payload, place)
    slot = None
    if open_object is not None:
        found: Iterable[Candidate] = _keys(open_object, text[place.start : place.end], has_colon=place.has_colon)
    elif place.awaited is Awaited.VALUE:
        slot = slot_at(payload, place)
        found = () if slot is None else _values(slot, place)
    else:
        found = ()
    chosen = _chosen(found, place.typed)
    joints = joints_at(text, place)
    joined = tuple(_joined(one, joints) for one in chosen)
    return Completions(joints.start, place.end, joined, place.typed, "" if slot is None else _about(slot))


def _about(slot: TypedPlace) -> str:
    if slot.field is None:
        return ""
    presence = "required" if slot.field.presence is Presence.REQUIRED else "may be null or absent"
    return f"{slot.field.name}: {type_name(slot.type)}, {presence}. {slot.field.doc}"


def _joined(one: Candidate, joints: Joints) -> Candidate:
    return one if not (joints.before or joints.behind) else replace(one, snippet=joints.around(one.snippet))


def _chosen(found: Iterable[Candidate], typed: str) -> tuple[Candidate, ...]:
    """Return the candidates that begin with what was typed, then those that hold it."""
    wanted = typed.casefold()
    beginning, holding = [], []
    for one in found:
        label = one.label.casefold()
        if label.startswith(wanted):
            beginning.append(one)
        elif wanted in label:
            holding.append(one)
    return tuple([*beginning, *holding][:CANDIDATES_MAX])


# ---- keys ---------------------------------------------------------------------------------------------------------


def _keys(found: OpenObject, token: str, *, has_colon: bool) -> Iterator[Candidate]:
    """Yield the keys that are missing, the required ones first."""
    own = token.strip('"')
    if found.tag is not None and (found.tag not in found.present or own == found.tag):
        text = f'"{found.tag}"'
        yield Candidate(
            found.tag,
            Snippet(text, len(text)) if has_colon else Snippet(f'{text}: ""', len(text) + 3),
            "names the variant",
            "str",
            is_required=True,
        )
    missing = [field for field in found.fields if field.name not in found.present or field.name == own]
    for field in sorted(missing, key=lambda one: one.presence is not Presence.REQUIRED):
        key = f'"{field.name}"'
        yield Candidate(
            field.name,
            Snippet(key, len(key)) if has_colon else member_snippet(field),
            field.doc,
            type_name(field.type),
            is_required=field.presence is Presence.REQUIRED,
        )


# ---- values -------------------------------------------------------------------------------------------------------


def _values(slot: TypedPlace, place: CursorPlace) -> Iterator[Candidate]:
    for one in _all_values(slot):
        # What stands in quotes is a string, whatever follows.
        if not place.is_quoted or one.snippet.text.startswith('"'):
            yield one


def _all_values(slot: TypedPlace) -> Iterator[Candidate]:
    match slot.type:
        case TaggedUnion(_, variants, tag):
            yield from (_variant(variant, None if slot.is_tag else tag) for variant in variants)
        case StringEnum(_, words):
            yield from (_word(word, slot.type.doc) for word in words)
        case Struct():
            yield from _objects(slot.type)
        case ListOf(item) | SetOf(item) | ArrayOf(item):
            yield Candidate("[…]", list_snippet(item), f"a list with one {type_name(item)}")
            yield Candidate("[]", value_snippet(slot.type), "an empty list")
        case MapOf():
            yield Candidate("{}", value_snippet(slot.type), "an empty object")
        case _:
            yield from _plain_values(slot)
    if slot.field is not None and slot.field.presence is not Presence.REQUIRED and not slot.is_tag:
        yield _literal("null", "as if it were absent")


def _variant(variant: Struct, tag: str | None) -> Candidate:
    """Return a variant as an object, or for no tag as the word that names it."""
    if tag is None:
        return _word(variant.name, variant.doc)
    return Candidate(variant.name, object_snippet(variant, tag), variant.doc)


def _objects(struct: Struct) -> Iterator[Candidate]:
    yield Candidate("{…} required", object_snippet(struct), f"{struct.name} with its required fields")
    if any(field.presence is not Presence.REQUIRED for field in struct.fields):
        yield Candidate("{…} all", object_snippet(struct, whole=True), f"{struct.name} with every field")


def _plain_values(slot: TypedPlace) -> Iterator[Candidate]:
    words = slot.field.words_in_use if slot.field is not None else ()
    yield from (_word(word, "in use") for word in words)
    for value, meaning in _examples(slot.field, slot.owner):
        # A name such as `status` stands for a number here and for a word there.
        if isinstance(value, int) and isinstance(slot.type, Integer):
            yield _literal(json.dumps(value), meaning)
        elif isinstance(value, str) and not isinstance(slot.type, Integer):
            yield _word(value, meaning)
    if slot.type is BOOL or slot.type is JSON:
        yield from (_literal(word, "") for word in ("true", "false"))
    if slot.type is JSON:
        yield from (_literal("null", ""), Candidate("{}", Snippet("{}", 1), ""), Candidate("[]", Snippet("[]", 1), ""))
    elif slot.type is UUID:
        yield _word(NIL_UUID, "the nil uuid")
    elif isinstance(slot.type, Integer):
        yield _literal(str(max(slot.type.minimum, 0)), type_name(slot.type))
        yield _literal(str(slot.type.maximum), "the largest")
    elif slot.type is STR or slot.type is BYTES64:
        yield Candidate('""', Snippet('""', 1), "an empty string")


def _examples(field: Field | None, owner: str) -> Iterable[tuple[str | int, str]]:
    return () if field is None else EXAMPLES.get((owner, field.name), EXAMPLES.get(("", field.name), ()))


def _word(word: str, meaning: str) -> Candidate:
    text = json.dumps(word, ensure_ascii=False)
    return Candidate(word, Snippet(text, len(text)), meaning)


def _literal(text: str, meaning: str) -> Candidate:
    return Candidate(text, Snippet(text, len(text)), meaning)
