"""Single values: of each form that compilers write, and of bytes that end too early."""

from __future__ import annotations

import pytest

from workbench.protocol.debug_info.forms import STRING_MAX_BYTES, DebugInfoError, ValueReader, string_at


def test_the_value_of_each_form_is_read_and_the_next_one_begins_behind_it() -> None:
    rows: list[tuple[int, bytes, int | str | None]] = [
        (0x08, b"a\xc3\xa9\0", "aé"),
        (0x0D, b"\x7e", -2),
        (0x0D, b"\x80\x01", 128),
        (0x0F, b"\x80\x01", 128),
        (0x09, b"\2ab", None),
        (0x0A, b"\2ab", None),
        (0x03, b"\2\0ab", None),
        (0x06, b"\1\2\0\0", 0x201),
        (0x19, b"", 0),
    ]
    for form, content, expected in rows:
        reader = ValueReader(content + b"next")
        assert (form, reader.value(form), reader.at) == (form, expected, len(content))


def test_what_is_cut_off_or_of_an_unknown_form_is_an_error() -> None:
    rows = [
        (0x08, b"abc", "a string without an end"),
        (0x06, b"\1\2", "the section ends within a number"),
        (0x09, b"\5ab", "the section ends within a value"),
        (0x0F, b"\x80" * 10 + b"\1", "a number of more than ten bytes"),
        (0x7F, b"abc", "a value of form 0x7f"),
    ]
    for form, content, said in rows:
        with pytest.raises(DebugInfoError, match=said):
            ValueReader(content).value(form)


def test_a_byte_may_have_a_sign() -> None:
    assert [ValueReader(bytes([one])).signed_byte() for one in (0, 127, 128, 255)] == [0, 127, -128, -1]


def test_a_long_text_is_cut_and_one_beyond_its_section_is_empty() -> None:
    assert string_at(b"x" * 5_000 + b"\0", 0) == "x" * STRING_MAX_BYTES
    assert string_at(b"a\0", 7) == ""
