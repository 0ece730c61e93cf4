"""All problems of a hand-written message, with places; errors are exactly what decoding rejects."""

from __future__ import annotations

import base64
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.protocol.profiles import Profile
from workbench.protocol.wire.decode import DecodeError, Mode, from_text
from workbench.protocol.wire.messages import TYPES_BY_NAME, request_type, response_type
from workbench.protocol.wire.problems import PROBLEMS_MAX, Problem, Severity, problems

VECTORS = Path(__file__).parents[2] / "vectors" / "serde.jsonl"


def _marked(name: str, text: str, *, as_payload: bool = False) -> list[tuple[str, str, str]]:
    """Return severity, path and the marked text of each problem."""
    lines = text.split("\n")
    return [
        (one.severity.value, one.path, lines[one.line][one.column : one.end_column])
        for one in problems(TYPES_BY_NAME[name], text, as_payload=as_payload)
        if one.line == one.end_line
    ]


def test_a_good_message_has_none() -> None:
    assert problems(TYPES_BY_NAME["header"], '{"name":"x","value_base64":"e30="}') == []


def test_a_text_that_is_no_json_has_one_problem_at_its_error() -> None:
    (one,) = problems(TYPES_BY_NAME["header"], '{\n "name": tru }')
    assert (one.line, one.column, one.end_column, one.path) == (1, 9, 10, "$.name")
    assert one.severity is Severity.ERROR


def test_all_errors_are_found_at_once_in_the_order_of_the_text() -> None:
    text = (
        '{"request_id":1,"headers":[{"nmae":"x","value_base64":"!"},7],\n"mehtod":"POST","path":"/","query":[],'
        '"body_base64":null}'
    )
    assert _marked("request", text) == [
        ("error", "$", "{"),
        ("error", "$.request_id", "1"),
        ("error", "$.headers[0]", "{"),
        ("error", "$.headers[0].nmae", '"nmae"'),
        ("advice", "$.headers[0].value_base64", "!"),
        ("error", "$.headers[1]", "7"),
        ("error", "$.mehtod", '"mehtod"'),
        ("error", "$.query", "["),
        ("error", "$.body_base64", "null"),
    ]


@pytest.mark.parametrize(
    ("name", "text", "suggestion"),
    [
        ("header", '{"nmae":"","value_base64":""}', "name"),
        ("upstream", '{"kind":"antropic_direct"}', "anthropic_direct"),
        ("upstream", '{"knid":"anthropic_direct"}', "knid"),
        ("upstream_error", '{"status":1,"category":"retriable"}', "retryable"),
        ("filter_result", '{"upstream_id":"","decision":"acept","reason":""}', "accept"),
        ("header", json.dumps({"name": "", "value_base64": "", "n" * 500: 1}), None),
    ],
)
def test_the_nearest_known_name_is_suggested(name: str, text: str, suggestion: str | None) -> None:
    found = problems(TYPES_BY_NAME[name], text)
    assert next((one.suggestion for one in found if one.suggestion), None) == suggestion
    assert any("did you mean" in str(one) for one in found) == (suggestion is not None)


@pytest.mark.parametrize(
    ("name", "text", "path", "marked"),
    [
        ("header", '{"name":"a","name":"b","value_base64":""}', "$.name", '"name"'),
        ("header", '["a",""]', "$", "["),
        ("header", '{"name":"","value_base64":"e30"}', "$.value_base64", "0"),
        ("header", '{"name":"","value_base64":"e31="}', "$.value_base64", "1="),
        ("upstream", '["anthropic_direct"]', "$", "["),
        ("upstream", '{"kind":"anthropic_direct","x":1}', "$.x", '"x"'),
        ("observe_event", '{"kind":"upstream_chosen","upstream":{"kind":0}}', "$.upstream.kind", "0"),
        ("upstream_error", '{"status":1,"category":{"failed":null}}', "$.category", "{"),
        ("principal", '{"id":"","kind":"apikey","claims":{}}', "$.kind", '"apikey"'),
        ("principal", '{"id":"","kind":"api_key","claims":{"a":[{"b":1,"b":2}]}}', "$.claims.a[0].b", '"b"'),
        (
            "offer",
            '{"handshake_schema_version":1,"envelope_version":1,"function_versions":{},"host_capabilities":["a","a"]}',
            "$.host_capabilities[1]",
            '"a"',
        ),
    ],
)
def test_what_is_accepted_but_odd_is_advice(name: str, text: str, path: str, marked: str) -> None:
    assert _marked(name, text) == [("advice", path, marked)]
    from_text(TYPES_BY_NAME[name], text, Mode.VALUE)


def test_a_payload_must_be_an_object_and_may_hold_the_version() -> None:
    assert _marked("observe_request", "[[]]", as_payload=True) == [("error", "$", "[")]
    assert _marked("observe_request", '{"events":[],"_v":1}', as_payload=True) == [("advice", "$._v", '"_v"')]
    assert _marked("observe_request", '{"events":[],"_v":1}') == [("error", "$._v", '"_v"')]


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ('{"magic":[1,2,3,4,5,6,7,256]}', "$.magic[7]"),
        ('{"magic":[1,2,3,4,5,6,7,1.0]}', "$.magic[7]"),
        ('{"magic":[1,2]}', "$.magic"),
    ],
)
def test_one_wrong_number_of_many_is_found(text: str, path: str) -> None:
    assert path in [one.path for one in problems(TYPES_BY_NAME["identity"], text)]


def test_a_problem_behind_a_number_that_only_the_reference_reads_stands_at_the_start() -> None:
    (one,) = problems(TYPES_BY_NAME["principal"], '{"claims":{"n":100000000000000000000.},"id":"a","kind":7}')
    assert (one.path, one.line, one.column, one.end_column) == ("$.kind", 0, 0, 0)


def test_an_unknown_field_that_comes_twice_is_unknown_and_not_repeated() -> None:
    found = problems(TYPES_BY_NAME["identity"], '{"x":1,"x":2}', direct=True)
    assert [one.found for one in found if one.path == "$.x"] == ["the unknown field 'x'"]


def test_the_number_of_problems_is_capped() -> None:
    text = json.dumps({"events": [{}] * 1000})
    assert len(problems(request_type("observe"), text)) == PROBLEMS_MAX


def _errors(found: list[Problem]) -> list[Problem]:
    return [one for one in found if one.severity is Severity.ERROR]


def test_errors_are_found_exactly_where_decoding_rejects() -> None:
    differing = []
    for line in VECTORS.read_text().splitlines():
        vector = json.loads(line)
        if vector["type"] not in TYPES_BY_NAME or vector["mode"] != "value":
            continue
        try:
            text = base64.b64decode(vector["text_b64"]).decode()
        except UnicodeDecodeError:
            continue
        if bool(_errors(problems(TYPES_BY_NAME[vector["type"]], text))) == vector["ok"]:
            differing.append(vector["id"])
    assert not differing


@given(st.text(max_size=30), st.sampled_from(sorted(TYPES_BY_NAME)))
def test_any_text_gives_a_verdict_that_agrees_with_decoding(text: str, name: str) -> None:
    found = problems(TYPES_BY_NAME[name], text)
    try:
        from_text(TYPES_BY_NAME[name], text, Mode.VALUE)
    except DecodeError:
        assert _errors(found)
    else:
        assert not _errors(found)


def test_a_number_that_the_host_writes_as_null_is_advice() -> None:
    text = (
        '{"predicted_cache_read_tokens":1,"predicted_cache_creation_tokens_5m":2,'
        '"predicted_cache_creation_tokens_1h":3,"predicted_uncached_input_tokens":4,"confidence":1e39}'
    )
    assert _marked("cache_score", text) == [("advice", "$.confidence", "1e39")]


def test_an_empty_text_of_a_response_is_one_error() -> None:
    (one,) = problems(response_type("observe", Profile.V0_1), "")
    assert str(one) == "$: expected a JSON value, found the end of the text"


@pytest.mark.parametrize("field", ["batch_index", "event_count", "total_bytes"])
def test_a_count_that_guests_reject_gives_advice(field: str) -> None:
    chunk = {"kind": "chunk", "batch_index": 0, "event_count": 1, "total_bytes": 2**32 - 1}
    request = TYPES_BY_NAME["observe_request"]
    assert problems(request, json.dumps({"events": [chunk]})) == []
    (found,) = problems(request, json.dumps({"events": [chunk | {field: 2**32}]}))
    assert (found.path, found.severity) == (f"$.events[0].{field}", Severity.ADVICE)
    assert str(found) == (
        f"$.events[0].{field}: expected at most 4,294,967,295: guests built from the crates reject more, "
        "found 4,294,967,296"
    )


def test_a_number_with_a_point_in_place_of_a_count_is_an_error_and_no_advice() -> None:
    chunk = {"kind": "chunk", "batch_index": 0, "event_count": 1, "total_bytes": 1e30}
    (found,) = problems(TYPES_BY_NAME["observe_event"], json.dumps(chunk))
    assert found.severity is Severity.ERROR


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('{"status":1,"body_base64":"","bdy":1}', "unknown field, expected a field of NormalizeErrorRequest"),
        ('{"statos":1,"body_base64":""}', "unknown field; status?"),
        ('{"status":1}', "missing field body_base64 in NormalizeErrorRequest"),
        ('{"status":"1","body_base64":""}', "a string, expected an integer from 0 to 65,535 (u16)"),
        ('{"status":1,"body_base64":"', "the string is not closed, expected a closing quote in this line"),
    ],
)
def test_the_sentence_of_a_problem_leaves_its_path_out(text: str, sentence: str) -> None:
    assert sentence in [one.sentence for one in problems(TYPES_BY_NAME["normalize_error_request"], text)]
