"""Gives columns, panes and halves their sizes, and moves the lines between them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from textual.widget import Widget

from workbench.ui.drawing.splits import Split, Splits, left_width, splits_of

_MARGINS = 2
"""Cells left and right of the columns."""


class PaneRoom:
    """Where the lines between the parts stand. What a person moves is remembered."""

    def __init__(
        self,
        columns: Mapping[Widget, Sequence[Widget]],
        halves: tuple[Widget, Widget],
        keep: Callable[[Mapping[str, int]], object],
    ) -> None:
        """Know no size yet.

        Args:
            columns: The left and the right column, each with its two panes.
            halves: Payload and answer.
            keep: Remembers where the lines stand.
        """
        (self._left, self._left_panes), (self._right, self._right_panes) = columns.items()
        self._halves = halves
        self._keep = keep
        self._splits = Splits()
        self._width = 0
        self.is_aside = True
        """The right column has the focus, and the room."""
        self._all_seen = True

    def remember(self, kept: Mapping[str, object]) -> None:
        """Put the lines where they stood in the run before."""
        self._splits = splits_of(kept)

    def fit(self, width: int, *, all_seen: bool) -> None:
        """Share a screen of that width; `all_seen` False: one pane has it alone."""
        self._width, self._all_seen = width, all_seen
        self.apply()

    def show_all(self, all_seen: bool) -> None:
        """Give one pane the whole screen, or share it again."""
        self.fit(self._width, all_seen=all_seen)

    def focused(self, pane: Widget) -> None:
        """Give the room to the column of the pane that has the focus."""
        is_aside = pane in self._right_panes
        if is_aside != self.is_aside:
            self.is_aside = is_aside
            self.apply()

    def apply(self) -> None:
        """Set the sizes; what has its place alone is sized by the sheet of styles."""
        splits = self._splits
        width = left_width(splits, self._width - _MARGINS, is_aside=self.is_aside)
        self._left.styles.width = width if self._all_seen else None
        for panes, percent in ((self._left_panes, splits.left_rows), (self._right_panes, splits.right_rows)):
            for pane, share in zip(panes, _shares(percent if self._all_seen else None), strict=True):
                pane.styles.height = share
                pane.styles.max_height = None if share is None else "100%"
        for half, share in zip(self._halves, _shares(splits.halves), strict=True):
            half.styles.width = None if half.has_class("-stacked") else share
            half.styles.height = share if half.has_class("-stacked") else None

    def move(self, split: Split, step: int) -> None:
        """Move a line by so many steps: to the right or down when they are positive."""
        self._splits = self._splits.moved(split, step, self._standing_percent(split))
        self.apply()
        self._keep(self._splits.kept())

    def put_back(self) -> None:
        """Put all lines where they stand unless somebody moves them."""
        self._splits = Splits()
        self.apply()
        self._keep({})

    def stack_halves(self, *, stacked: bool) -> None:
        """Take note that payload and answer stand one above the other, or side by side."""
        for half in self._halves:
            half.set_class(stacked, "-stacked")
        self.apply()

    def column_split(self) -> Split:
        """Return the line between the columns as it stands now."""
        return Split.LEFT_ASIDE if self.is_aside else Split.LEFT_READ

    def row_split(self) -> Split:
        """Return the line between the panes of the column that has the focus."""
        return Split.RIGHT_ROWS if self.is_aside else Split.LEFT_ROWS

    def _standing_percent(self, split: Split) -> int:
        if split in (Split.LEFT_READ, Split.LEFT_ASIDE):
            return _percent(self._left.outer_size.width, max(self._width - _MARGINS, 1))
        if split is Split.HALVES:
            first, second = (one.outer_size for one in self._halves)
            if self._halves[0].has_class("-stacked"):
                return _percent(first.height, first.height + second.height)
            return _percent(first.width, first.width + second.width)
        upper, lower = self._left_panes if split is Split.LEFT_ROWS else self._right_panes
        return _percent(upper.outer_size.height, upper.outer_size.height + lower.outer_size.height)


def _shares(percent: int | None) -> tuple[str | None, str | None]:
    return (None, None) if percent is None else (f"{percent}fr", f"{100 - percent}fr")


def _percent(part: int, whole: int) -> int:
    return round(100 * part / max(whole, 1))
