"""Tables as values: columns, rows, and how many cells each column gets. Pure; knows no widget."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from textual.content import Content

GAP = 2


@dataclass(frozen=True, slots=True)
class Column:
    """One column."""

    title: str
    stretches: bool = False
    """True: may be cut down to `least` cells when there is too little room."""
    right: bool = False
    """True: aligned to the right, for numbers."""
    least: int = 8
    """Cells that a stretching column keeps."""
    rank: int = 0
    """The column with the highest rank is left out first when the others do not fit; 0: never."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row. The key finds it again after a reload."""

    key: str
    cells: tuple[Content, ...]


def column_widths(columns: Sequence[Column], rows: Sequence[Row], room: int) -> list[int]:
    """Return how many cells each column gets, 0 for one that is left out. Together never above `room`.

    Columns with a rank go first, then stretching ones are cut, the last one first.
    """
    widths = [
        max([len(column.title), *(row.cells[index].cell_length for row in rows)])
        for index, column in enumerate(columns)
    ]
    least = [
        min(width, column.least) if column.stretches else width for width, column in zip(widths, columns, strict=True)
    ]
    for index in sorted(range(len(columns)), key=lambda index: -columns[index].rank):
        if _taken(least) <= room or not columns[index].rank:
            break
        widths[index] = least[index] = 0
    for index in reversed(range(len(columns))):
        widths[index] -= min(max(_taken(widths) - room, 0), widths[index] - least[index])
    for index in reversed(range(len(columns))):
        widths[index] -= min(max(_taken(widths) - room, 0), max(widths[index] - 1, 0))
    return widths


def _taken(widths: Sequence[int]) -> int:
    return sum(widths) + GAP * (sum(width > 0 for width in widths) - 1)


def table_row(cells: Sequence[Content], widths: Sequence[int], columns: Sequence[Column]) -> Content:
    """Return the cells side by side, each cut or padded to its column."""
    parts = []
    for cell, width, column in zip(cells, widths, columns, strict=True):
        if not width:
            continue
        cut = cell.truncate(width, ellipsis=True) if cell.cell_length > width else cell
        room = width - cut.cell_length
        parts.append(cut.pad_left(room) if column.right else cut.pad_right(room))
    return Content(" " * GAP).join(parts)
