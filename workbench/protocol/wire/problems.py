"""All errors of a message at once, with their places in the text, for whoever writes one by hand.

Owns the walk and the advice. What is an error is `decode`'s verdict in value mode; here each part is judged alone, so
one error does not hide the next. Knows nothing of editors.
"""

from __future__ import annotations

import contextlib
import math
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

from workbench.protocol.json.parsing import (
    JsonTextError,
    JsonValue,
    RepeatedKeys,
    Steps,
    kind_of,
    parse_keeping_repeated,
)
from workbench.protocol.wire.decoders import Source, compiled
from workbench.protocol.wire.problem import Problem, Severity, UnplacedProblem, offset_of, placed, syntax_problem
from workbench.protocol.wire.scalars import ValueMismatch, plain, quoted
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
    expectation,
)

if TYPE_CHECKING:
    from workbench.protocol.json.prefix import CompletePrefix

__all__ = ["PROBLEMS_MAX", "Problem", "Severity", "problems"]

PROBLEMS_MAX: Final = 200
"""More are not looked for."""

_VERSION_FIELD: Final = "_v"
_GUESSED_CHARACTERS_MAX: Final = 60


def problems(wire_type: WireType, text: str, *, as_payload: bool = False, direct: bool = False) -> list[Problem]:
    """Return what is wrong with a text, in the order of the text, at most PROBLEMS_MAX.

    A text that is no JSON has its first error, and before it the problems of what stands there, complete or not: only
    what is missing in a part that is not closed yet is none.

    Args:
        wire_type: What the text should be.
        text: The text.
        as_payload: Whether it is what an author gives for a dispatch: then the top must be an object, and `_v`
            may stand in it (PROTOCOL.md section 8).
        direct: Whether the text is decoded straight into the type: then a field that comes twice is rejected, and it
            does not win (PROTOCOL.md section 13).
    """
    try:
        value = parse_keeping_repeated(text)
    except JsonTextError as error:
        from workbench.protocol.json.prefix import complete_prefix  # noqa: PLC0415 - most texts are JSON

        prefix = complete_prefix(text, offset_of(error, text))
        before = _before_an_error(wire_type, prefix, as_payload=as_payload, direct=direct)
        return [*before[: PROBLEMS_MAX - 1], syntax_problem(error, text, prefix.stopped)]
    return placed(_notes(wire_type, value, as_payload=as_payload, direct=direct), text)


def _before_an_error(wire_type: WireType, prefix: CompletePrefix, *, as_payload: bool, direct: bool) -> list[Problem]:
    """Return the problems of what stands before the first error of a text that is no JSON."""
    if not prefix.open_count:
        return []
    try:
        value = parse_keeping_repeated(prefix.text)
    except JsonTextError:
        return []
    notes = _notes(wire_type, value, as_payload=as_payload, direct=direct)
    unfinished = set(_innermost_last(value, prefix.open_count))
    return placed([one for one in notes if one.missing is None or one.steps not in unfinished], prefix.text)


def _innermost_last(value: JsonValue, count: int) -> Iterator[Steps]:
    """Yield the paths of the last containers in each other, the outermost first."""
    steps: Steps = ()
    for _ in range(count):
        yield steps
        if isinstance(value, dict):
            key = value.pairs[-1][0] if isinstance(value, RepeatedKeys) else next(reversed(value), None)
            if key is None:
                return
            steps, value = (*steps, key), value[key]
        elif isinstance(value, list) and value:
            steps, value = (*steps, len(value) - 1), value[-1]
        else:
            return


def _notes(wire_type: WireType, value: JsonValue, *, as_payload: bool, direct: bool) -> list[UnplacedProblem]:
    walk = _Walk(direct=direct)
    with contextlib.suppress(_Enough):
        if as_payload and isinstance(value, dict) and isinstance(wire_type, Struct):
            value = walk.without_version(value)
        if as_payload and not isinstance(value, dict):
            walk.note(Severity.ERROR, "a JSON object", kind_of(value))
        else:
            walk.check(wire_type, value)
    return walk.notes


class _Enough(Exception):
    """So many problems that no one reads more."""


class _Walk:
    """Walks through a value beside its type and takes notes."""

    def __init__(self, *, direct: bool = False) -> None:
        self._direct = direct
        self.notes: list[UnplacedProblem] = []
        self._steps: list[str | int] = []
        self._in_union = False

    def note(self, severity: Severity, expected: str, found: str, **more: Any) -> None:
        self.notes.append(UnplacedProblem(tuple(self._steps), severity, expected, found, **more))
        if len(self.notes) >= PROBLEMS_MAX:
            raise _Enough

    def _advise(self, expected: str, found: str, **more: Any) -> None:
        self.note(Severity.ADVICE, expected, found, **more)

    def _reject(self, expected: str, found: str, **more: Any) -> None:
        self.note(Severity.ERROR, expected, found, **more)

    @contextmanager
    def _at(self, step: str | int) -> Iterator[None]:
        self._steps.append(step)
        yield
        self._steps.pop()

    def without_version(self, value: dict[str, JsonValue]) -> dict[str, JsonValue]:
        if _VERSION_FIELD not in value:
            return value
        with self._at(_VERSION_FIELD):
            self._advise(f"no {_VERSION_FIELD}: the host sets it", "one", at_key=True)
        pairs = [pair for pair in _pairs(value) if pair[0] != _VERSION_FIELD]
        return RepeatedKeys(pairs) if isinstance(value, RepeatedKeys) else dict(pairs)

    def check(self, wire_type: WireType, value: JsonValue) -> None:
        """UnplacedProblem everything that is wrong with a value."""
        match wire_type:
            case Struct():
                self._check_struct(wire_type, value)
            case TaggedUnion():
                self._check_union(wire_type, value)
            case ListOf(item) | ArrayOf(item) | SetOf(item) if isinstance(value, list):
                self._check_items(item, value)
                self._check_length(wire_type, value)
            case MapOf(item) if isinstance(value, dict):
                self._check_repeated(value)
                for key, one in value.items():
                    with self._at(key):
                        self.check(item, one)
            case Scalar.JSON:
                self._check_anything(value)
            case _:
                self._check_alone(wire_type, value)

    def _check_alone(self, wire_type: WireType, value: JsonValue) -> None:
        """Check a value that has no parts, or should have."""
        try:
            decoded = compiled(wire_type, Source(False, False))(plain(value))
        except ValueMismatch as found:
            suggestion = None
            if isinstance(wire_type, StringEnum) and isinstance(value, str):
                suggestion = _nearest(value, wire_type.words)
            self._reject(found.expected, found.found, suggestion=suggestion)
            return
        if wire_type is Scalar.BYTES64:
            from workbench.protocol.wire.bytes64 import base64_fault  # noqa: PLC0415 - many texts hold none

            if (fault := base64_fault(value)) is not None:
                self._advise("standard base64 with padding", fault.found, within=(fault.start, fault.end))
        elif wire_type is Scalar.F32 and math.isinf(decoded):
            self._advise("a number within f32; the host writes null", f"the number {value!r}")
        elif isinstance(wire_type, StringEnum) and isinstance(value, dict):
            self._check_repeated(value)
            self._advise(f"the string {quoted(decoded)}", "an object, which is accepted too")

    def _check_items(self, item: WireType, value: list[JsonValue]) -> None:
        if isinstance(item, Integer):
            minimum, maximum = item.minimum, item.maximum
            if all(type(one) is int and minimum <= one <= maximum for one in value):
                return
        for index, one in enumerate(value):
            self._steps.append(index)
            self.check(item, one)
            self._steps.pop()

    def _check_length(self, wire_type: WireType, value: list[JsonValue]) -> None:
        if isinstance(wire_type, ArrayOf) and len(value) != wire_type.length:
            self._reject(expectation(wire_type), f"{len(value):,} items", missing="")
        elif isinstance(wire_type, SetOf):
            seen = set()
            for index, one in enumerate(value):
                if isinstance(one, str) and one in seen:
                    with self._at(index):
                        self._advise("each entry once", f"{quoted(one)} again, which counts once")
                seen.add(one if isinstance(one, str) else None)

    def _check_anything(self, value: JsonValue) -> None:
        children: Iterable[tuple[str | int, JsonValue]] = ()
        if isinstance(value, dict):
            self._check_repeated(value)
            children = value.items()
        elif isinstance(value, list):
            children = enumerate(value)
        for step, child in children:
            if isinstance(child, (dict, list)):
                self._steps.append(step)
                self._check_anything(child)
                self._steps.pop()

    def _check_repeated(self, value: dict[str, JsonValue]) -> None:
        """Advise against every occurrence of a key that a later one replaces."""
        if not isinstance(value, RepeatedKeys):
            return
        left = dict.fromkeys(value, 0)
        for key, _ in value.pairs:
            left[key] += 1
        for key, _ in value.pairs:
            if left[key] > 1:
                with self._at(key):
                    found = f"the key {quoted(key)} again further down, which wins"
                    self._advise("each key once", found, at_key=True, occurrence=-left[key])
            left[key] -= 1

    def _reject_repeated(self, struct: Struct, value: dict[str, JsonValue]) -> None:
        """Reject every occurrence of a field behind its first one."""
        if not isinstance(value, RepeatedKeys):
            return
        counts = Counter(key for key, _ in value.pairs)
        for key, count in counts.items():
            if key in struct.by_name:
                for left in range(count - 1, 0, -1):
                    with self._at(key):
                        self._reject("each field once", f"the field {quoted(key)} again", at_key=True, occurrence=-left)

    def _check_struct(self, struct: Struct, value: JsonValue) -> None:
        if isinstance(value, dict):
            if self._direct:
                self._reject_repeated(struct, value)
            else:
                self._check_repeated(value)
            self._check_fields(struct, value)
        elif isinstance(value, list):
            self._advise(expectation(struct), "an array of its fields, which is accepted too")
            self._check_elements(struct, value, 0)
        else:
            self._reject(expectation(struct), kind_of(value))

    def _check_fields(self, struct: Struct, value: dict[str, JsonValue]) -> None:
        missing = [
            field.name for field in struct.fields if field.presence is Presence.REQUIRED and field.name not in value
        ]
        for key, one in value.items():
            self._steps.append(key)
            field = struct.by_name.get(key)
            if field is None:
                absent = [name for name in struct.by_name if name not in value]
                known = f"a field of {struct.name}"
                found = f"the unknown field {quoted(key)}"
                self._reject(known, found, suggestion=_nearest(key, absent), at_key=True)
            else:
                self._check_field(field, one)
            self._steps.pop()
        for name in missing:
            self._reject(f"the field {name} in {struct.name}", "no such field", missing=name)

    def _check_field(self, field: Field, value: JsonValue) -> None:
        if value is None and field.presence is not Presence.REQUIRED:
            return
        self.check(field.type, value)
        words = field.words_in_use
        if words and isinstance(value, str) and value not in words:
            expected = "a word in use: " + ", ".join(words)
            self._advise(expected, quoted(value), suggestion=_nearest(value, words))
        if field.guest_maximum is not None and type(value) is int and value > field.guest_maximum:
            self._advise(f"at most {field.guest_maximum:,}: guests built from the crates reject more", f"{value:,}")

    def _check_elements(self, struct: Struct, value: list[JsonValue], first: int) -> None:
        """Check the array form of a struct, whose fields start at an index."""
        fields = struct.fields
        count = len(value) - first
        if not struct.fewest_elements <= count <= len(fields):
            self._reject(f"the {len(fields)} fields of {struct.name}", f"{count:,} items", missing="")
        for index, (field, one) in enumerate(zip(fields, value[first:], strict=False), first):
            with self._at(index):
                self._check_field(field, one)

    def _check_union(self, union: TaggedUnion, value: JsonValue) -> None:
        variant = None
        if isinstance(value, list):
            self._advise(expectation(union), "an array with the tag first, which is accepted too")
            if value:
                variant = self._variant(union, value[0], 0)
            else:
                self._reject(f"the tag {union.tag}", "an empty array", missing="")
        elif isinstance(value, dict):
            self._check_repeated(value)
            if union.tag in value:
                variant = self._variant(union, value[union.tag], union.tag)
            else:
                suggestion = _nearest(union.tag, list(value))
                expected = f"the field {union.tag} in {union.name}"
                self._reject(expected, "no such field", suggestion=suggestion, missing=union.tag)
        else:
            self._reject(expectation(union), kind_of(value))
        if variant is not None:
            self._check_variant(union, variant, value)

    def _check_variant(self, union: TaggedUnion, variant: Struct, value: Any) -> None:
        outer, self._in_union = self._in_union, True
        if isinstance(value, list):
            self._check_elements(variant, value, 1)
        elif variant.fields:
            self._check_fields(variant, {key: one for key, one in value.items() if key != union.tag})
        else:
            for key in value:
                if key != union.tag:
                    with self._at(key):
                        expected = f"no other field beside {union.tag}"
                        self._advise(expected, f"the field {quoted(key)}, which is ignored", at_key=True)
        self._in_union = outer

    def _variant(self, union: TaggedUnion, tag: JsonValue, step: str | int) -> Struct | None:
        expected = "one of " + ", ".join(union.by_tag)
        with self._at(step):
            if isinstance(tag, str):
                if tag not in union.by_tag:
                    self._reject(expected, quoted(tag), suggestion=_nearest(tag, list(union.by_tag)))
                return union.by_tag.get(tag)
            if self._in_union and type(tag) is int and 0 <= tag < len(union.variants):
                self._advise(expected, f"the number {tag}, which is accepted too")
                return union.variants[tag]
            self._reject(expected, kind_of(tag))
            return None


def _pairs(value: dict[str, JsonValue]) -> Iterable[tuple[str, JsonValue]]:
    return value.pairs if isinstance(value, RepeatedKeys) else value.items()


def _nearest(word: str, known: Iterable[str]) -> str | None:
    if len(word) > _GUESSED_CHARACTERS_MAX:
        return None
    import difflib  # noqa: PLC0415 - only a word that is not known needs it

    return next(iter(difflib.get_close_matches(word, list(known), 1)), None)
