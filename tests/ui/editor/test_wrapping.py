"""Small texts are wrapped as Textual wraps them; large ones have a row for each line."""

from __future__ import annotations

import random

import pytest
from textual.document._document import Document
from textual.document._wrapped_document import WrappedDocument
from textual.geometry import Offset

from workbench.ui.editor.text_document import TextDocument
from workbench.ui.editor.wrapping import EditorWrapping

TEXT = (
    '{\n  "key": "some words that are longer than a row",\n\t"\u5b57\u5b57\u5b57 \u00e9\u00e9\u00e9": 1\n}' + "\nx" * 9
)
PIECES = ["", "x", "\n", "two\nlines", "\u5b57\t\u00e9", "long words " * 4, "averylongword" * 3]


def same(ours: EditorWrapping, theirs: WrappedDocument) -> None:
    assert ours.height == theirs.height
    for line in range(ours.document.line_count):
        assert ours.get_sections(line) == theirs.get_sections(line)
        assert ours.get_offsets(line) == theirs.get_offsets(line)
        assert ours.get_tab_widths(line) in (theirs.get_tab_widths(line), [])
        for column in range(len(ours.document[line]) + 1):
            assert ours.location_to_offset((line, column)) == theirs.location_to_offset((line, column))
    for row in range(ours.height + 1):
        for cell in (0, 3, 11, 99):
            assert ours.offset_to_location(Offset(cell, row)) == theirs.offset_to_location(Offset(cell, row))


@pytest.mark.parametrize("seed", range(6))
def test_edits_at_random_are_wrapped_as_textual_wraps_them(seed: int) -> None:
    chance = random.Random(seed)
    document, other = TextDocument(TEXT), Document(TEXT)
    ours, theirs = EditorWrapping(document), WrappedDocument(other)
    ours.wrap(14)
    theirs.wrap(14)
    same(ours, theirs)
    for _ in range(12):
        rows = [chance.randrange(document.line_count) for _ in range(2)]
        start, end = sorted((row, chance.randint(0, len(document[row]))) for row in rows)
        text = chance.choice(PIECES)
        result = document.replace_range(start, end, text)
        other.replace_range(start, end, text)
        ours.wrap_range(start, end, result.end_location)
        theirs.wrap_range(start, end, result.end_location)
        same(ours, theirs)


def test_without_a_width_each_line_is_a_row_as_with_textual() -> None:
    ours, theirs = EditorWrapping(TextDocument(TEXT)), WrappedDocument(Document(TEXT))
    assert ours.is_flat
    assert ours.height == theirs.height
    for line in range(ours.document.line_count):
        assert ours.get_sections(line) == theirs.get_sections(line)
        for column in range(len(ours.document[line]) + 1):
            assert ours.location_to_offset((line, column)) == theirs.location_to_offset((line, column))
    with pytest.raises(ValueError, match="none has the index 99"):
        ours.get_offsets(99)


def test_a_text_that_becomes_large_is_not_wrapped_any_more() -> None:
    document = TextDocument("a b c")
    wrapping = EditorWrapping(document)
    wrapping.wrap(2)
    assert wrapping.height == 3
    result = document.replace_range((0, 0), (0, 0), "x" * 2_000)
    wrapping.wrap_range((0, 0), (0, 0), result.end_location)
    assert wrapping.is_flat
    assert wrapping.height == 1
