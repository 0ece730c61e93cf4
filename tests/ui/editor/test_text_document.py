"""The document says what Textual's says, in less time; and never changes a character."""

from __future__ import annotations

import random

import pytest
from textual.document._document import Document

from workbench.ui.editor.cells import cells
from workbench.ui.editor.text_document import LARGE_CHARACTERS, LONG_LINE_CELLS, TextDocument

PIECES = ["", "x", "\n", "two\nlines", "\u5b57\t\u00e9", "long " * 60, "{}", "a\n\nb\n"]


@pytest.mark.parametrize("seed", range(20))
def test_edits_at_random_give_what_textual_gives(seed: int) -> None:
    chance = random.Random(seed)
    ours, theirs = TextDocument("{\n  1\n}"), Document("{\n  1\n}")
    for _ in range(60):
        rows = [chance.randrange(ours.line_count) for _ in range(2)]
        start, end = sorted((row, chance.randint(0, len(ours[row]))) for row in rows)
        text = chance.choice(PIECES)
        assert ours.get_text_range(start, end) == theirs.get_text_range(start, end)
        assert ours.replace_range(start, end, text) == theirs.replace_range(start, end, text)
        assert ours.text == theirs.text
        assert ours.end == theirs.end
        width, height = ours.get_size(4)
        widest = max(cells(line) for line in ours.lines)
        assert height == theirs.line_count
        assert widest <= width <= widest + 128


@pytest.mark.parametrize("text", ["", "\n", "a", "a\n", "a\r\nbc\r\n", "a\rb\r", "one\n\nthree"])
def test_places_and_characters_are_counted_as_textual_counts_them(text: str) -> None:
    ours, theirs = TextDocument(text), Document(text)
    for index in range(len(text)):
        place = theirs.get_location_from_index(index)
        assert ours.get_location_from_index(index) == place
        if place[0] < ours.line_count:
            assert ours.get_index_from_location(place) == theirs.get_index_from_location(place)
    assert ours.get_location_from_index(len(text)) == ours.end
    with pytest.raises(ValueError, match="Expected a place in the text"):
        ours.get_location_from_index(len(text) + 1)


@pytest.mark.parametrize("text", ["", "\n", "a", "a\n", "a\r\nb", "a\rb\r", '{"a": "\u2028\x85\x0b\x0c\x1c"}'])
def test_a_text_comes_back_as_it_was_given(text: str) -> None:
    assert TextDocument(text).text == text


def test_separators_that_only_unicode_knows_stay_in_their_line() -> None:
    document = TextDocument("")
    document.replace_range((0, 0), (0, 0), "a\u2028b\x85c")
    assert document.lines == ["a\u2028b\x85c"]


def test_a_text_is_large_by_its_size_or_by_its_widest_line_and_stays_so_for_a_while() -> None:
    document = TextDocument("x" * (LONG_LINE_CELLS + 1))
    assert document.is_large
    document.replace_range((0, 0), (0, 100), "")
    assert document.is_large, "it does not change with every key"
    document.replace_range((0, 0), (0, 500), "")
    assert not document.is_large
    document.replace_range((0, 0), (0, 0), "line\n" * (LARGE_CHARACTERS // 5))
    assert document.is_large


def test_the_widest_line_is_forgotten_when_it_goes() -> None:
    document = TextDocument("x" * 5_000 + "\nshort")
    document.replace_range((0, 0), (1, 0), "")
    assert document.get_size(4).width == 5
    assert not document.is_large
