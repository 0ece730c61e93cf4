"""Fields of every message by name: `accept.chosen_versions`, `shape_response.headers.name`.

Joins what the wire table says of a field with why it is there and what a host does with it. Judges no value.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final

from workbench.errors.operator import NameUnknown
from workbench.naming import nearest
from workbench.protocol.explanations.explanation import Section
from workbench.protocol.explanations.fields import FieldExplanation, part_explanation
from workbench.protocol.explanations.message_notes import NOTES, FieldNote
from workbench.protocol.explanations.words import WORDS
from workbench.protocol.functions import WIRE_FUNCTIONS
from workbench.protocol.json.parsing import Steps
from workbench.protocol.wire.messages import TYPES_BY_NAME
from workbench.protocol.wire.types import ArrayOf, ListOf, MapOf, SetOf, Struct, TaggedUnion, WireType
from workbench.protocol.wire.typical import typical_request

_REQUEST: Final = "_request"
_RESPONSE: Final = "_response"
_WORDS: Final = {
    "identity": "identity",
    "offer": "offer",
    "accept": "handshake",
    "self_check_request": "self_check",
    "self_check_response": "self_check",
    "self_check_failure": "self_check",
    "augmented_metadata": "persistence",
}
_NO_NOTE: Final = FieldNote("", "")
_SECTION_OF_PARTS: Final[Section] = 7


@dataclass(frozen=True, slots=True)
class MessageField:
    """One field of a message."""

    name: str
    """The message and the path: `accept.chosen_versions`."""
    field: FieldExplanation
    """What it is and what it may hold."""
    why: str
    """What the protocol has it for."""
    host: str
    """What a host does with it."""
    rules: tuple[str, ...]
    """Names of `EXPLANATIONS` that judge it; empty: only its type does."""
    section: Section
    """Of PROTOCOL.md."""

    @property
    def rule(self) -> str:
        """What must hold for it, as a sentence in small: what it may hold, and whether it must be there."""
        return "; ".join(part for part in (self.field.allowed, self.field.presence) if part)


def word_of_message(message: str) -> str | None:
    """Return the name of the word that says what a message is for; None for a part of several messages."""
    name = message.partition(":")[0]
    for ending in (_REQUEST, _RESPONSE):
        if name.removesuffix(ending) in WIRE_FUNCTIONS:
            return name.removesuffix(ending)
    return _WORDS.get(name)


def message_field(message: str, path: Steps) -> MessageField:
    """Return what a part of a message is.

    Args:
        message: A name of `TYPES_BY_NAME`.
        path: Keys and indices, from the whole message inwards.

    Raises:
        KeyError: There is no such message.
        NameUnknown: It has no such part.
    """
    function = message.removesuffix(_REQUEST)
    typical = typical_request(function) if message.endswith(_REQUEST) and function in WIRE_FUNCTIONS else None
    field = part_explanation(TYPES_BY_NAME[message], path, typical)
    last = next((step for step in reversed(path) if isinstance(step, str)), "")
    note = NOTES.get((field.owner, last), _NO_NOTE) if field.owner else _NO_NOTE
    word = WORDS.get(word_of_message(message) or "")
    section = _SECTION_OF_PARTS if word is None or word.section is None else word.section
    why, host = note.why or (word.why if word else ""), note.host or (word.host if word else "")
    return MessageField(_named(message, path), field, why, host, note.rules, section)


def field_by_name(name: str) -> MessageField:
    """Return what `MESSAGE.FIELD.FIELD` is; items of lists have no step of their own, or any index in brackets.

    Raises:
        NameUnknown: There is no such message, or it has no such field.
    """
    known = _fields_by_name()
    found = known.get(_plain(name))
    if found is None:
        raise NameUnknown("field", name, nearest(_plain(name), known))
    return message_field(*found)


def field_names() -> list[str]:
    """Return the names of all fields, message by message."""
    return list(_fields_by_name())


def fields_of(message: str) -> list[MessageField]:
    """Return all fields of a message, in the order in which it declares them; of lists those of one item.

    Raises:
        KeyError: There is no such message.
    """
    found = dict.fromkeys(_paths(TYPES_BY_NAME[message], ()))
    return [message_field(message, path) for path in found]


@cache
def _fields_by_name() -> dict[str, tuple[str, Steps]]:
    named: dict[str, tuple[str, Steps]] = {}
    for message, wire_type in TYPES_BY_NAME.items():
        for path in ((), *_paths(wire_type, ())):
            named.setdefault(_named(message, path), (message, path))
    return named


def _named(message: str, path: Steps) -> str:
    return ".".join((message, *(step for step in path if isinstance(step, str))))


def _plain(name: str) -> str:
    return "".join(part.partition("]")[2] if place else part for place, part in enumerate(name.split("[")))


def _paths(wire_type: WireType, path: Steps) -> Iterator[Steps]:
    """Yield the paths of all fields; keys of maps are no fields."""
    match wire_type:
        case Struct(_, fields):
            for one in fields:
                yield (*path, one.name)
                yield from _paths(one.type, (*path, one.name))
        case TaggedUnion(_, variants, tag):
            yield (*path, tag)
            for variant in variants:
                yield from _paths(variant, path)
        case ListOf(item) | SetOf(item) | ArrayOf(item):
            yield from _paths(item, (*path, 0))
        case MapOf(value):
            yield from _paths(value, (*path, "*"))
        case _:
            return
