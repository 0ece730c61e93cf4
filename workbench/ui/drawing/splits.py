"""How the room of the four panes is shared: who gets how many cells, and what a person moved. Pure; knows no widget."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from enum import Enum
from typing import Final

STEP_PERCENT: Final = 3
"""What one key moves a split by."""
LEAST_PERCENT, MOST_PERCENT = 12, 88
"""Nothing is moved out of sight."""
HALF_MIN: Final = 45
"""Cells that payload and answer get each, while their column has the focus."""
LEFT_MIN: Final = 24
"""Cells of the left column; under the frame of a pane that leaves 22."""
_LEFT_READ_PERCENT: Final = 42
_LEFT_ASIDE_PERCENT: Final = 27
_FRAMES: Final = 3
"""Cells between and around payload and answer: two borders, and the line between them."""
_GAP: Final = 1
"""Cells between the columns."""


class Split(Enum):
    """A line that can be moved. The value is the name that it is remembered by."""

    LEFT_READ = "left_read"
    """Between the columns, while the left one has the focus."""
    LEFT_ASIDE = "left_aside"
    """Between the columns, while the right one has the focus."""
    LEFT_ROWS = "left_rows"
    """Between the panes of the left column."""
    RIGHT_ROWS = "right_rows"
    """Between the panes of the right column."""
    HALVES = "halves"
    """Between payload and answer."""


@dataclass(frozen=True, slots=True)
class Splits:
    """Where the lines stand, in percent of what they part; None: where they stand unless somebody moves them."""

    left_read: int | None = None
    left_aside: int | None = None
    left_rows: int | None = None
    right_rows: int | None = None
    halves: int | None = None

    def moved(self, split: Split, step: int, standing_percent: int) -> Splits:
        """Return the splits with one moved by so many steps from where it stands."""
        before: int | None = getattr(self, split.value)
        wanted = (standing_percent if before is None else before) + step * STEP_PERCENT
        return replace(self, **{split.value: min(max(wanted, LEAST_PERCENT), MOST_PERCENT)})

    def kept(self) -> dict[str, int]:
        """Return what is to be remembered."""
        found = {one.name: getattr(self, one.name) for one in fields(self)}
        return {name: percent for name, percent in found.items() if percent is not None}


def splits_of(kept: Mapping[str, object]) -> Splits:
    """Return what was remembered; what it cannot have been is left out."""
    names = {one.value for one in Split}
    good = {
        name: percent
        for name, percent in kept.items()
        if name in names and type(percent) is int and LEAST_PERCENT <= percent <= MOST_PERCENT
    }
    return Splits(**good)


def left_width(splits: Splits, width: int, *, is_aside: bool) -> int:
    """Return the cells of the left column.

    Args:
        splits: What a person moved.
        width: Cells of both columns and the gap between them.
        is_aside: The right column has the focus, so that payload and answer have the room.
    """
    moved = splits.left_aside if is_aside else splits.left_read
    if moved is not None:
        return round(width * moved / 100)
    if not is_aside:
        return round(width * _LEFT_READ_PERCENT / 100)
    left_over = width - _GAP - 2 * HALF_MIN - _FRAMES
    return max(min(round(width * _LEFT_ASIDE_PERCENT / 100), left_over), LEFT_MIN)
