"""Values that are kept by name: wherever they occur."""

from __future__ import annotations

import base64
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.protocol.payload_text.secrets import Masker, Unmasker


def encoded(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("sk-1234", "${KEY}"),
        ("a sk-1234sk-1234 b", "a ${KEY}${KEY} b"),
        (encoded("sk-1234"), encoded("${KEY}")),
        ("Basic " + encoded("user:sk-1234"), "Basic " + encoded("user:${KEY}")),
        (encoded(json.dumps({"b": encoded("x sk-1234 y")})), encoded(json.dumps({"b": encoded("x ${KEY} y")}))),
        ("nothing of it", "nothing of it"),
        ("aGVsbG8gd29ybGQ=", "aGVsbG8gd29ybGQ="),
        ("thirteensigns", "thirteensigns"),
    ],
)
def test_a_value_is_replaced_by_its_name_in_base64_too(text: str, kept: str) -> None:
    assert Masker({"KEY": "sk-1234"}).text(text) == kept


def test_a_value_is_found_as_json_writes_it() -> None:
    masker = Masker({"KEY": 'a"b\né'})
    for text in (json.dumps({"x": 'a"b\né'}), json.dumps({"x": 'a"b\né'}, ensure_ascii=False)):
        assert json.loads(masker.text(text)) == {"x": "${KEY}"}


def test_the_longest_of_two_values_is_replaced_first() -> None:
    assert Masker({"A": "abc", "B": "abcdef"}).text("abcdef abc") == "${B} ${A}"


def test_without_values_and_for_an_empty_one_nothing_changes() -> None:
    assert Masker({}).text("abc") == Masker({"A": ""}).text("abc") == "abc"


def test_bytes_keep_what_is_no_text() -> None:
    assert Masker({"KEY": "sk-1234"}).content(b"\xff\x00sk-1234\xfe") == b"\xff\x00${KEY}\xfe"


@given(st.text(min_size=6, alphabet='abcdefgh0123-"\\é'), st.text(), st.text())
def test_no_value_is_left_in_a_body(secret: str, before: str, after: str) -> None:
    try:
        body = base64.b64encode(f"{before}{secret}{after}".encode()).decode()
    except UnicodeEncodeError:
        return
    masked = Masker({"S": secret}).text(json.dumps({"body_base64": body}))
    assert secret not in base64.b64decode(json.loads(masked)["body_base64"]).decode()


@pytest.mark.parametrize(
    "text",
    [
        '{"key":"sk-\\"12"}',
        json.dumps({"b": encoded('x sk-"12 y')}),
        json.dumps({"b": encoded(json.dumps({"c": 'sk-"12'}))}),
        '{"a":"nothing of it"}',
    ],
)
def test_names_become_their_values_again(text: str) -> None:
    values = {"KEY": 'sk-"12'}
    assert Unmasker(values).text(Masker(values).text(text)) == text
