"""What is wrong with a payload while it is typed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.protocol.functions import WIRE_FUNCTIONS
from workbench.ui.payload.drafts import sample
from workbench.ui.payload.payload_problems import check
from workbench.ui.renderers.problems import headline


@pytest.mark.parametrize("function", WIRE_FUNCTIONS)
def test_the_sample_of_each_function_fits(function: str) -> None:
    assert check(function, sample(function)) == []


def test_an_unknown_field_stands_with_its_place_and_what_was_meant() -> None:
    text = sample("shape").replace('"query"', '"querry"')
    problem = next(one for one in check("shape", text) if one.path == "request.querry")
    assert problem.text == "unknown field; query?"
    line = text.split("\n")[problem.start[0]]
    assert line[problem.start[1] : problem.end[1]] == '"querry"'
    assert problem.is_error


def test_a_missing_field_is_named_where_it_is_missed() -> None:
    problems = check("normalize_error", '{"status": 500}')
    assert [(one.path, one.text) for one in problems] == [("", "missing field body_base64 in NormalizeErrorRequest")]


def test_bad_base64_is_a_note_and_no_error() -> None:
    problems = check("normalize_error", '{"status": 500, "body_base64": "%"}')
    assert [one.is_error for one in problems] == [False]
    assert headline(problems) == "1 note"


@given(st.text())
def test_no_text_makes_the_check_raise(text: str) -> None:
    for problem in check("shape", text):
        assert problem.start <= problem.end


@pytest.mark.parametrize("text", ['"', '{\n  "a\n}', '{"a": "b\n}'])
def test_a_string_that_is_not_closed_is_called_so(text: str) -> None:
    (problem, *_) = check("shape", text)
    assert "closing quote" in problem.text


def test_a_syntax_error_does_not_hide_what_is_wrong_before_it() -> None:
    found = check("shape", '{"request": {"method": 5, "querry": "", "headers": [{"name": 1}]} "upstream"')
    assert [one.text for one in found if one.path == "request.method"] == ["the number 5, expected a string"]
    assert "unknown field; query?" in [one.text for one in found]
    assert "missing field value_base64 in HeaderWire" in [one.text for one in found]
    assert 'expected "," or "}"' in found[-1].text


def test_what_is_still_being_typed_misses_nothing() -> None:
    found = check("shape", '{"request": {"method": "POST", "headers": [{"name": "a"')
    assert [one.text for one in found] == ['the end of the text, expected "," or "}"']


def test_a_lone_quote_is_marked_from_where_the_string_begins() -> None:
    (problem,) = check("shape", '{\n  "request": "x,\n  "upstream": {}\n}')[-1:]
    assert (problem.start, problem.end) == ((1, 13), (1, 16))
    assert problem.text == "the string is not closed, expected a closing quote in this line"
