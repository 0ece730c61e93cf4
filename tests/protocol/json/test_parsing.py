"""Strict JSON, its errors with their places, and that the fast route never differs from the exact one."""

from __future__ import annotations

import json
import math
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from workbench.protocol.json.parsing import (
    ORJSON_MAX_BYTES,
    InvalidUtf8,
    JsonTextError,
    RepeatedKeys,
    kind_of,
    parse,
    parse_keeping_repeated,
    path_of,
)
from workbench.protocol.json.scanner import scan
from workbench.protocol.json.spans import key_offset_of, offset_of, spans

JSON_PIECES = [
    *'{}[]:,"\\ \n\t0123456789-+.eE',
    "true",
    "false",
    "null",
    '"a"',
    '"a":',
    "\\u",
    "\\ud800",
    "\\udc00",
    "é😀",
    "\x00",
    "NaN",
    "[" * 70,
    "]" * 70,
    "1" * 19,
]
PIECED_TEXTS = st.lists(st.sampled_from(JSON_PIECES), max_size=12).map("".join)
VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=8,
)


@pytest.mark.parametrize(
    ("text", "expected", "found", "place"),
    [
        ("", "a JSON value", "the end of the text", (0, 1, 1)),
        ("1 2", "the end of the text", '"2"', (2, 1, 3)),
        ("[1,]", "a value", '"]"', (3, 1, 4)),
        ('{"a":1,}', "a key in quotes", '"}"', (7, 1, 8)),
        ("{a:1}", 'a key in quotes or "}"', '"a"', (1, 1, 2)),
        ('{"a" 1}', '":"', '"1"', (5, 1, 6)),
        ("[1\n 2]", '"," or "]"', '"2"', (4, 2, 2)),
        ("NaN", "a JSON value", '"N"', (0, 1, 1)),
        ("-", "a digit", "the end of the text", (1, 1, 2)),
        ("1e+", "a digit of the exponent", '"+"', (2, 1, 3)),
        ("01", "no digit after a leading 0", '"1"', (1, 1, 2)),
        ("1.", "a digit after the decimal point", "the end of the text", (2, 1, 3)),
        ("[1e400]", "a number within f64", "the number 1e400", (1, 1, 2)),
        ('"é\x01"', "an escape for a control character", "U+0001", (3, 1, 3)),
        ('"\\x"', "an escape that JSON knows", '"\\x"', (1, 1, 2)),
        ('"a', "a closing quote", "the end of the text", (2, 1, 3)),
        ('"\\ud800x"', "a pair of surrogate escapes", "\\ud800 alone", (1, 1, 2)),
        ('"\\ud83d\\ude00\\udc00"', "a pair of surrogate escapes", "\\udc00 alone", (13, 1, 14)),
        ("[" * 128, "at most 127 arrays and objects in each other", "one more", (127, 1, 128)),
        (b'"\xff"', "UTF-8", "the byte 0xFF", (1, 1, 2)),
        ("\ud800", "UTF-8", "the surrogate U+D800", (0, 1, 1)),
        ("{\udcff", "UTF-8", "the byte 0xFF", (1, 1, 2)),
        ("\udcff\udcfe{", "UTF-8", "UTF-16 with a byte order mark (FF FE)", (0, 1, 1)),
        (b"\xfe\xff\0{", "UTF-8", "UTF-16 with a byte order mark (FE FF)", (0, 1, 1)),
        (b"{\xfe\xff", "UTF-8", "the byte 0xFE", (1, 1, 2)),
        ("\ufeff{}", "JSON in UTF-8 without a byte order mark", "a byte order mark (EF BB BF)", (0, 1, 1)),
    ],
)
def test_an_error_tells_what_was_expected_and_found_and_where(
    text: str | bytes, expected: str, found: str, place: tuple[int, int, int]
) -> None:
    with pytest.raises(JsonTextError) as caught:
        parse(text)
    error = caught.value
    assert (error.expected, error.found) == (expected, found)
    assert (error.offset, error.line, error.column) == place


def test_an_error_names_the_value_it_stands_in() -> None:
    with pytest.raises(JsonTextError) as caught:
        parse('{"headers":[{"name":"x"},{"name":tru}]}')
    assert caught.value.path == "$.headers[1].name"
    assert str(caught.value) == 'line 1, column 34: expected a value, found "t"'


def test_bytes_that_are_not_utf_8_differ_from_bad_json() -> None:
    with pytest.raises(InvalidUtf8):
        parse(b'{"a":"\xed\xa0\x80"}')


@pytest.mark.parametrize("text", ["[" * 127 + "]" * 127, '{"a":' * 127 + "1" + "}" * 127, "[{}," * 60 + "1" + "]" * 60])
def test_127_levels_are_allowed(text: str) -> None:
    assert parse(text) == json.loads(text)


def test_brackets_in_strings_do_not_nest() -> None:
    assert parse(json.dumps(["[" * 500, '\\"[' * 200])) == ["[" * 500, '\\"[' * 200]


def test_depth_counts_in_values_that_a_later_key_replaces() -> None:
    with pytest.raises(JsonTextError):
        parse('{"a":' + "[" * 127 + "]" * 127 + ',"a":"]]]"}')


def test_the_last_of_repeated_keys_wins_and_all_can_be_seen() -> None:
    text = '{"b":{"a":1,"\\u0061":2}}'
    assert parse(text) == {"b": {"a": 2}}
    inner = parse_keeping_repeated(text)["b"]
    assert isinstance(inner, RepeatedKeys)
    assert inner.pairs == (("a", 1), ("a", 2))


def test_uncommon_numbers_keep_their_value_and_kind() -> None:
    values = parse("[-0,-0.5,1e2,18446744073709551616,18446744073709551615,1.602176634e-19]")
    assert values == [0, -0.5, 100.0, 18446744073709551616.0, 2**64 - 1, 1.6021766340000001e-19]
    assert [type(value) for value in values] == [float, float, float, float, int, float]
    assert math.copysign(1, values[0]) == -1.0


def test_a_huge_integer_takes_linear_time() -> None:
    with pytest.raises(JsonTextError):
        parse("1" * 1_000_000)
    assert parse("1" * 300) == pytest.approx(1.1111111111e299)


def _verdict(read: Any, text: str) -> str:
    try:
        return repr(read(text))
    except JsonTextError as error:
        return f"rejected at {error.offset}: {error}"


@given(PIECED_TEXTS | VALUES.map(json.dumps) | st.text())
@example('"\\\\ud800"')
@example('["\\"",[[]],"\\\\"]')
@example('"\\ud83d\\\\\\ude00"')
def test_the_fast_route_never_differs_from_the_exact_scanner(text: str) -> None:
    try:
        text.encode()
    except UnicodeEncodeError:
        return
    assert _verdict(parse, text) == _verdict(scan, text)
    kept = _verdict(lambda one: scan(one, keep_repeated=True), text)
    assert _verdict(parse_keeping_repeated, text) == kept


@pytest.mark.parametrize("sign", ["1", "é", "\\n", '"', "[", "\x00", "\ud800"])
def test_a_long_text_is_read_as_a_short_one_is(sign: str) -> None:
    """Which scanner reads depends on the size."""
    short = json.dumps({"a": [sign], "é": "x"}, ensure_ascii=False).replace("\\\\", "\\")
    long = short.replace('"x"', '"' + "x" * ORJSON_MAX_BYTES + '"')
    assert _verdict(parse, long).replace("x" * ORJSON_MAX_BYTES, "x") == _verdict(parse, short)


@given(st.binary() | PIECED_TEXTS.map(lambda text: text.encode("utf-8", "surrogatepass")))
def test_arbitrary_bytes_raise_nothing_else(data: bytes) -> None:
    try:
        parse(data)
    except JsonTextError as error:
        assert 0 <= error.offset <= len(data)


def test_spans_find_values_and_keys() -> None:
    text = ' {"é" : [1, {"a": 2, "a" :[3]}], "b": null }'
    found = spans(text, [("é", 1, "a"), ("b",), ("é", 1, "a", 0), ("none",)])
    assert [text[span.start : span.end] for span in found["é", 1, "a"]] == ["2", "[3]"]
    assert [text[span.key_start : span.key_end] for span in found[("b",)]] == ['"b"']
    assert [text[span.start : span.end] for span in found["é", 1, "a", 0]] == ["3"]
    assert ("none",) not in found
    assert offset_of(text, ("b",)) == len(text[: text.index("null")].encode())
    assert key_offset_of(text, ("b",)) == len(text[: text.index('"b"')].encode())
    assert offset_of(text, ("c",)) is None
    assert key_offset_of(text, ("é", 0)) is None
    assert offset_of('{"a":100000000000000000000.,"b":1}', ("b",)) is None


def test_paths_quote_odd_keys() -> None:
    assert path_of(("a", 0, "b c", "é")) == '$.a[0]["b c"]["\\u00e9"]'


def test_the_middle_of_a_path_that_nobody_reads_to_its_end_is_left_out() -> None:
    assert path_of([0] * 32) == "$" + "[0]" * 32
    assert path_of(["a", *[0] * 127]) == f"$.a{'[0]' * 7}…(116 steps)…{'[0]' * 4}"


def test_kinds_have_an_article() -> None:
    values: list[Any] = [None, True, False, 1, 1.5, "", [], {}]
    kinds = [kind_of(value) for value in values]
    assert kinds == ["null", "true", "false", "a number", "a number", "a string", "an array", "an object"]
