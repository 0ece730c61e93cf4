"""Finds a term in a text, whatever its case. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Final

FOUND_MAX: Final = 10_000
"""Places that are counted."""

Span = tuple[tuple[int, int], tuple[int, int]]
"""From one place to another; lines and columns count from 0."""


def spans(lines: Sequence[str], term: str) -> list[Span]:
    """Return where a term stands, in the order of the text, at most `FOUND_MAX` places. It never spans two lines."""
    return list(islice(_spans(lines, term), FOUND_MAX)) if term else []


def _spans(lines: Sequence[str], term: str) -> Iterator[Span]:
    pattern = re.compile(re.escape(term), re.IGNORECASE)
    for row, line in enumerate(lines):
        for found in pattern.finditer(line):
            yield (row, found.start()), (row, found.end())


def nearest(found: Sequence[Span], place: tuple[int, int], step: int) -> Span | None:
    """Return the span to go to from a place; None when nothing was found.

    Args:
        found: All spans, in order.
        place: Where the cursor stands.
        step: -1: the last that ends there or before, else: the first that begins there or behind. Both ends meet.
    """
    if not found:
        return None
    if step < 0:
        return next((span for span in reversed(found) if span[1] <= place), found[-1])
    return next((span for span in found if span[0] >= place), found[0])
