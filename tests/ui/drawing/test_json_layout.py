"""How JSON text is laid out for reading."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.ui.drawing.json_layout import lay_out

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)


def text_of(source: str, **limits: int) -> str:
    layout = lay_out(source, **limits)
    assert layout is not None
    return layout.text


def test_members_stand_on_lines_of_their_own_and_small_parts_on_one() -> None:
    assert text_of('{"a":{"b":1,"c":[]},"d":[]}') == '{\n  "a": { "b": 1, "c": [] },\n  "d": []\n}'


def test_what_is_written_is_what_is_shown() -> None:
    source = '{"n":12345678901234567890123,"n":1.0,"e":1E+2,"s":"\\u00e9"}'
    assert "".join(text_of(source).split()) == source


@given(VALUES)
def test_laying_out_changes_no_value(value: object) -> None:
    assert json.loads(text_of(json.dumps(value))) == value


@given(st.text())
def test_any_text_is_laid_out_or_refused(text: str) -> None:
    layout = lay_out(text)
    assert layout is None or "".join(layout.text.split()) == "".join(text.split())


@pytest.mark.parametrize("source", ["", "  ", "1 2", '{"a" "b"}', "[1]]", "[1", '"open', "{]"])
def test_what_is_no_json_is_not_touched(source: str) -> None:
    assert lay_out(source) is None


def test_lines_above_the_limit_are_cut_and_the_cut_is_told() -> None:
    layout = lay_out(json.dumps(list("abcdefghij" * 20)), lines_max=5)
    assert layout is not None
    assert (layout.cut, len(layout.text.split("\n"))) == (True, 5)


def test_a_text_above_the_limit_is_laid_out_as_far_as_it_is_read() -> None:
    layout = lay_out(json.dumps({"key": ["value"] * 500}), read_max=100)
    assert layout is not None
    assert layout.cut
    assert layout.text.startswith('{\n  "key": [\n    "value",')


def test_a_long_string_is_shortened_and_says_by_how_much() -> None:
    assert text_of(json.dumps({"body": "x" * 300}), string_max=10) == '{\n  "body": "xxxxxxxxxx… +290"\n}'


def test_a_small_part_is_opened_when_the_line_is_too_narrow_for_it() -> None:
    source = '{"principal":{"id":"team-a","kind":"api_key"}}'
    assert '"principal": { "id"' in text_of(source, width=60)
    assert '"principal": {\n' in text_of(source, width=30)


def test_numbers_of_a_short_array_stay_in_a_row() -> None:
    assert '"magic": [204, 27, 112]' in text_of('{"magic":[204,27,112]}', width=16)
