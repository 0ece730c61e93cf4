"""How columns share the room of a list."""

from __future__ import annotations

from textual.content import Content

from workbench.ui.drawing.table import Column, Row, column_widths, table_row

COLUMNS = (Column("id", right=True, rank=2), Column("name", stretches=True, least=4), Column("note", rank=1))
ROWS = (Row("a", (Content("1"), Content("a long name"), Content("ok"))),)


def test_columns_take_what_they_need() -> None:
    assert column_widths(COLUMNS, ROWS, 40) == [2, 11, 4]


def test_a_stretching_column_is_cut_first() -> None:
    assert column_widths(COLUMNS, ROWS, 16) == [2, 6, 4]


def test_the_column_of_the_highest_rank_is_left_out_first() -> None:
    assert column_widths(COLUMNS, ROWS, 13) == [0, 7, 4]
    assert column_widths(COLUMNS, ROWS, 8) == [0, 8, 0]


def test_nothing_is_wider_than_the_room() -> None:
    for room in range(3, 40):
        widths = [width for width in column_widths(COLUMNS, ROWS, room) if width]
        assert sum(widths) + 2 * (len(widths) - 1) <= room


def test_cells_are_padded_and_cut_with_an_ellipsis() -> None:
    assert table_row(ROWS[0].cells, [2, 6, 4], COLUMNS).plain == " 1  a lon…  ok  "
