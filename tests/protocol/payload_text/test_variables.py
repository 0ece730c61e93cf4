"""Variables in saved payloads: where they stand, what they become, what is wrong with them."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.protocol.payload_text import variables
from workbench.protocol.payload_text.variables import ResponseReference, expand, variables_of


def unanswered(reference: ResponseReference) -> Any:
    raise AssertionError(reference)


def problems_of(text: str, **known: str) -> list[str]:
    return [str(problem) for problem in variables_of(text, "a.json", known)[1]]


@pytest.mark.parametrize(
    ("text", "sent"),
    [
        ('{"a":"${A}"}', '{"a":"one"}'),
        ('{"a":"x${A}y${B}"}', '{"a":"xoney\\"two\\""}'),
        ('{"a":"${A}${A}"}', '{"a":"oneone"}'),
        ('{"${A}":1}', '{"one":1}'),
        ('["${A}"]', '["one"]'),
        ('"${A}"', '"one"'),
        ('{"a":"$${A}"}', '{"a":"${A}"}'),
        ('{"a":"$$${A}"}', '{"a":"$${A}"}'),
        ('{"a":"\\u0024{A}"}', '{"a":"one"}'),
        ('{"a":"$A $ {A} {A}"}', '{"a":"$A $ {A} {A}"}'),
    ],
)
def test_a_variable_stands_inside_a_string_and_a_doubled_sign_is_literal(text: str, sent: str) -> None:
    assert problems_of(text, A="one", B='"two"') == []
    assert expand(text, {"A": "one", "B": '"two"'}, unanswered) == sent


def test_all_but_the_strings_with_variables_stays_byte_for_byte() -> None:
    text = (
        ' {\n\t"n" : 1.00e+2, "k":1, "k":2,\r\n "u":"\\u00e9\\/", "big": 123456789012345678901234567890, "v":"${A}" } '
    )
    assert expand(text, {"A": "one"}, unanswered) == text.replace("${A}", "one")


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    )
)
def test_a_text_without_variables_is_left_as_it_is(value: Any) -> None:
    text = json.dumps(value, ensure_ascii=False)
    if "${" not in text:
        assert expand(text, {}, unanswered) == text
        assert problems_of(text) == []


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])))
def test_whatever_a_variable_stands_for_the_string_says_it(value: str) -> None:
    assert json.loads(expand('{"a":"<${A}>"}', {"A": value}, unanswered)) == {"a": f"<{value}>"}


@pytest.mark.parametrize("text", ['{"a":"${A}"', "${A}", "", '{"a":"${A}"} x', "\ufeff{}"])
def test_a_text_that_is_no_json_goes_out_as_it_stands(text: str) -> None:
    assert expand(text, {}, unanswered) == text
    assert problems_of(text) == []


@pytest.mark.parametrize("value", [None, True, 1, 1.5, 't"ext', [1, {"a": None}], {"k": []}])
def test_a_string_that_is_exactly_one_response_becomes_the_value_of_any_type(value: Any) -> None:
    sent = expand('{"a": "${response:sign:/x}"}', {}, lambda reference: value)
    assert json.loads(sent) == {"a": value}
    assert type(json.loads(sent)["a"]) is type(value)


@pytest.mark.parametrize(
    ("written", "reference"),
    [
        ("response:sign:/a/0", ResponseReference("sign", "", "/a/0")),
        (
            "response:build_signer/with key:/signer_state",
            ResponseReference("build_signer", "with key", "/signer_state"),
        ),
        ("response:sign:", ResponseReference("sign", "", "")),
    ],
)
def test_a_response_names_a_function_a_payload_and_a_pointer(written: str, reference: ResponseReference) -> None:
    found, problems = variables_of(json.dumps({"a": f"${{{written}}}", "b": [f"${{{written}}}"]}), "a.json", {})
    assert (found.responses, found.names, problems) == ((reference,), frozenset(), ())
    assert str(reference) == f"${{{written}}}"


def test_an_undefined_variable_is_a_problem_with_its_place_and_the_nearest_name() -> None:
    found = problems_of('{"a~b":{"c/d":[1,"x${API_KYE}"]}}', API_KEY="k")
    assert len(found) == 1
    assert found[0].startswith("a.json, /a~0b/c~1d/1: expected a value for API_KYE, found none")
    assert found[0].endswith("did you mean 'API_KEY'?")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("${", "a closing }"),
        ("${A", "a closing }"),
        ("${}", "expected ${NAME}"),
        ("${1A}", "expected ${NAME}"),
        ("${A B}", "expected ${NAME}"),
        ("${response}", "a value for response"),
        ("${response:shap:/x}", "did you mean 'shape'?"),
        ("${response:shape}", "response:FUNCTION:POINTER"),
        ("${response:shape/:/x}", "response:FUNCTION:POINTER"),
        ("${response:shape:x}", "expected a JSON pointer"),
        ("${response:shape:/~2}", "expected a JSON pointer"),
        ("p${response:shape:/x}", "and nothing else"),
        ("${response:shape:/x}${response:shape:/x}", "and nothing else"),
    ],
)
def test_what_is_not_written_as_a_variable_can_be_is_a_problem(content: str, said: str) -> None:
    found = problems_of(json.dumps([content]), A="x", B="y")
    assert found
    assert found[0].startswith("a.json, /0: ")
    assert said in found[0]


def test_a_response_cannot_be_a_key() -> None:
    assert "and nothing else" in problems_of('{"${response:shape:/x}": 1}')[0]


def test_every_problem_is_found_at_once() -> None:
    assert len(problems_of('{"a":"${A}","b":["${B}","${C}"]}', B="x")) == 2


@pytest.mark.parametrize(
    ("text", "is_too_large"),
    [
        ('{"a": "' + "${V}" * 9 + '"}', False),
        ('{"a": "' + "${V}" * 11 + '"}', True),
        ("[" + ",".join(['"${V}"'] * 9) + "]", True),
        ("[" + ",".join(['"${response:sign:/x}"'] * 9) + "]", True),
    ],
)
def test_a_text_is_never_expanded_beyond_a_limit(
    monkeypatch: pytest.MonkeyPatch, text: str, is_too_large: bool
) -> None:
    """Many uses of one value would else take all memory, in one string as in many."""
    monkeypatch.setattr(variables, "EXPANDED_MAX_CHARACTERS", 100)
    if is_too_large:
        with pytest.raises(variables.ExpansionTooLarge):
            expand(text, {"V": "x" * 10}, lambda reference: "x" * 10)
    else:
        assert len(expand(text, {"V": "x" * 10}, lambda reference: "")) == 99


@pytest.mark.parametrize(
    ("text", "kept", "literal"),
    [
        ('{"a":"${A} and ${B}"}', ["A"], '{"a":"${A} and $${B}"}'),
        ('{"a":"$${A}"}', [], '{"a":"$$${A}"}'),
        ('{"a":"none of them"}', ["A"], '{"a":"none of them"}'),
        ('{"a":"${A}","b":"none"}', [], '{"a":"$${A}","b":"none"}'),
        ("${A} but no JSON", [], "${A} but no JSON"),
    ],
)
def test_what_was_sent_becomes_a_payload_that_sends_it_again(text: str, kept: list[str], literal: str) -> None:
    assert variables.literal(text, kept) == literal


@pytest.mark.parametrize("text", ['{"a":"${A}${A}"}', '{"a":"${A}","b":"${A}"}'])
def test_a_payload_that_would_grow_too_large_is_not_made(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(variables, "EXPANDED_MAX_CHARACTERS", 15)
    with pytest.raises(variables.ExpansionTooLarge):
        expand(text, {"A": "0123456789"}, unanswered)
    assert "at most 15 characters" in str(variables.too_large("a.json"))
