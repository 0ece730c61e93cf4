"""Which seen row is which row of the whole text, when lines of it are folded; and how keys go over these."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable

from textual.document._document import Location
from textual.document._document_navigator import DocumentNavigator

from workbench.ui.editor.folds import Fold, Folds


class FoldedRows:
    """Rows that are hidden, counted once for each change."""

    def __init__(self, folds: Iterable[Fold], first_row: Callable[[int], int]) -> None:
        """Count the rows.

        Args:
            folds: The outermost folds, in order.
            first_row: Gives the first row of a line, as if nothing was folded.
        """
        self._begins: list[int] = []
        """For each fold the row that is seen in the place of its first hidden one."""
        self._hidden = [0]
        """Rows that are hidden by the folds before each one, and by all of them."""
        self._first: list[int] = []
        for fold in folds:
            first, end = first_row(fold.head + 1), first_row(fold.last + 1)
            self._first.append(first)
            self._begins.append(first - self._hidden[-1])
            self._hidden.append(self._hidden[-1] + end - first)

    @property
    def hidden(self) -> int:
        """How many rows are hidden."""
        return self._hidden[-1]

    def whole(self, seen: int) -> int:
        """Return which row of the whole text is seen in a row."""
        return seen + self._hidden[bisect_right(self._begins, seen)]

    def seen(self, whole: int) -> int:
        """Return in which row a row of the whole text is seen; of a hidden one the last row of its head."""
        at = bisect_right(self._first, whole)
        if at and whole < self._first[at - 1] + self._hidden[at] - self._hidden[at - 1]:
            return max(self._begins[at - 1] - 1, 0)
        return whole - self._hidden[at]


class FoldNavigator(DocumentNavigator):
    """Goes over folded lines as if they were not there."""

    @property
    def _folds(self) -> Folds:
        folds: Folds = self._document.folds  # type: ignore[attr-defined]
        return folds

    def get_location_above(self, location: Location) -> Location:
        """Return the place above."""
        target = super().get_location_above(location)
        fold = self._folds.hiding(target[0])
        if fold is None:
            return target
        return fold.head, self._wrapped_document.get_target_document_column(fold.head, self._cell(location), -1)

    def get_location_below(self, location: Location) -> Location:
        """Return the place below."""
        target = super().get_location_below(location)
        fold = self._folds.hiding(target[0])
        if fold is None:
            return target
        row = fold.last + 1
        return row, self._wrapped_document.get_target_document_column(row, self._cell(location), 0)

    def get_location_left(self, location: Location) -> Location:
        """Return the place before."""
        target = super().get_location_left(location)
        fold = self._folds.hiding(target[0])
        return target if fold is None else (fold.head, len(self._document[fold.head]))

    def get_location_right(self, location: Location) -> Location:
        """Return the place behind."""
        target = super().get_location_right(location)
        fold = self._folds.hiding(target[0])
        return target if fold is None else (fold.last + 1, 0)

    def _cell(self, location: Location) -> int:
        return max(self._wrapped_document.location_to_offset(location).x, self.last_x_offset)
