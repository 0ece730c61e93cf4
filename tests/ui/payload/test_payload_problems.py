"""What is said of a payload while it is typed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.protocol.functions import WIRE_FUNCTIONS
from workbench.ui.panes.payload import verdict
from workbench.ui.payload.drafts import sample
from workbench.ui.payload.payload_problems import check


@pytest.mark.parametrize("function", WIRE_FUNCTIONS)
def test_the_sample_of_each_function_fits(function: str) -> None:
    assert check(function, sample(function)) == []
    assert verdict([], sample(function)) == "✓ fits the wire type"


def test_an_unknown_field_stands_with_its_place_and_what_was_meant() -> None:
    text = sample("shape").replace('"query"', '"querry"')
    finding = next(one for one in check("shape", text) if one.path == "request.querry")
    assert finding.text == "unknown field; query?"
    line = text.split("\n")[finding.spot.start[0]]
    assert line[finding.spot.start[1] : finding.spot.end[1]] == '"querry"'
    assert finding.spot.is_error


def test_a_missing_field_is_named_where_it_is_missed() -> None:
    findings = check("normalize_error", '{"status": 500}')
    assert [(one.path, one.text) for one in findings] == [("", "misses the field body_base64 in NormalizeErrorRequest")]


def test_bad_base64_is_a_note_and_no_error() -> None:
    findings = check("normalize_error", '{"status": 500, "body_base64": "%"}')
    assert [one.spot.is_error for one in findings] == [False]
    assert verdict(findings, "").startswith("! 1 note")


@given(st.text())
def test_no_text_makes_the_check_raise(text: str) -> None:
    for finding in check("shape", text):
        assert finding.spot.start <= finding.spot.end
