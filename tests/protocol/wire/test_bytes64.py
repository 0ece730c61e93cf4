"""Base64 as the host reads it, which is narrower than what a decoder takes."""

from __future__ import annotations

import base64
import itertools

import pytest

from workbench.protocol.wire.bytes64 import base64_problem, decoded_base64


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
