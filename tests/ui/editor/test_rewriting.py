"""JSON is rewritten as a whole without a value being changed."""

from __future__ import annotations

import json

import pytest

from workbench.ui.editor.rewriting import minified, with_sorted_keys

TEXT = '{ "b" : 1.0, "a": [ 10000000000000000000000, "x : y" ], "b": {"d": "\\u00e9", "c": -0e1} }\n'


def test_minified_json_has_no_white_space_but_in_strings() -> None:
    expected = '{"b":1.0,"a":[10000000000000000000000,"x : y"],"b":{"d":"\\u00e9","c":-0e1}}'
    assert minified(TEXT) == expected


def test_keys_are_sorted_at_every_level_and_repeated_ones_keep_their_order() -> None:
    expected = '{"a":[10000000000000000000000,"x : y"],"b":1.0,"b":{"c":-0e1,"d":"\\u00e9"}}'
    assert with_sorted_keys(TEXT) == expected


@pytest.mark.parametrize("text", ["1", '"a"', "[]", "{}", "null", "[[],{}]"])
def test_what_has_nothing_to_be_rewritten_stays(text: str) -> None:
    assert minified(text) == text
    assert with_sorted_keys(text) == text


@pytest.mark.parametrize("text", ["", "{", '{"a":1,}', "NaN", "[1 2]", '{"a" 1}', "tru", "1 1", '"a\nb"'])
def test_what_is_no_json_is_not_touched(text: str) -> None:
    assert minified(text) is None
    assert with_sorted_keys(text) is None


def test_what_is_too_deep_is_not_touched() -> None:
    assert with_sorted_keys("[" * 600 + "]" * 600) is None
    assert with_sorted_keys("[" * 100_000 + "]" * 100_000) is None


def test_keys_are_compared_by_what_they_mean() -> None:
    assert json.loads(with_sorted_keys('{"\\u0062": 1, "a": 2}') or "") == {"a": 2, "b": 1}
    assert with_sorted_keys('{"\\u0062": 1, "a": 2}') == '{"a":2,"\\u0062":1}'
