"""Tables as values: columns, rows, and how many cells each column gets. Pure; knows no widget."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import overload

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


class LazyRows(Sequence[Row]):
    """Rows of a very long list, each made when it is looked at."""

    def __init__(
        self,
        count: int,
        make: Callable[[int], Row],
        place: Callable[[str], int | None],
        holding: Callable[[str], Iterator[int]],
        typical: Sequence[Row],
    ) -> None:
        """Make no row yet.

        Args:
            count: How many rows there are.
            make: Makes the row of a place, from 0.
            place: Says where the row of a key stands; None: it is none of them.
            holding: Gives the places of the rows that hold a text.
            typical: By these the columns are laid out.
        """
        self._count, self._make = count, make
        self.place_of, self.holding, self.typical = place, holding, typical

    def __len__(self) -> int:
        return self._count

    @overload
    def __getitem__(self, index: int) -> Row: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Row]: ...
    def __getitem__(self, index: int | slice) -> Row | Sequence[Row]:
        """Make the row of a place, or those of a slice."""
        if isinstance(index, slice):
            return [self._make(place) for place in range(*index.indices(self._count))]
        if not -self._count <= index < self._count:
            raise IndexError(index)
        return self._make(index % self._count)


def column_widths(columns: Sequence[Column], rows: Sequence[Row], room: int) -> list[int]:
    """Return how many cells each column gets, 0 for one that is left out. Together never above `room`.

    Columns with a rank go first, then stretching ones are cut, the last one first.
    """
    rows = rows.typical if isinstance(rows, LazyRows) else rows
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
