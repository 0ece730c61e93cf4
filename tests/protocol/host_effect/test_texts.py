"""Methods, header names and values, and UUIDs, byte by byte as the host's libraries take them."""

from __future__ import annotations

import pytest

from workbench.protocol.host_effect.http_text import (
    HEADER_NAME_MAX_BYTES,
    header_name_problem,
    header_value_problem,
    method_problem,
)
from workbench.protocol.host_effect.text_types import TEXT_TYPES, TextError
from workbench.protocol.host_effect.uuid_text import canonical_uuid

LETTERS = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
NIL = "00000000-0000-0000-0000-000000000000"


def taken(problem: object) -> bytes:
    """The bytes that may stand in a text."""
    assert callable(problem)
    return bytes(byte for byte in range(256) if problem(b"a" + bytes((byte,))) is None)


def test_a_method_takes_some_signs_of_a_token() -> None:
    assert sorted(taken(method_problem)) == sorted(LETTERS + b"!*+-.^_`|~")


def test_a_header_name_takes_the_signs_of_a_token_and_the_quote() -> None:
    assert sorted(taken(header_name_problem)) == sorted(LETTERS + b"!\"#$%&'*+-.^_`|~")


def test_a_header_value_takes_the_tab_and_all_from_the_space_on_but_delete() -> None:
    assert taken(header_value_problem) == b"\t" + bytes(byte for byte in range(0x20, 0x100) if byte != 0x7F)


def test_only_a_value_may_be_empty() -> None:
    assert (method_problem(b""), header_name_problem(b""), header_value_problem(b"")) == ("nothing", "nothing", None)


@pytest.mark.parametrize(("size", "problem"), [(65_535, None), (65_536, "65,536 bytes, and 65,535 are the most")])
def test_a_header_name_has_a_longest(size: int, problem: str | None) -> None:
    assert header_name_problem(b"a" * size) == problem
    assert HEADER_NAME_MAX_BYTES == 65_535


def test_a_problem_says_which_byte_and_where() -> None:
    assert header_value_problem(b"Bearer secret\r\nx: y") == "byte 0x0d at 13"


@pytest.mark.parametrize(
    "form",
    [
        "12345678-9ABC-def0-1234-56789abcdef0",
        "123456789ABCdef0123456789abcdef0",
        "{12345678-9ABC-def0-1234-56789abcdef0}",
        "urn:uuid:12345678-9ABC-def0-1234-56789abcdef0",
    ],
)
def test_a_uuid_has_four_forms(form: str) -> None:
    assert canonical_uuid(form) == "12345678-9abc-def0-1234-56789abcdef0"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "not-a-uuid",
        NIL[:-1],
        NIL + "0",
        NIL + "\n",
        f"{{{NIL}",
        f"{NIL}}}",
        f"URN:UUID:{NIL}",
        f"{{{'0' * 32}}}",
        "g" * 32,
    ],
)
def test_nothing_else_is_a_uuid(text: str) -> None:
    assert canonical_uuid(text) is None


@pytest.mark.parametrize(
    ("name", "text", "written"),
    [
        ("url", b"https://h", "https://h/"),
        ("http_method", b"Get", "Get"),
        ("header_name", b"X-A", "x-a"),
        ("header_value", b"\xff", None),
        ("base64", b"Zg==", None),
    ],
)
def test_a_type_gives_what_the_library_writes_again(name: str, text: bytes, written: str | None) -> None:
    assert TEXT_TYPES[name](text) == written


@pytest.mark.parametrize(
    ("name", "text", "found"),
    [
        ("url", b"\xff", "byte 0xff at 0, which is no UTF-8"),
        ("url", b"a", "relative URL without a base"),
        ("http_method", b"A B", "byte 0x20 at 1"),
        ("header_name", b"a:", "byte 0x3a at 1"),
        ("header_value", b"\n", "byte 0x0a at 0"),
        ("base64", b"\xff", "byte 0xff at 0, which is no UTF-8"),
        ("base64", b"Zg", "2 letters with 0 '=' behind"),
    ],
)
def test_a_type_rejects_other_texts(name: str, text: bytes, found: str) -> None:
    with pytest.raises(TextError) as caught:
        TEXT_TYPES[name](text)
    assert caught.value.found == found
