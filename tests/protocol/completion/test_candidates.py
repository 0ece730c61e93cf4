"""What can be typed at a place, each with its meaning."""

from __future__ import annotations

import pytest

from workbench.protocol.completion.candidates import Completions, completions
from workbench.protocol.functions import WIRE_FUNCTIONS
from workbench.protocol.json.parsing import parse
from workbench.protocol.profiles import Profile
from workbench.protocol.wire.decode import DecodeError, from_value
from workbench.protocol.wire.messages import request_type, response_type
from workbench.protocol.wire.types import BOOL, F32, JSON, U16, UUID, Field, ListOf, MapOf, Presence, Struct


def at(marked: str, function: str = "shape") -> Completions:
    return completions(request_type(function), marked.replace("|", ""), marked.index("|"))


def labels(marked: str, function: str = "shape") -> list[str]:
    return [one.label for one in at(marked, function).candidates]


def put_in(marked: str, label: str, function: str = "shape") -> str:
    """Return the text after a candidate was taken, with the cursor marked."""
    text, found = marked.replace("|", ""), at(marked, function)
    one = next(one for one in found.candidates if one.label == label)
    put = one.snippet.text[: one.snippet.gap] + "|" + one.snippet.text[one.snippet.gap :]
    return text[: found.start] + put + text[found.end :]


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        ("{|", ["request", "upstream", "principal", "upstream_base_url"]),
        ('{"principal": {}, |', ["request", "upstream", "upstream_base_url"]),
        ('{|, "request": {}}', ["upstream", "principal", "upstream_base_url"]),
        ('{"up|', ["upstream", "upstream_base_url"]),
        ('{"base|', ["upstream_base_url"]),
        ('{"request": {"me|": "POST"}', ["method"]),
        ('{"principal": {"kind": "|', ["api_key", "oauth_subject", "internal_key", "workload_identity",
                                     "subscription_bearer", '""']),
        ('{"principal": {"kind": "sub|"', ["subscription_bearer", "oauth_subject"]),
        ('{"upstream": {|', ["kind"]),
        ('{"upstream": {"kind": |', ["anthropic_direct"]),
        ('{"request": {"query": |', ['""', "null"]),
        ('{"request": {"headers": |', ["[…]", "[]"]),
        ('{"request": {"headers": [{"name": "anth|', ["anthropic-version", "anthropic-beta"]),
        ('{"request": |', ["{…} required", "{…} all"]),
        ('{"request": {"headers": [|', ["{…} required"]),
        ('{"principal": {"claims": |', ["{}"]),
        ('{"principal": {"claims": {"x": |', ["true", "false", "null", "{}", "[]"]),
        ('{"principal": {"claims": {|', []),
        ('{"nobody": {"knows": |', []),
        ('{"nobody": |', []),
        ('{"request": |{"method": "x"}}', []),
        ('{"request": {"headers": |[1]}}', []),
        ('{"request": {} |', ["upstream", "principal", "upstream_base_url"]),
        ('{"request": {"headers": [{} |', ["{…} required"]),
        ("|", ["{…} required", "{…} all"]),
    ],
)  # fmt: skip
def test_what_is_offered_in_a_shape_request(marked: str, expected: list[str]) -> None:
    assert labels(marked) == expected


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        ('{"events": [{|', ["kind"]),
        ('{"events": [{"kind": "e|', ["error", "request_started", "authn_complete", "upstream_chosen",
                                      "request_finished"]),
        ('{"events": [{"kind": "chunk", |', ["batch_index", "event_count", "total_bytes"]),
        ('{"events": [{|, "kind": "error"}', ["code", "message", "source"]),
        ('{"events": [{"kind": "nonsense", |', []),
        ('{"events": [{"kind": "nonsense", "x": |', []),
        ('{"events": [{"kind": "chunk", "batch_index": |', ["0", "18446744073709551615"]),
        ('{"events": [chu|', ["chunk"]),
        ('{"events": [{"kind": "error", "code": "x|', []),
        ('{"events": [{"kind": "chunk", "batch_index": "|', []),
    ],
)  # fmt: skip
def test_variants_are_known_by_their_tag_wherever_it_stands(marked: str, expected: list[str]) -> None:
    assert labels(marked, "observe") == expected


def test_required_keys_come_before_optional_ones_and_say_so() -> None:
    found = at("{|").candidates
    assert [one.is_required for one in found] == [True, True, True, False]
    assert all(one.meaning and one.type for one in found)


@pytest.mark.parametrize(
    ("marked", "label", "after"),
    [
        ('{"request": {"me|', "method", '{"request": {"method": "|"'),
        ('{"request": {"me|": "GET"', "method", '{"request": {"method"|: "GET"'),
        ('{"request": {"me|"', "method", '{"request": {"method": "|"'),
        ('{"upstream": {"ki|": 1', "kind", '{"upstream": {"kind"|: 1'),
        ('{"upstream": {|', "kind", '{"upstream": {"kind": "|"'),
        ('{"principal": {"kind": "ap|"', "api_key", '{"principal": {"kind": "api_key"|'),
        ('{"principal": {"kind": ap|', "api_key", '{"principal": {"kind": "api_key"|'),
        ('{"request": {"headers": |', "[…]",
         '{"request": {"headers": [\n  {\n    "name": "|",\n    "value_base64": ""\n  }\n]'),
        ('{\n  "request": {}|\n}', "upstream_base_url", '{\n  "request": {},\n"upstream_base_url": "|"\n}'),
        ('{\n  "request": {}\n  |\n}', "upstream_base_url", '{\n  "request": {},\n"upstream_base_url": "|"\n}'),
        ('{"request": {} |}', "upstream_base_url", '{"request": {}, "upstream_base_url": "|"}'),
        ('{"request": {} "up|"}', "upstream_base_url", '{"request": {} , "upstream_base_url": "|"}'),
        ('{| "request": {}}', "upstream_base_url", '{"upstream_base_url": "|", "request": {}}'),
        ('{"principal": {"claims": {}, "kind": |\n"id": ""}}', "api_key",
         '{"principal": {"claims": {}, "kind": "api_key"|,\n"id": ""}}'),
        ('{"principal": {"kind": |"x y"}}', "api_key", '{"principal": {"kind": "api_key"|}}'),
        ('{"request": {"headers":| [ ], "method": ""}}', "[]", '{"request": {"headers":[|], "method": ""}}'),
        ('{"request": {"query": |null}}', '""', '{"request": {"query": "|"}}'),
    ],
)  # fmt: skip
def test_what_is_taken_replaces_the_token_at_the_cursor(marked: str, label: str, after: str) -> None:
    assert put_in(marked, label) == after


@pytest.mark.parametrize("function", WIRE_FUNCTIONS)
def test_every_request_can_begin_with_an_object_that_decodes(function: str) -> None:
    text = put_in("|", "{…} required", function).replace("|", "")
    from_value(request_type(function), parse(text))


def written_by_completion(function: str) -> str:
    """Write a request from two brackets: take the first candidate, as long as something is missing; type nothing.

    The cursor goes behind the space that follows a value: beside a number it could be one more digit.
    """
    text, cursor = "{ }", 1
    for _ in range(60):
        found = completions(request_type(function), text, cursor)
        missing = [one for one in found.candidates if one.is_required]
        if not missing:
            return text
        snippet = missing[0].snippet
        text = text[: found.start] + snippet.text + text[found.end :]
        cursor = found.start + len(snippet.text) + (text[found.start + len(snippet.text)] == " ")
    raise AssertionError(text)


@pytest.mark.parametrize("function", WIRE_FUNCTIONS)
def test_every_request_can_be_written_key_by_key(function: str) -> None:
    try:
        from_value(request_type(function), parse(written_by_completion(function)))
    except DecodeError as error:
        raise AssertionError(error) from error


def test_fields_can_be_filled_in_where_a_struct_is_written_as_an_array() -> None:
    headers = '{"request": ["r-1", [["x", |'
    assert labels('{"request": ["r-1", [], "|') == ["POST", "GET", "DELETE", '""']
    assert labels(headers) == ['""']
    assert labels('{"request": [1, 2, 3, 4, 5, 6, |') == []


def test_types_of_answers_are_completed_too() -> None:
    struct = response_type("filter", Profile.V0_3)
    text = '{"kept_upstream_ids": ['
    assert [one.label for one in completions(struct, text, len(text)).candidates] == [
        "00000000-0000-0000-0000-000000000000"
    ]
    text = '{"per_candidate_reasons": [{"kept": '
    assert [one.label for one in completions(struct, text, len(text)).candidates] == ["true", "false"]


def test_a_list_of_lists_and_a_map_of_numbers_are_followed() -> None:
    struct = Struct("S", (Field("a", ListOf(ListOf(UUID))), Field("m", MapOf(F32)), Field("j", JSON), Field("b", BOOL)))
    for text, expected in (
        ('{"a": [[', ["00000000-0000-0000-0000-000000000000"]),
        ('{"a": {"x": ', []),
        ('{"m": [', []),
        ('{"m": {"x": ', []),
        ('{"j": [{"x": ', ["true", "false", "null", "{}", "[]"]),
        ('{"b": ', ["true", "false"]),
    ):
        assert [one.label for one in completions(struct, text, len(text)).candidates] == expected, text


def test_an_optional_object_can_be_left_null() -> None:
    struct = Struct("S", (Field("inner", Struct("Inner", ()), Presence.OMITTABLE),))
    assert [one.label for one in completions(struct, '{"inner": ', 10).candidates] == ["{…} required", "null"]


def test_the_words_of_an_enum_are_offered_with_what_they_are_for() -> None:
    marked = '{"error": {"category": "re|'
    assert labels(marked, "on_unauthorized") == ["retryable"]
    assert at(marked, "on_unauthorized").candidates[0].meaning == "what the host makes of the error"


def test_examples_are_of_the_type_of_their_field() -> None:
    assert "401" in labels('{"error": {"status": |', "on_unauthorized")
    assert labels('{"candidates": [{"subscription_quotas": [{"status": |', "filter") == ['""', "null"]
    struct = Struct("S", (Field("method", U16),))
    assert [one.label for one in completions(struct, '{"method": ', 11).candidates] == ["0", "65535"]


def test_a_place_says_what_belongs_there() -> None:
    about = at('{"request": {"query": |').about
    assert about.startswith("query: str, may be null or absent. ")
    assert at('{"request": {"|').about == ""
