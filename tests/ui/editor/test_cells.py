"""Characters stand where a terminal draws them."""

from __future__ import annotations

import re
from typing import Final

import pytest
from rich.cells import cell_len

from workbench.ui.editor.cells import cells, column_at, pictured, window
from workbench.visible import HIDDEN

_CODES: Final = [*range(0x20, 0xD800), *range(0xE000, 0x10000), *range(0xE0000, 0xE0100)]
"""The first plane and the tags; halves of pairs are no text."""

LINES = ["", "plain text", "\ta\tb", "\u5b57\u5b57x\u5b57", "e\u0301x", "a\x00\x1bb", "\u5b57\t\u00e9\t", "x" * 300]
LINES += ["\u00e9\u3000x", "\u202ea\u200fb\u200dc\u2066\ufeffd"]


@pytest.mark.parametrize("line", LINES)
def test_a_line_is_as_wide_as_it_is_drawn(line: str) -> None:
    assert cells(line) == cell_len(pictured(line).expandtabs(4)) or "\t" in line
    assert cells("\ta") == 5
    assert cells("\u5b57\ta") == 5


@pytest.mark.parametrize("line", LINES)
def test_the_column_at_the_cell_of_a_column_is_that_column(line: str) -> None:
    for column in range(len(line) + 1):
        found = column_at(line, cells(line[:column]))
        assert cells(line[:found]) == cells(line[:column])
    assert column_at(line, 10_000) == len(line)


@pytest.mark.parametrize("line", LINES)
@pytest.mark.parametrize("left", [0, 1, 2, 3, 7, 500])
def test_a_window_shows_what_a_whole_line_would_there(line: str, left: int) -> None:
    seen = window(line, left, 10)
    whole = window(line, 0, 1_000).text
    start = column_at(whole, left)
    gap = cells(whole[:start]) - left if left <= cells(whole) else 0
    assert seen.text.startswith((" " * gap + whole[start:])[:9].rstrip())


def test_a_wide_character_that_the_edge_cuts_leaves_its_cell_empty() -> None:
    assert window("\u5b57ab", 1, 4).text == " ab"


@pytest.mark.parametrize("line", LINES)
def test_places_point_at_the_signs_of_their_characters(line: str) -> None:
    seen = window(line, 0, 1_000)
    for column, character in enumerate(line):
        sign = " " if character == "\t" else pictured(character)
        assert seen.text[seen.place(column)] == sign


@pytest.mark.scenario
def test_each_character_is_as_wide_for_the_cursor_as_for_the_line() -> None:
    wrong = [
        hex(code) for code in _CODES if column_at(chr(code) + "\u00e9", cells(chr(code))) != 1 and cells(chr(code))
    ]
    assert not wrong


def test_no_sign_that_turns_or_hides_the_text_around_it_reaches_a_terminal() -> None:
    hidden = [code for code in _CODES if re.match(f"[{HIDDEN}]", chr(code)) and not chr(code).isprintable()]
    assert [hex(code) for code in hidden if pictured(chr(code)) == chr(code) or cells(chr(code)) != 1] == []
