"""Which lines of a text are folded away, and how that follows its edits. Pure.

A fold hides the lines between the one that opens an object or array and the one that closes it; those two stay. An edit
that touches any of these lines unfolds them, but for one within the opening line, which must go on opening one.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

_TOKEN: Final = re.compile(r'"(?:\\.|[^"\\])*"?|[{}\[\]]')
_PARTNERS: Final = {"}": "{", "]": "["}


@dataclass(frozen=True, slots=True, order=True)
class Fold:
    """Lines that are hidden."""

    head: int
    """The line above, which opens the object or array."""
    last: int
    """The last line that is hidden; the one below closes it."""

    @property
    def hidden(self) -> int:
        """How many lines are hidden."""
        return self.last - self.head

    def hides(self, line: int) -> bool:
        """Say whether a line is hidden by it."""
        return self.head < line <= self.last


@dataclass(frozen=True, slots=True)
class Foldable:
    """An object or array that can be folded."""

    fold: Fold
    depth: int
    """In how many others it stands."""


def foldables(lines: Sequence[str]) -> Iterator[Foldable]:
    """Yield the objects and arrays that take three lines or more, inner ones first; of one line the outermost alone."""
    opened: list[tuple[str, int]] = []
    for number, line in enumerate(lines):
        for token in _TOKEN.findall(line) if any(sign in line for sign in "{}[]") else ():
            if token in ("{", "["):
                opened.append((token, number))
            elif token in _PARTNERS and opened and opened[-1][0] == _PARTNERS[token]:
                _, head = opened.pop()
                is_outermost = not opened or opened[-1][1] != head
                if number - head > 1 and is_outermost:
                    yield Foldable(Fold(head, number - 1), len(opened))


def around(found: Iterable[Foldable], line: int) -> Foldable | None:
    """Return the innermost of some that a line stands in, or opens or closes; None: it stands in none."""
    inside = (one for one in found if one.fold.head <= line <= one.fold.last + 1)
    return max(inside, key=lambda one: (one.fold.head, -one.fold.last), default=None)


class Folds:
    """The folds of one text. Those within others are kept, and seen when these are unfolded."""

    def __init__(self) -> None:
        """Hide nothing."""
        self._folds: list[Fold] = []
        self._outer: list[Fold] = []
        self.version = 0
        """Grows with each change."""

    def __bool__(self) -> bool:
        """Say whether anything is hidden."""
        return bool(self._folds)

    @property
    def all(self) -> tuple[Fold, ...]:
        """Every fold, those within others too."""
        return tuple(self._folds)

    @property
    def outer(self) -> Sequence[Fold]:
        """Those that stand in no other one, in order."""
        return self._outer

    @property
    def hidden_lines(self) -> int:
        """How many lines are hidden."""
        return sum(fold.hidden for fold in self._outer)

    def hiding(self, line: int) -> Fold | None:
        """Return the outermost fold that hides a line; None: it is seen."""
        at = bisect_right(self._outer, line, key=lambda fold: fold.head) - 1
        return self._outer[at] if at >= 0 and self._outer[at].hides(line) else None

    def headed(self, line: int) -> Fold | None:
        """Return the fold whose opening line is a seen one; None: it opens none that is folded."""
        at = bisect_right(self._outer, line, key=lambda fold: fold.head) - 1
        return self._outer[at] if at >= 0 and self._outer[at].head == line else None

    def closed_by(self, line: int) -> Fold | None:
        """Return the fold whose closing line is a seen one; None: it closes none that is folded."""
        return next((fold for fold in self._outer if fold.last + 1 == line), None)

    def fold(self, added: Iterable[Fold]) -> None:
        """Hide more lines."""
        self._become([*self._folds, *added])

    def unfold(self, fold: Fold) -> None:
        """Show the lines of a fold again."""
        self._become(one for one in self._folds if one != fold)

    def unfold_all(self) -> None:
        """Show every line."""
        self._become(())

    def show(self, line: int) -> bool:
        """Unfold whatever hides a line; return whether anything did."""
        kept = [fold for fold in self._folds if not fold.hides(line)]
        is_changed = len(kept) < len(self._folds)
        if is_changed:
            self._become(kept)
        return is_changed

    def edited(self, top: int, bottom: int, lines: Sequence[str], added: int) -> None:
        """Follow an edit of the text.

        Args:
            top: The first line that was changed.
            bottom: The last line that was, as they were counted before.
            lines: The text as it is now.
            added: How many lines it has more than before; negative: fewer.
        """
        if self._folds:
            followed = (_followed(fold, top, bottom, lines, added) for fold in self._folds)
            self._become(fold for fold in followed if fold is not None)

    def _become(self, folds: Iterable[Fold]) -> None:
        # One that begins earlier, or ends later, stands before those within it.
        self._folds = sorted(set(folds), key=lambda fold: (fold.head, -fold.last))
        self._outer = []
        for fold in self._folds:
            if not self._outer or fold.head > self._outer[-1].last:
                self._outer.append(fold)
        self.version += 1


def _followed(fold: Fold, top: int, bottom: int, lines: Sequence[str], added: int) -> Fold | None:
    """Return where a fold stands after an edit; None: it is unfolded."""
    if top > fold.last + 1:
        return fold
    if bottom < fold.head:
        return Fold(fold.head + added, fold.last + added)
    if not added and top == bottom:
        # Within one line that is seen: what it opens or closes may be the same as before.
        if top == fold.head and _opens(lines[top]):
            return fold
        if top == fold.last + 1 and lines[top].lstrip()[:1] in ("}", "]"):
            return fold
    return None


def _opens(line: str) -> bool:
    """Say whether more is opened than closed in a line."""
    tokens = _TOKEN.findall(line)
    return sum(token in ("{", "[") for token in tokens) > sum(token in _PARTNERS for token in tokens)
