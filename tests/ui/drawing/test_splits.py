"""How the room of the panes is shared."""

from __future__ import annotations

import pytest

from workbench.ui.drawing.splits import LEAST_PERCENT, MOST_PERCENT, Split, Splits, left_width, splits_of


@pytest.mark.parametrize(("screen", "least"), [(120, 45), (160, 45), (200, 70)])
def test_payload_and_answer_have_the_room_while_their_column_has_the_focus(screen: int, least: int) -> None:
    width = screen - 2
    inner = width - left_width(Splits(), width, is_aside=True) - 1 - 3
    assert inner // 2 >= least


def test_the_left_column_stays_wide_enough_to_be_read() -> None:
    assert all(left_width(Splits(), width, is_aside=True) >= 24 for width in range(118, 300))


def test_a_split_moves_from_where_it_stands_and_nothing_is_moved_out_of_sight() -> None:
    splits = Splits().moved(Split.HALVES, 1, 50)
    assert splits.halves == 53
    for _ in range(40):
        splits = splits.moved(Split.HALVES, 1, 50)
    assert splits.halves == MOST_PERCENT
    for _ in range(60):
        splits = splits.moved(Split.HALVES, -1, 50)
    assert splits.halves == LEAST_PERCENT


def test_what_is_remembered_comes_back() -> None:
    splits = Splits(left_aside=30, halves=60)
    assert splits_of(splits.kept()) == splits


@pytest.mark.parametrize("kept", [{"halves": "50"}, {"halves": 500}, {"halves": True}, {"else": 50}, {"halves": None}])
def test_what_cannot_have_been_remembered_is_left_out(kept: dict[str, object]) -> None:
    assert splits_of(kept) == Splits()
