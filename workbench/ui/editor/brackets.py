"""Finds the partner of a bracket. Pure. Looks at so much of a text and no more, so that a key costs the same in any."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

LOOKED_AT_MAX: Final = 20_000
"""Characters that are looked at."""

_OPENING: Final = {"{": "}", "[": "]", "(": ")"}
_CLOSING: Final = {closing: opening for opening, closing in _OPENING.items()}
_BRACKET: Final = re.compile(r"[{}\[\]()]")

Place = tuple[int, int]


def partner(lines: Sequence[str], place: Place) -> Place | None:
    """Return where the partner of the bracket at a place stands; None: there is no bracket, or no partner nearby."""
    row, column = place
    bracket = lines[row][column : column + 1] if row < len(lines) else ""
    if bracket in _OPENING and bracket:
        return _first_unopened(_forwards(lines, row, column), _OPENING)
    if bracket in _CLOSING and bracket:
        return _first_unopened(_backwards(lines, row, column), _CLOSING)
    return None


def _first_unopened(brackets: Iterator[tuple[str, Place]], partners: dict[str, str]) -> Place | None:
    expected: list[str] = []
    for bracket, place in brackets:
        if bracket in partners:
            expected.append(partners[bracket])
        elif bracket != expected.pop():
            return None
        elif not expected:
            return place
    return None


def _forwards(lines: Sequence[str], row: int, column: int) -> Iterator[tuple[str, Place]]:
    left = LOOKED_AT_MAX
    while row < len(lines) and left > 0:
        for found in _BRACKET.finditer(lines[row], column, column + left):
            yield found.group(), (row, found.start())
        left -= len(lines[row]) - column + 1
        row, column = row + 1, 0


def _backwards(lines: Sequence[str], row: int, column: int) -> Iterator[tuple[str, Place]]:
    left, end = LOOKED_AT_MAX, column + 1
    while row >= 0 and left > 0:
        found = list(_BRACKET.finditer(lines[row], max(end - left, 0), end))
        for one in reversed(found):
            yield one.group(), (row, one.start())
        left -= end + 1
        row -= 1
        end = len(lines[row]) if row >= 0 else 0
