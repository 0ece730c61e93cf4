"""Two builds that a person looks at side by side. Values only."""

from __future__ import annotations

from dataclasses import dataclass, replace

from workbench.session.values.build_comparison import Pair
from workbench.session.values.call_comparison import ComparedCall
from workbench.session.values.generation import Generation, Rows, row_of


@dataclass(frozen=True, slots=True)
class SideBySide:
    """Two builds, and what both answered to the same calls."""

    old: Generation | None
    """The older one, or the one of a file; None: it is being read, or it cannot be."""
    new: Generation
    path: str = ""
    """The file that `old` comes from; empty: it is a load of this run."""
    settings: tuple[Pair, ...] = ()
    """What both were loaded under, where that differs."""
    calls: tuple[ComparedCall, ...] = ()
    origins: tuple[str, ...] = ()
    """Where each call comes from: `#7` of the history, `the last`, `sample`."""
    doing: str = ""
    """What is being done, in words; empty: nothing more is to be expected."""
    error: str = ""
    """Why something is missing; empty: nothing is. Untrusted text."""

    def is_of(self, old: int, new: int) -> bool:
        """Say whether it shows these two loads of this run."""
        return self.old is not None and (self.old.number, self.new.number) == (old, new)

    def renewed(self, rows: Rows) -> SideBySide:
        """Return it with what is newly known of its builds."""
        old = self.old and (row_of(rows, self.old.number) or self.old)
        return replace(self, old=old, new=row_of(rows, self.new.number) or self.new)


def pair_of(
    rows: Rows, number: int | None = None, *, marked: int | None = None, baseline: int | None = None
) -> tuple[Generation, Generation] | None:
    """Return the two builds that are meant, the older one first; None: there are no two.

    Args:
        rows: All loads of the run.
        number: One of them; None or unknown: the newest.
        marked: The other one, if a person has named it; else it is the baseline, the one before, or the one after.
        baseline: The baseline.
    """
    one = row_of(rows, number) or (rows[-1] if rows else None)
    if one is None:
        return None
    before = [row.number for row in reversed(rows) if row.number < one.number]
    after = [row.number for row in rows if row.number > one.number]
    found = (row_of(rows, wanted) for wanted in (marked, baseline, *before[:1], *after[:1]) if wanted != one.number)
    other = next((row for row in found if row is not None), None)
    if other is None:
        return None
    return (other, one) if other.number < one.number else (one, other)
