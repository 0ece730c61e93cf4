"""What a field of a payload means, of which type it is, and what it may hold."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from workbench.errors.operator import NameUnknown
from workbench.protocol.explanations.fields import FieldExplanation, field_explanation, part_explanation
from workbench.protocol.functions import WIRE_FUNCTIONS
from workbench.protocol.json.parsing import Steps
from workbench.protocol.wire.decode import from_value
from workbench.protocol.wire.messages import TYPES_BY_NAME, request_type
from workbench.protocol.wire.types import ArrayOf, ListOf, MapOf, SetOf, Struct, TaggedUnion, WireType


def paths(wire_type: WireType, path: Steps = ()) -> Iterator[tuple[Steps, WireType]]:
    """Every part of a message that has a type of its own, with an index or a key for each list and map."""
    yield path, wire_type
    match wire_type:
        case Struct(_, fields):
            for one in fields:
                yield from paths(one.type, (*path, one.name))
        case TaggedUnion(_, variants, _):
            for variant in variants:
                for part, found in paths(variant, path):
                    if part != path:
                        yield part, found
        case ListOf(item) | SetOf(item) | ArrayOf(item):
            yield from paths(item, (*path, 0))
        case MapOf(value):
            yield from paths(value, (*path, "key"))


@pytest.mark.parametrize("function", WIRE_FUNCTIONS)
def test_each_part_of_a_request_is_explained_and_its_example_fits(function: str) -> None:
    for path, wire_type in paths(request_type(function)):
        found = field_explanation(function, path)
        assert all((found.type, found.meaning, found.allowed)), path
        from_value(wire_type, found.example)


@pytest.mark.parametrize("name", TYPES_BY_NAME)
def test_each_part_of_any_message_is_explained_and_its_example_fits(name: str) -> None:
    for path, wire_type in paths(TYPES_BY_NAME[name]):
        found = part_explanation(TYPES_BY_NAME[name], path)
        assert all((found.type, found.meaning, found.allowed)), path
        from_value(wire_type, found.example)


def test_each_field_of_the_wire_has_a_meaning() -> None:
    structs = {one for wire_type in TYPES_BY_NAME.values() for _, one in paths(wire_type) if isinstance(one, Struct)}
    unexplained = [(one.name, field.name) for one in structs for field in one.fields if not field.doc]
    assert unexplained == []


@pytest.mark.parametrize(
    ("function", "path", "expected"),
    [
        (
            "shape",
            ("request", "headers", 0, "value_base64"),
            ("$.request.headers[0].value_base64", "HeaderWire", "bytes64", "required"),
        ),
        ("shape", ("upstream_base_url",), ("$.upstream_base_url", "ShapeRequest", "str", "may be null or absent")),
        ("shape", ("upstream", "kind"), ("$.upstream.kind", "UpstreamWire", "str", "required")),
        ("observe", ("events", 7, "total_bytes"), ("$.events[7].total_bytes", "chunk", "u64", "required")),
        ("shape", ("principal", "claims", "team"), ("$.principal.claims.team", "", "json", "")),
        ("shape", ("principal", "claims", "team", 0, "x"), ("$.principal.claims.team[0].x", "", "json", "")),
        ("shape", (), ("$", "", "ShapeRequest", "")),
    ],
)
def test_a_part_is_named_by_its_place_its_type_and_whether_it_must_be_there(
    function: str, path: Steps, expected: tuple[str, ...]
) -> None:
    found = field_explanation(function, path)
    assert (found.path, found.owner, found.type) == expected[:3]
    assert found.presence.startswith(expected[3])
    assert bool(found.presence) is bool(expected[3])


@pytest.mark.parametrize(
    ("function", "path", "allowed", "example"),
    [
        ("shape", ("principal", "kind"), "in use: api_key", "api_key"),
        ("shape", ("upstream", "kind"), "one of anthropic_direct", "anthropic_direct"),
        ("observe", ("events", 9, "kind"), "one of request_started, authn_complete", "request_started"),
        ("observe", ("events", 9, "event_count"), "take at most 4,294,967,295", 0),
        ("normalize_error", ("status",), "an integer from 0 to 65,535", 529),
        ("on_unauthorized", ("error", "category"), "one of unauthorized, retryable, failed", "unauthorized"),
        ("filter", ("candidates", 9, "kind"), "any string", "anthropic_api_key"),
        ("shape", ("principal", "claims"), "an object with any keys", None),
    ],
)
def test_what_a_part_may_hold_is_said_with_an_example(function: str, path: Steps, allowed: str, example: Any) -> None:
    found = field_explanation(function, path)
    assert allowed in found.allowed
    assert example is None or found.example == example


@pytest.mark.parametrize(
    ("path", "name", "nearest"),
    [
        (("request", "metod"), "$.request.metod", "method"),
        (("upstream", "knd"), "$.upstream.knd", "kind"),
        (("request", "headers", "name"), "$.request.headers.name", None),
        (("request", "method", 0), "$.request.method[0]", None),
        (("principal", "claims", 0), "$.principal.claims[0]", None),
        ((0,), "$[0]", None),
    ],
)
def test_a_part_that_no_request_has_is_unknown(path: Steps, name: str, nearest: str | None) -> None:
    with pytest.raises(NameUnknown) as caught:
        field_explanation("shape", path)
    assert (caught.value.name, caught.value.nearest) == (name, nearest)


def test_a_function_that_does_not_exist_has_no_fields() -> None:
    with pytest.raises(KeyError):
        field_explanation("shapes", ())


def test_an_explanation_is_a_value() -> None:
    assert isinstance(field_explanation("observe", ("events",)), FieldExplanation)
