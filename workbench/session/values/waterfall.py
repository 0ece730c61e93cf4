"""Bars of times that follow each other, each beginning where the one before ends."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

FULL: Final = "█"


def waterfall(spans_us: Sequence[int], cells: int) -> list[str]:
    """Return a bar for each time, in so many cells: blanks before it, at least one full cell; empty for a time of 0."""
    total = sum(spans_us)
    bars, before = [], 0
    for span in spans_us:
        if span <= 0:
            bars.append("")
            continue
        length = min(cells, max(1, round(cells * span / total)))
        start = min(cells - length, int(cells * before / total))
        bars.append(" " * start + FULL * length)
        before += span
    return bars
