"""What base64 values hold, found by their keys, read, and written back."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.ui.drawing.base64_content import (
    ContentForm,
    base64_values,
    beside,
    content_of,
    encoded,
    form_of,
    is_base64,
    readable,
    summary,
    value_in_line,
)

BODY = base64.b64encode(b'{"model": "m", "stream": true}').decode()
LINE = f'{{"name": "accept", "value_base64": "dGV4dA==", "body_base64" : "{BODY}", "other_base64": null}}'


def test_values_are_found_by_their_keys_whatever_stands_there() -> None:
    found = list(base64_values(LINE))
    assert [(one.key, one.text) for one in found] == [
        ("value_base64", "dGV4dA=="),
        ("body_base64", BODY),
        ("other_base64", None),
    ]
    assert [LINE[one.start : one.end] for one in found] == ['"dGV4dA=="', f'"{BODY}"', ""]
    assert [one.content for one in found] == [b"text", b'{"model": "m", "stream": true}', None]


def test_a_key_within_a_string_is_none() -> None:
    assert not list(base64_values(r'{"text": "{\"body_base64\": \"dGV4dA==\"}"}'))


@pytest.mark.parametrize(("column", "key"), [(0, "value_base64"), (40, "value_base64"), (60, "body_base64")])
def test_the_value_at_a_column_or_behind_it_is_meant(column: int, key: str) -> None:
    found = value_in_line(LINE, column)
    assert found is not None
    assert found.key == key


def test_behind_all_values_the_last_one_is_meant_and_without_any_none() -> None:
    found = value_in_line(LINE, len(LINE))
    assert found is not None
    assert found.key == "body_base64"
    assert value_in_line('{"name": "x"}', 3) is None


@pytest.mark.parametrize(
    ("content", "form"),
    [
        (b'{"a": 1}', ContentForm.JSON),
        (b"[1]", ContentForm.JSON),
        (b"", ContentForm.JSON),
        (b'"a string"', ContentForm.TEXT),
        (b"{not json", ContentForm.TEXT),
        (b"a\r\nb\r\n", ContentForm.TEXT),
        (b"a\r\nb\n", ContentForm.HEX),
        (b"\x00", ContentForm.HEX),
        (b"\xff\xfe", ContentForm.HEX),
        ("\u202e".encode(), ContentForm.HEX),
    ],
)
def test_content_is_read_in_the_form_that_shows_all_of_it(content: bytes, form: ContentForm) -> None:
    assert form_of(content) is form


@given(st.binary(max_size=100))
def test_what_is_read_as_hex_is_written_as_it_was(content: bytes) -> None:
    assert content_of(readable(content, ContentForm.HEX), ContentForm.HEX) == content


@given(st.text(max_size=100))
def test_what_is_read_as_text_is_written_as_it_was(text: str) -> None:
    content = text.encode(errors="replace")
    assert content_of(readable(content, ContentForm.TEXT), ContentForm.TEXT) == content


def test_json_is_laid_out_to_be_read_and_written_without_its_layout() -> None:
    text = readable(b'{"a":[1,{"b":1.50}],"long":"' + b"x" * 60 + b'"}', ContentForm.JSON, 40)
    assert "\n" in text
    assert content_of(text, ContentForm.JSON) == b'{"a":[1,{"b":1.50}],"long":"' + b"x" * 60 + b'"}'


def test_what_begins_like_no_json_is_written_as_text() -> None:
    assert content_of("application/json", ContentForm.JSON) == b"application/json"
    assert content_of(" \n", ContentForm.JSON) == b""


@pytest.mark.parametrize(("text", "form"), [("{", ContentForm.JSON), ("0", ContentForm.HEX), ("xy", ContentForm.HEX)])
def test_what_stands_for_nothing_is_said(text: str, form: ContentForm) -> None:
    with pytest.raises(ValueError, match="Expected"):
        content_of(text, form)


def test_in_short_a_value_is_its_text_and_its_size_when_it_is_long() -> None:
    assert beside('"value_base64": "dGV4dA=="') == "text"
    assert beside(f'"body_base64": "{BODY}"') == '30 B  {"model": "m", "stream": true}'
    assert beside('"value_base64": ""') == beside('"value_base64": "%"') == beside("{}") == ""
    assert beside('"value_base64": "G1szMW0="') == "1b 5b 33 31 6d"
    assert summary(b"") == "empty"
    assert summary(b"abc") == "text, 3 B"


@given(st.text(alphabet="ab+/=-_ \n", max_size=12))
def test_a_text_is_base64_when_it_is_what_its_bytes_are_written_as(text: str) -> None:
    try:
        expected = encoded(base64.b64decode(text, validate=True)) == text
    except ValueError:
        expected = False
    assert is_base64(text) or not expected
