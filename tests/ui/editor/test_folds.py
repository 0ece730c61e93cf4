"""Which lines can be folded, and what an edit does to those that are."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.ui.editor.folds import Fold, Folds, around, foldables
from workbench.ui.editor.text_document import TextDocument

LINES = ["{", '  "a": {', '    "b": 1,', '    "c": [', "      1,", "      2", "    ]", "  },", '  "d": 1', "}"]
JSON = st.recursive(
    st.integers() | st.text(alphabet='a{}[]"\\', max_size=4),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(alphabet='b{["', max_size=3), inner, max_size=4)
    ),
    max_leaves=20,
)


def folded(*ranges: tuple[int, int]) -> Folds:
    folds = Folds()
    folds.fold(Fold(*one) for one in ranges)
    return folds


def hidden(folds: Folds, count: int = 20) -> list[int]:
    return [line for line in range(count) if folds.hiding(line)]


def test_objects_and_arrays_of_three_lines_can_be_folded() -> None:
    found = [(one.fold.head, one.fold.last, one.depth) for one in foldables(LINES)]
    assert found == [(3, 5, 2), (1, 6, 1), (0, 8, 0)]
    assert list(foldables(["{", '"a": 1}'])) == []
    assert list(foldables(['{"a": [', "1", "]}"])) == [*foldables(["{", "", "}"])]


@given(JSON, st.sampled_from([None, 1, 2]))
def test_each_foldable_part_of_a_text_is_one_value_of_it(value: object, indent: int | None) -> None:
    lines = json.dumps({"a": value, "b": [value]}, indent=indent).split("\n")
    for one in foldables(lines):
        part = lines[one.fold.head : one.fold.last + 2]
        opening = part[0].rstrip()[-1]
        text = "\n".join([opening, *part[1:-1], part[-1].lstrip()[0]])
        assert isinstance(json.loads(text), dict | list)


@pytest.mark.parametrize("text", ["}{]", '{\n"a\n', '"{\n\n}"'])
def test_what_is_no_json_can_be_folded_only_where_brackets_have_partners(text: str) -> None:
    assert list(foldables(text.split("\n"))) == []


@pytest.mark.parametrize(("line", "head"), [(0, 0), (1, 1), (2, 1), (3, 3), (5, 3), (6, 3), (7, 1), (8, 0), (9, 0)])
def test_the_innermost_part_around_a_line_is_meant(line: int, head: int) -> None:
    found = around(foldables(LINES), line)
    assert found is not None
    assert found.fold.head == head


def test_a_fold_within_another_is_seen_again_when_that_is_unfolded() -> None:
    folds = folded((3, 5), (1, 6))
    assert hidden(folds) == [2, 3, 4, 5, 6]
    assert folds.hidden_lines == 5
    assert (folds.headed(1), folds.headed(3), folds.closed_by(7)) == (Fold(1, 6), None, Fold(1, 6))
    folds.unfold(Fold(1, 6))
    assert hidden(folds) == [4, 5]
    folds.fold([Fold(1, 6)])
    assert folds.show(5)
    assert not folds
    assert not folds.show(5)


@pytest.mark.parametrize(
    ("top", "bottom", "added", "now"),
    [
        (8, 8, 3, (3, 5)),
        (0, 1, 2, (5, 7)),
        (0, 1, -1, (2, 4)),
        (3, 3, 0, (3, 5)),
        (6, 6, 0, (3, 5)),
        (3, 3, 1, None),
        (4, 4, 0, None),
        (5, 6, -1, None),
        (2, 3, -1, None),
        (0, 9, 0, None),
    ],
)
def test_a_fold_follows_edits_beside_it_and_unfolds_by_any_within(
    top: int, bottom: int, added: int, now: tuple[int, int] | None
) -> None:
    folds = folded((3, 5))
    folds.edited(top, bottom, LINES, added)
    assert list(folds.outer) == ([] if now is None else [Fold(*now)])


def test_a_line_that_opens_nothing_any_more_unfolds() -> None:
    folds = folded((3, 5))
    folds.edited(3, 3, [*LINES[:3], '    "c": ', *LINES[4:]], 0)
    assert not folds


@given(
    st.lists(
        st.tuples(
            st.integers(0, 9), st.integers(0, 9), st.integers(0, 9), st.sampled_from(["", "x", "\n", "{\n}", "]"])
        ),
        max_size=4,
    )
)
def test_what_stays_folded_reads_as_it_did_and_is_closed_by_a_line_of_the_text(
    edits: list[tuple[int, int, int, str]],
) -> None:
    document = TextDocument("\n".join(LINES))
    document.folds.fold(one.fold for one in foldables(LINES) if one.depth)
    whole = "\n".join(LINES)
    for row, column, end_row, text in edits:
        last = document.line_count - 1
        start = min(row, last), 0
        end = max(min(end_row, last), start[0]), column
        document.replace_range(
            (start[0], min(column, len(document[start[0]]))), (end[0], min(column, len(document[end[0]]))), text
        )
        for fold in document.folds.outer:
            assert fold.last + 1 < document.line_count
            assert "\n".join(document.lines[fold.head + 1 : fold.last + 1]) in whole
