"""Base64 as the host reads it, which is narrower than what a decoder takes."""

from __future__ import annotations

import base64
import itertools

import pytest

from workbench.protocol.wire.bytes64 import base64_fault, base64_problem, decoded_base64, mended_base64


def test_base64_is_right_exactly_when_its_bytes_give_it_again() -> None:
    for size in range(6):
        for signs in itertools.product("AQg8=+ ", repeat=size):
            text = "".join(signs)
            try:
                expected = base64.b64encode(base64.b64decode(text, validate=True)).decode() == text
            except ValueError:
                expected = False
            assert (base64_problem(text) is None) is expected, text


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("Zg", "2 letters with 0 '=' behind"),
        ("Zg===", "2 letters with 3 '=' behind"),
        ("====", "0 letters with 4 '=' behind"),
        ("Z===", "1 letters with 3 '=' behind"),
        ("Zh==", "a last letter with bits that no byte uses"),
        ("Zm9v\n", "'\\n' at 4"),
        ("Zm-_", "'-' at 2"),
        ("Zm=v", "'=' at 2"),
        ("ü", "'ü' at 0"),
    ],
)
def test_what_is_no_base64_says_why(text: str, problem: str) -> None:
    assert base64_problem(text) == problem
    assert decoded_base64(text) is None


def test_base64_gives_its_bytes() -> None:
    assert decoded_base64("AP/+") == b"\x00\xff\xfe"
    assert decoded_base64("") == b""


@pytest.mark.parametrize(
    ("text", "start", "end", "words"),
    [
        ("ab-_", 2, 3, "URL-safe"),
        ("YW Jj", 2, 3, "white space"),
        ("YWJj\nYWJj", 4, 5, "white space"),
        ("YWI", 3, 3, "= is missing"),
        ("YQ", 2, 2, "== is missing"),
        ("YQ=", 3, 3, "= is missing"),
        ("YWJjZ", 4, 5, "5 letters"),
        ("Zh==", 1, 4, "bits that no byte uses"),
        ("%", 0, 1, "'%' at 0"),
    ],
)
def test_a_fault_says_where_it_is_and_what_it_probably_is(text: str, start: int, end: int, words: str) -> None:
    fault = base64_fault(text)
    assert fault is not None
    assert (fault.start, fault.end) == (start, end)
    assert words in fault.found


def test_what_is_base64_has_no_fault() -> None:
    assert base64_fault("YWJj") is base64_fault("") is None


@pytest.mark.parametrize(
    ("text", "mended"),
    [("-_8", "+/8="), ("YW Jj\n", "YWJj"), ("YQ", "YQ=="), ("YWJj", None), ("%", None), ("YWJjZ", None), ("", None)],
)
def test_what_is_meant_as_base64_is_mended(text: str, mended: str | None) -> None:
    assert mended_base64(text) == mended
