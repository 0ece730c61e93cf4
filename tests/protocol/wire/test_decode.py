"""The rules of serde's derived types, and errors with paths and places."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.protocol.json.parsing import parse
from workbench.protocol.wire.decode import DecodeError, Mode, from_text, from_value
from workbench.protocol.wire.encode import canonical
from workbench.protocol.wire.messages import TYPES_BY_NAME

DIRECT, VALUE = Mode.DIRECT, Mode.VALUE
SHAPE = '{"url":"u","method":"m","headers":[{"name":"a","value_base64":"b"},%s],"body_base64":""}'
SCORE = (
    '{"predicted_cache_read_tokens":1,"predicted_cache_creation_tokens_5m":2,'
    '"predicted_cache_creation_tokens_1h":3,"predicted_uncached_input_tokens":4,"confidence":%s}'
)


@pytest.mark.parametrize(
    ("name", "text", "path", "said"),
    [
        ("shape_response", SHAPE % '{"name":§7,"value_base64":""}', "$.headers[1].name", "a string|the number 7"),
        ("shape_response", SHAPE % '§{"name":""}', "$.headers[1]", "the field value_base64|no such field"),
        (
            "shape_response",
            SHAPE % '{§"nmae":1}',
            "$.headers[1].nmae",
            "only the fields of HeaderWire (name, value_base64)|the field 'nmae'",
        ),
        ("shape_response", SHAPE % "§null", "$.headers[1]", "an object (HeaderWire)|null"),
        ("shape_response", SHAPE % '§["a"]', "$.headers[1]", "2 items (the fields of HeaderWire)|1 items"),
        ("shape_response", SHAPE % '["a",§1]', "$.headers[1][1]", "a string|the number 1"),
        ("shape_response", "[§", "$[0]", 'a value or "]"|the end of the text'),
        (
            "normalize_error_request",
            '{"status":§65536,"body_base64":""}',
            "$.status",
            "an integer from 0 to 65,535 (u16)|the number 65536",
        ),
        (
            "normalize_error_request",
            '{"status":§1.0,"body_base64":""}',
            "$.status",
            "an integer from 0 to 65,535 (u16)|the number 1.0",
        ),
        ("upstream", '{"kind":§"nope"}', "$.kind", "one of anthropic_direct|'nope'"),
        (
            "observe_event",
            '["chunk",1,2,§"x"]',
            "$[3]",
            "an integer from 0 to 18,446,744,073,709,551,615 (u64)|a string",
        ),
        (
            "observe_event",
            "§[]",
            "$",
            "an object with a string 'kind' (ObserveEventWire)|an empty array",
        ),
        ("observe_event", '§{"code":"x"}', "$", "the field kind|no such field"),
        (
            "upstream_error",
            '{"status":1,"category":§"gone"}',
            "$.category",
            "one of unauthorized, retryable, failed|'gone'",
        ),
        ("upstream_error", '{"status":1,"category":{"failed":§1}}', "$.category.failed", "null|the number 1"),
        (
            "candidate_reason",
            '{"upstream_id":§"x","kept":true,"reason":""}',
            "$.upstream_id",
            "a uuid: 32 hex digits, plain, hyphenated, in braces or after urn:uuid:|another string",
        ),
        ("cache_score", SCORE % "§null", "$.confidence", "a number|null"),
        ("identity", '{"magic":§[1,2]}', "$.magic", "an array of 8 items ([u8; 8])|2 items"),
    ],
)
def test_an_error_has_path_place_expected_and_found(name: str, text: str, path: str, said: str) -> None:
    """The sign § stands where the error is."""
    before, after = text.split("§")
    with pytest.raises(DecodeError) as caught:
        from_text(TYPES_BY_NAME[name], before + after, VALUE)
    error = caught.value
    assert (error.path, f"{error.expected}|{error.found}") == (path, said)
    assert error.offset == len(before.encode())
    assert str(error) == f"{path} at byte {len(before.encode())}: expected {error.expected}, found {error.found}"


def test_an_error_never_shows_the_content_of_a_string_value() -> None:
    with pytest.raises(DecodeError) as caught:
        from_text(TYPES_BY_NAME["normalize_error_request"], '{"status":"secret","body_base64":""}', VALUE)
    assert "secret" not in str(caught.value)


def test_a_value_s_error_has_no_offset() -> None:
    with pytest.raises(DecodeError) as caught:
        from_value(TYPES_BY_NAME["header"], {"name": 1, "value_base64": ""})
    assert caught.value.offset is None
    assert caught.value.path == "$.name"


def test_offsets_are_bytes_and_point_at_the_occurrence_that_counts() -> None:
    with pytest.raises(DecodeError) as caught:
        from_text(TYPES_BY_NAME["header"], '{"value_base64":"é","name":"x","name":2}', VALUE)
    assert caught.value.offset == 39


def _accepts(name: str, text: str, mode: Mode) -> bool:
    try:
        from_text(TYPES_BY_NAME[name], text, mode)
    except DecodeError:
        return False
    return True


@pytest.mark.parametrize(
    ("name", "text", "direct", "value"),
    [
        ("header", '{"name":"a","name":"b","value_base64":""}', False, True),
        ("header", '{"name":1,"name":"b","value_base64":""}', False, True),
        ("principal", '{"id":"","kind":"","claims":{"a":1,"a":2}}', True, True),
        ("offer", '[1,1,{"f":"x","f":[1]},[]]', False, True),
        ("upstream", '{"kind":"anthropic_direct","x":1,"x":2}', True, True),
        ("upstream", '{"kind":"x","kind":"anthropic_direct"}', False, True),
        ("upstream", '["anthropic_direct"]', True, True),
        ("upstream", '["anthropic_direct",1]', False, False),
        ("upstream", '{"kind":0}', False, False),
        ("upstream", '{"kind":"anthropic_direct","x":1e400}', False, False),
        ("observe_event", '{"kind":"upstream_chosen","upstream":{"kind":0}}', True, True),
        ("observe_event", '{"kind":"upstream_chosen","upstream":{"kind":1}}', False, False),
        ("observe_event", '{"kind":"upstream_chosen","upstream":[0]}', True, True),
        ("observe_event", '{"kind":"error","code":"","message":"","source":"","source":""}', False, True),
        ("self_check_failure", '{"stage":{"request_preparation":null},"message":""}', True, True),
        ("self_check_failure", '{"stage":{"request_preparation":null,"x":null},"message":""}', False, False),
        ("upstream_error", '{"status":1,"category":{"failed":null,"failed":null}}', False, True),
        ("sign_response", "[null,null,null,null]", True, True),
        ("sign_response", "[null,null,null]", False, False),
        ("sign_response", "{}", True, True),
        ("observe_response", "[]", True, True),
        ("build_signer_response", '{"signer_state":null}', True, True),
        ("build_signer_response", "{}", False, False),
        ("cache_score", "[1,2,3,4,null,null,0.5]", True, True),
        ("cache_score", "[1,2,3,4,null,null]", False, False),
        ("json", "[" * 127 + "]" * 127, True, True),
    ],
)
def test_each_rule_of_serde_in_both_modes(name: str, text: str, direct: bool, value: bool) -> None:
    assert (_accepts(name, text, DIRECT), _accepts(name, text, VALUE)) == (direct, value)


def test_decoded_values_are_in_declaration_order_with_nulls_filled_in() -> None:
    value = from_text(TYPES_BY_NAME["request"], '["id",[],"GET","/",null,""]', VALUE)
    assert list(value) == ["request_id", "headers", "method", "path", "query", "body_base64"]
    assert value["query"] is None


def test_absent_omittable_fields_are_left_out() -> None:
    score = from_text(TYPES_BY_NAME["cache_score"], SCORE % "1e39", VALUE)
    assert "ambiguity_reason" not in score
    assert score["confidence"] == math.inf


def test_sets_are_sorted_without_repetitions_and_uuids_normal() -> None:
    offer = from_text(TYPES_BY_NAME["offer"], '[1,1,{},["b","a","b"]]', DIRECT)
    assert offer["host_capabilities"] == ("a", "b")
    text = '["URN",true,""]'.replace("URN", "urn:uuid:67E55044-10b1-426f-9247-bb680e5fe0c8")
    assert from_text(TYPES_BY_NAME["candidate_reason"], text, VALUE)["upstream_id"].startswith("67e55044-10b1")


def test_a_json_field_holds_plain_objects_even_when_keys_repeat() -> None:
    text = '{"signer_state":[{"a":1,"a":{"b":1,"b":2}}]}'
    state = from_text(TYPES_BY_NAME["build_signer_response"], text, DIRECT)["signer_state"]
    assert state == [{"a": {"b": 2}}]
    assert type(state[0]) is type(state[0]["a"]) is dict


PIECES: st.SearchStrategy[Any] = st.sampled_from(
    [None, True, 0, -1, 1.5, 2**64 - 1, "", "x", "failed", "error", "chunk", [], {}]
)
FIELDS = st.sampled_from(["kind", "name", "value_base64", "status", "category", "upstream", "code", "headers"])
SHAPES: st.SearchStrategy[Any] = st.recursive(
    PIECES, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(FIELDS, inner, max_size=4), max_leaves=6
)


@given(st.sampled_from(sorted(TYPES_BY_NAME)), SHAPES)
def test_any_value_gives_a_message_or_an_error(name: str, value: Any) -> None:
    wire_type = TYPES_BY_NAME[name]
    try:
        decoded = from_value(wire_type, value)
    except DecodeError as error:
        assert error.expected
        assert error.path.startswith("$")
        return
    text = canonical(wire_type, decoded)
    assert canonical(wire_type, from_value(wire_type, parse(text))) == text


@given(st.sampled_from(sorted(TYPES_BY_NAME)), st.binary(max_size=40), st.sampled_from(Mode))
def test_any_bytes_give_a_message_or_an_error(name: str, data: bytes, mode: Mode) -> None:
    try:
        from_text(TYPES_BY_NAME[name], data, mode)
    except DecodeError as error:
        assert str(error)
