"""Dispatches of the history, repeated on generations: which came out otherwise. Values only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from workbench.session.values.generation import Rows
from workbench.session.values.replay_verdict import MatrixRow, ReplayVerdict, count_verdicts

COLUMNS_MAX: Final = 8
"""Generations that the matrix shows; the one that was added longest ago goes first."""


@dataclass(frozen=True, slots=True)
class Matrix:
    """Rows are entries of the history, columns are generations. Each cell compares with what the entry holds."""

    generations: tuple[int, ...] = ()
    """Their numbers, in the order of the columns."""
    rows: tuple[MatrixRow, ...] = ()
    """In the order of the history. A cell is None where the entry was not repeated on the generation."""
    not_comparable: Mapping[int, str] = field(default_factory=dict)
    """Why an entry was repeated nowhere, by its number: all its cells are None."""
    total: int = 0
    """How many calls are being repeated at present; 0: none."""
    done: int = 0
    """How many of them are over."""

    @property
    def running(self) -> bool:
        """True while calls are being repeated."""
        return self.total > 0

    def counts(self, column: int) -> Mapping[ReplayVerdict, int]:
        """Return how often each verdict was given on the generation of a column, counted from 0."""
        cells = (row.cells[column] for row in self.rows)
        return count_verdicts(cell for cell in cells if cell is not None)


def columns_of(rows: Rows, *, serving: int | None, baseline: int | None) -> list[int]:
    """Return the generations on which calls are worth repeating, in the order of repeating: those that can answer.

    The one that answers goes first, then the newest; the baseline is always among them.
    """
    good = [row.number for row in reversed(rows) if row.can_answer]
    first = [number for number in (serving, baseline) if number in good]
    chosen = list(dict.fromkeys([*first, *good]))[:COLUMNS_MAX]
    return sorted(chosen, key=lambda number: (number != serving, -number))
