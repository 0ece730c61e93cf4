"""Where the parts of a JSON text stand. For texts that have been parsed; knows nothing of types.

Only the containers on the way to a wanted part are walked; the rest is skipped at the speed of the C scanner.
"""

from __future__ import annotations

import contextlib
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from json.decoder import scanstring  # type: ignore[attr-defined]

from workbench.protocol.json.scanner import Steps

_SPACE = re.compile(r"[ \t\n\r]*")


@dataclass(frozen=True, slots=True)
class Span:
    """One occurrence of a part. All are characters from the start of the text; ends are exclusive."""

    start: int
    end: int
    key_start: int | None = None
    """The opening quote of its key; None for elements of arrays and for the whole text."""
    key_end: int | None = None


@dataclass(slots=True)
class _Wanted:
    """A part on the way to wanted parts, or wanted itself."""

    is_wanted: bool = False
    within: dict[str | int, _Wanted] = field(default_factory=dict)


def _skipped(_number: str) -> int:
    return 0


_skip_value = json.JSONDecoder(parse_int=_skipped, parse_float=_skipped).scan_once  # type: ignore[attr-defined]


def spans(text: str, wanted: Iterable[Steps]) -> dict[Steps, list[Span]]:
    """Return every occurrence of the wanted parts, in the order of the text.

    A part has several when a key on the way is repeated, and none when it is not there; the last is the one that
    counts in a JSON value. Numbers that only the reference takes for numbers end the search.
    """
    root = _Wanted()
    for steps in wanted:
        node = root
        for step in steps:
            node = node.within.setdefault(step, _Wanted())
        node.is_wanted = True
    walker = _Walker(text)
    with contextlib.suppress(ValueError, StopIteration):
        walker.walk(walker.after_space(0), root, (), None)
    return walker.found


def offset_of(text: str, steps: Steps) -> int | None:
    """Return how many bytes stand before a part, the last of its occurrences; None when it is not there."""
    occurrences = spans(text, [steps]).get(steps)
    return len(text[: occurrences[-1].start].encode()) if occurrences else None


def key_offset_of(text: str, steps: Steps) -> int | None:
    """Return how many bytes stand before the key of a part, the last of its occurrences; None when there is none."""
    occurrences = spans(text, [steps]).get(steps)
    if not occurrences or occurrences[-1].key_start is None:
        return None
    return len(text[: occurrences[-1].key_start].encode())


class _Walker:
    def __init__(self, text: str) -> None:
        self._text = text
        self.found: dict[Steps, list[Span]] = {}

    def after_space(self, at: int) -> int:
        match = _SPACE.match(self._text, at)
        assert match is not None  # An empty match is one.
        return match.end()

    def walk(self, at: int, node: _Wanted, steps: Steps, key: tuple[int, int] | None) -> int:
        """Note the wanted parts of the value at `at`; return its end."""
        occurrences = self.found.setdefault(steps, []) if node.is_wanted else []
        place = len(occurrences)
        occurrences.append(Span(at, at))
        opener = self._text[at : at + 1]
        if node.within and opener in ("{", "["):
            end = self._walk_members(at, node, steps, is_object=opener == "{")
        else:
            end = _skip_value(self._text, at)[1]
        occurrences[place] = Span(at, end, *key) if key else Span(at, end)
        return end

    def _walk_members(self, at: int, node: _Wanted, steps: Steps, *, is_object: bool) -> int:
        closer = "}" if is_object else "]"
        start, at = at, self.after_space(at + 1)
        index = 0
        last = max((step for step in node.within if isinstance(step, int)), default=-1)
        while self._text[at : at + 1] != closer:
            if not is_object and index > last:
                # Nothing more is wanted: the C scanner finds the array's end far faster than this loop.
                end: int = _skip_value(self._text, start)[1]
                return end
            step: str | int = index
            key = None
            if is_object:
                step, key_end = scanstring(self._text, at + 1, True)
                key = (at, key_end)
                at = self.after_space(self._expect(":", self.after_space(key_end)))
            child = node.within.get(step)
            at = _skip_value(self._text, at)[1] if child is None else self.walk(at, child, (*steps, step), key)
            at = self.after_space(at)
            if self._text[at : at + 1] != closer:
                at = self.after_space(self._expect(",", at))
            index += 1
        return at + 1

    def _expect(self, sign: str, at: int) -> int:
        if self._text[at : at + 1] != sign:
            raise ValueError(sign)
        return at + 1
