"""Which parts of a JSON text have which colour."""

from __future__ import annotations

from workbench.ui.editor.highlight import HIGHLIGHT_MAX, STYLES, Ink, byte_offset, coloured, marks


def test_keys_strings_numbers_and_constants_are_told_apart() -> None:
    text = '{"key": ["text", -1.5, null]}'
    inks = [(text[mark.start : mark.end], mark.ink) for mark in marks(text) if mark.ink is not Ink.PUNCTUATION]
    expected = [('"key"', Ink.KEY), ('"text"', Ink.STRING), ("-1.5", Ink.NUMBER), ("null", Ink.CONSTANT)]
    assert inks == expected


def test_a_column_is_counted_in_bytes_of_utf8() -> None:
    assert [byte_offset('"é字"', column) for column in range(5)] == [0, 1, 3, 6, 7]


def test_a_text_above_the_limit_stays_plain() -> None:
    assert not list(marks('"' + "x" * HIGHLIGHT_MAX + '"'))


def test_text_is_never_markup() -> None:
    assert coloured('{"a": "[red]x[/]"}').plain == '{"a": "[red]x[/]"}'


def test_every_ink_has_a_style() -> None:
    assert set(STYLES) == set(Ink)
