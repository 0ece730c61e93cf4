"""Files of expectations: what they may hold, and the schema that editors complete them by."""

from __future__ import annotations

import json
from typing import Any

import jsonschema
import pytest

from workbench.errors.documents import ExpectationInvalid
from workbench.protocol.payload_text.expectation import Expectation, expectation_schema, read_expectation
from workbench.protocol.profiles import Profile

GOOD: list[tuple[dict[str, Any], Expectation]] = [
    ({}, Expectation()),
    ({"outcome": "ok"}, Expectation()),
    ({"outcome": "fallback"}, Expectation("fallback", effect=None)),
    ({"stage": "plugin_call"}, Expectation("fallback", "plugin_call", effect=None)),
    ({"effect": "used_in_part"}, Expectation(effect="used_in_part")),
    ({"outcome": "fallback", "effect": "ignored"}, Expectation("fallback", effect="ignored")),
    ({"response": {"/a/0": [1], "": {}}}, Expectation(response={"/a/0": [1], "": {}})),
    ({"ignore": ["/a/*"]}, Expectation(ignore=("/a/*",))),
    ({"profile": "0.3", "capabilities": ["b", "a"]}, Expectation(profile=Profile("0.3"), capabilities=("b", "a"))),
    ({"capabilities": []}, Expectation(capabilities=())),
    ({"notes": "why"}, Expectation(notes="why")),
]
BAD: list[tuple[Any, str]] = [
    ({"outcom": "ok"}, "did you mean 'outcome'?"),
    ({"outcome": "fine"}, "outcome: expected one of ok, fallback"),
    ({"outcome": None}, "outcome: expected one of ok, fallback, found null"),
    ({"stage": "plugin_cal"}, "did you mean 'plugin_call'?"),
    ({"effect": "use"}, "did you mean 'used'?"),
    ({"response": []}, "response: expected an object"),
    ({"response": {"a": 1}}, "response: expected a JSON pointer, such as '/a'"),
    ({"ignore": "/a"}, "ignore: expected an array"),
    ({"ignore": ["a"]}, "ignore: expected a JSON pointer"),
    ({"ignore": [1]}, "ignore[0]: expected a string, found a number"),
    ({"profile": "0.2"}, "profile: expected one of 0.1, 0.3"),
    ({"capabilities": {}}, "capabilities: expected an array"),
    ({"notes": 1}, "notes: expected a string"),
    ([], "expected a JSON object, found an array"),
]


@pytest.mark.parametrize(("value", "expectation"), GOOD)
def test_a_file_says_what_is_expected(value: dict[str, Any], expectation: Expectation) -> None:
    assert read_expectation(json.dumps(value).encode(), "a.expect.json") == expectation
    jsonschema.validate(value, expectation_schema())


@pytest.mark.parametrize(("value", "said"), BAD)
def test_what_cannot_be_expected_is_named_with_its_place(value: Any, said: str) -> None:
    with pytest.raises(ExpectationInvalid) as raised:
        read_expectation(json.dumps(value).encode(), "a.expect.json")
    assert str(raised.value).startswith("a.expect.json")
    assert said in str(raised.value)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(value, expectation_schema())


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ({"outcome": "ok", "stage": "panic"}, "stage: expected no stage"),
        ({"outcome": "fallback", "response": {"/a": 1}}, "response: expected no response"),
    ],
)
def test_what_excludes_each_other_is_named(value: Any, said: str) -> None:
    with pytest.raises(ExpectationInvalid, match=said):
        read_expectation(json.dumps(value).encode(), "a.expect.json")


@pytest.mark.parametrize("content", [b"", b'{"outcome":', b"\xff", b"\xef\xbb\xbf{}"])
def test_a_file_that_is_no_json_is_named_with_its_place(content: bytes) -> None:
    with pytest.raises(ExpectationInvalid) as raised:
        read_expectation(content, "a.expect.json")
    assert raised.value.place.startswith("line 1, column")
