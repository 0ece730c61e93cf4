"""Rows that are seen, and the rows of the whole text that they are."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from workbench.ui.editor.folded_rows import FoldedRows
from workbench.ui.editor.folds import Fold, Folds


@given(
    st.lists(st.integers(1, 3), min_size=12, max_size=12),
    st.lists(st.tuples(st.integers(0, 9), st.integers(1, 6)), max_size=5),
)
def test_seen_rows_are_the_rows_of_all_lines_that_are_not_hidden(
    heights: list[int], ranges: list[tuple[int, int]]
) -> None:
    folds = Folds()
    folds.fold(Fold(head, min(head + count, 10)) for head, count in ranges)
    first = [sum(heights[:line]) for line in range(13)]
    lines = [line for line, height in enumerate(heights) for _ in range(height)]
    rows = FoldedRows(folds.outer, first.__getitem__)
    expected = [row for row, line in enumerate(lines) if not folds.hiding(line)]
    assert rows.hidden == len(lines) - len(expected)
    assert [rows.whole(seen) for seen in range(len(expected))] == expected
    assert [rows.seen(whole) for whole in expected] == list(range(len(expected)))
    for row, line in enumerate(lines):
        fold = folds.hiding(line)
        if fold is not None:
            assert expected[rows.seen(row)] == first[fold.head + 1] - 1
