"""The gaps of a snippet that are still to be filled in, and how they follow the edits of the text. Pure."""

from __future__ import annotations

from collections.abc import Iterable

Place = tuple[int, int]
"""Line and column, from 0."""
Span = tuple[Place, Place]


class Gaps:
    """Places to go to, one after the other, within the text that was put in."""

    def __init__(self) -> None:
        """Have none."""
        self._spans: list[Span] = []
        self._passed: list[Span] = []
        """Those that were gone to, the last one being filled in; each grows with what is typed in it."""
        self._around: Span | None = None
        """From the first character of what was put in to behind its last one."""

    def __bool__(self) -> bool:
        """Say whether there is one to go to."""
        return bool(self._spans)

    @property
    def spans(self) -> tuple[Span, ...]:
        """All of them, the next one first."""
        return tuple(self._spans)

    def begin(self, spans: Iterable[Span], around: Span, *, encloses: bool = False) -> None:
        """Have gaps to go to; those of another snippet around it come behind them.

        Args:
            spans: The gaps, in order; the cursor stands in the first one.
            around: What was put in.
            encloses: It is an object or array, which a single gap is to be left by, too.
        """
        passed, added = (found := list(spans))[:1], found[1:]
        if self._around is not None and self._spans and self._around[0] <= around[0] and around[1] <= self._around[1]:
            if added:
                # What was put in fills the gap that it stands in.
                self._passed = [*self._passed[:-1], *passed]
            self._spans = added + self._spans
        elif added or (passed and encloses):
            # The last one is the way out.
            self._spans, self._around = [*added, (around[1], around[1])], around
            self._passed = passed

    def next(self, cursor: Place) -> Span | None:
        """Return the gap to go to, and have it no more; None: there is none, or the cursor has left what was put in."""
        if not self._spans or not self._has(cursor):
            self.end()
            return None
        self._passed.append(self._spans.pop(0))
        return self._passed[-1]

    def previous(self, cursor: Place) -> Span | None:
        """Return the gap before the one that is being filled in; None: there is none, or the cursor has left it all."""
        if not self._spans or not self._has(cursor):
            self.end()
            return None
        if len(self._passed) < 2:
            return None
        self._spans.insert(0, self._passed.pop())
        return self._passed[-1]

    def _has(self, cursor: Place) -> bool:
        return self._around is not None and self._around[0] <= cursor <= self._around[1]

    def end(self) -> None:
        """Have none any more."""
        self._spans, self._passed, self._around = [], [], None

    def edited(self, top: Place, bottom: Place, end: Place) -> None:
        """Follow an edit: what stood from `top` to `bottom` ends at `end` now."""
        if self._around is None:
            return
        self._spans = [
            (start, stop)
            for span in self._spans
            if (start := _moved(span[0], top, bottom, end)) is not None
            and (stop := _moved(span[1], top, bottom, end)) is not None
        ]
        grown = (_grown(span, top, bottom, end) for span in self._passed)
        self._passed = [span for span in grown if span is not None]
        first = self._around[0] if self._around[0] <= top else _moved(self._around[0], top, bottom, end)
        last = _moved(self._around[1], top, bottom, end)
        if first is None or last is None:
            self.end()
        else:
            self._around = first, last


def _grown(span: Span, top: Place, bottom: Place, end: Place) -> Span | None:
    """Return where a gap stands that what is typed in it belongs to; None: an edit has taken a border of it away."""
    start, stop = span
    if stop < top:
        return span
    if start <= top:
        last = _moved(stop, top, bottom, end)
        return None if last is None else (start, last)
    moved = _moved(start, top, bottom, end), _moved(stop, top, bottom, end)
    return None if moved[0] is None or moved[1] is None else (moved[0], moved[1])


def _moved(place: Place, top: Place, bottom: Place, end: Place) -> Place | None:
    """Return where a place stands after an edit; None: what stood there is gone."""
    if place < top:
        return place
    if place < bottom:
        return None
    row, column = place
    return row + end[0] - bottom[0], column + (end[1] - bottom[1] if row == bottom[0] else 0)
