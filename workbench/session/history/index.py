"""What is known of each entry of a history without decoding it, and the search over it.

Owns: columns of numbers, one place per entry, in the order of the file. Must not know files: lines come in as bytes,
and for a search in texts whoever holds them gives them again. A hundred thousand entries take a few megabytes.
"""

from __future__ import annotations

import json
import re
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Sequence
from typing import Final

from workbench.session.values.history import HistoryFilter, HistoryHits, HistoryRow
from workbench.session.values.kept_outcome import OK

Read = Callable[[int, int], bytes]
"""Returns the bytes from a start to an end; shorter when they are gone."""

FALLBACK: Final = "fallback"
"""In a filter: any failed stage."""
ROWS_MAX: Final = 1_000
"""How many rows a search returns when nothing else is asked for."""

_BLOCK_BYTES: Final = 256 * 1024
"""What is searched at once: it stays within a processor's cache."""
_SPARSE: Final = 8
"""Where fewer than one entry of so many is wanted, each is read by itself."""
_DENSE: Final = 8
"""Where one hit in so many entries was found, each is looked through by itself."""
_TEXTS: Final = b',"texts":['
"""Begins what is searched. No string of a line can hold it, since quotes in strings are escaped."""
_NO_PARENT: Final = 0
_BACKSLASH: Final = ord("\\")
_UNICODE_ESCAPE_BYTES: Final = len(r"\u00e9")
_ENTRY: Final = re.compile(
    rb'\{"number":([1-9][0-9]{0,17}),"function":"([a-z_]{1,64})","outcome":"([a-z_]{1,64})",'
    rb'"generation":([0-9]{1,18}),"parent":(null|[0-9]{1,18}),"marked":(true|false),"plugin":("[^"\\]*(?:\\.[^"\\]*)*"),'
    rb'"run":("[^"\\]*(?:\\.[^"\\]*)*"),'
)
_MARK: Final = re.compile(rb'\{"mark":([1-9][0-9]{0,17}),"marked":(true|false)\}\s*\Z')


def number_of(line: bytes) -> int | None:
    """Return the number of an entry's line, damaged within or not; None: the line is none."""
    found = _ENTRY.match(line)
    # One that was cut off in the midst of a file ends otherwise.
    return int(found[1]) if found is not None and line.rstrip(b"\r\n").endswith(b"]}") else None


class HistoryIndex:
    """Knows where each entry stands and what it is."""

    def __init__(self) -> None:
        """Know nothing yet."""
        self._numbers = array("Q")
        self._starts = array("Q")
        self._ends = array("Q")
        self._generations = array("Q")
        self._parents = array("Q")
        self._functions = _Words()
        self._outcomes = _Words()
        self._plugins = _Words()
        self._runs = _Words()
        self._marks: set[int] = set()
        self._later_marks: dict[int, bool] = {}
        """What lines behind the entries say of them."""

    def __len__(self) -> int:
        return len(self._numbers)

    @property
    def first_number(self) -> int:
        """The number of the oldest entry; 0: there is none."""
        return self._numbers[0] if self._numbers else 0

    @property
    def last_number(self) -> int:
        """The number of the newest entry; 0: there is none."""
        return self._numbers[-1] if self._numbers else 0

    def add(self, line: bytes, start: int) -> bool:
        """Take in a line that stands at `start`, in bytes; return False when it is damaged."""
        found = _ENTRY.match(line)
        if found is None:
            return self._add_mark(line)
        number, function, outcome, generation, parent, marked, plugin, run = found.groups()
        # An entry that was cut off in the midst of a file ends otherwise; numbers grow, or the search would go astray.
        if not line.rstrip(b"\r\n").endswith(b"]}") or int(number) <= self.last_number:
            return False
        self._starts.append(start)
        self._ends.append(start + len(line))
        self._generations.append(int(generation))
        self._parents.append(_NO_PARENT if parent == b"null" else int(parent))
        self._functions.append(function)
        self._outcomes.append(outcome)
        self._plugins.append(plugin)
        self._runs.append(run)
        if marked == b"true":
            self._marks.add(int(number))
        # Last, since who searches meanwhile goes by it.
        self._numbers.append(int(number))
        return True

    def _add_mark(self, line: bytes) -> bool:
        found = _MARK.match(line)
        if found is None:
            return False
        self.mark(int(found[1]), marked=found[2] == b"true")
        return True

    def mark(self, number: int, *, marked: bool) -> None:
        """Take in that an entry was marked, or is no more."""
        self._later_marks[number] = marked
        if marked:
            self._marks.add(number)
        else:
            self._marks.discard(number)

    def place(self, number: int) -> tuple[int, int] | None:
        """Return where an entry's line starts and ends, in bytes; None: there is no such entry."""
        place = bisect_left(self._numbers, number)
        if place == len(self._numbers) or self._numbers[place] != number:
            return None
        return self._starts[place], self._ends[place]

    def is_marked(self, number: int) -> bool:
        """Say whether an entry is marked."""
        return number in self._marks

    def first_kept(self, *, entries_max: int, bytes_max: int) -> int:
        """Return the place, counted from 0, of the first entry that stays when only so much of the end is kept."""
        if not self._numbers:
            return 0
        by_bytes = bisect_left(self._starts, max(self._ends[-1] - bytes_max, 0))
        return max(len(self) - entries_max, by_bytes, 0)

    def kept_places(self, first: int) -> tuple[int, ...]:
        """Return the places of all entries from the given one on, and of the marked ones before it."""
        return (*(place for place in range(first) if self._numbers[place] in self._marks), *range(first, len(self)))

    def span(self, place: int) -> tuple[int, int]:
        """Return where the entry of a place starts and ends, in bytes."""
        return self._starts[place], self._ends[place]

    def marks_of(self, places: Iterable[int]) -> tuple[tuple[int, bool], ...]:
        """Return number and mark of those entries whose own line may say otherwise."""
        numbers = (self._numbers[place] for place in places)
        return tuple((number, self._later_marks[number]) for number in numbers if number in self._later_marks)

    # ---- the search -----------------------------------------------------------------------------------------------

    def search(
        self,
        wanted: HistoryFilter,
        read: Read,
        *,
        rows_max: int = ROWS_MAX,
        newest: int | None = None,
        stop: Callable[[], bool] = lambda: False,
    ) -> HistoryHits:
        """Return the entries that are wanted, the newest first.

        Args:
            wanted: Which entries.
            read: Gives the lines again, for a search in texts.
            rows_max: How many rows are returned at most.
            newest: Later entries than that of this number are not looked at; None: all are.
            stop: Asked now and then during a search in texts; True ends it, after some entries at least.
        """
        places = self._with_facts(wanted, len(self) if newest is None else bisect_right(self._numbers, newest))
        more, rest = False, None
        if wanted.text:
            asked = places
            places, seen = self._with_text(asked, wanted.text, read, rows_max, stop)
            more = seen > 0
            rest = self._numbers[asked[seen - 1]] if more and len(places) < rows_max else None
        rows = places[-rows_max:] if rows_max > 0 else []
        return HistoryHits(tuple(self._row(place) for place in reversed(rows)), len(places), more, rest)

    def _row(self, place: int) -> HistoryRow:
        number = self._numbers[place]
        return HistoryRow(
            number,
            self._functions[place].decode(),
            self._outcomes[place].decode(),
            self._generations[place],
            self._parents[place] or None,
            number in self._marks,
        )

    def _with_facts(self, wanted: HistoryFilter, end: int) -> list[int]:
        """Return the places before `end` of entries of which all but the text is as wanted."""
        # Marked ones are few: after each reload they are asked for.
        places: Iterable[int] = self._marked_places(end) if wanted.marked else range(end)
        if wanted.function is not None:
            places = self._functions.equal_to(wanted.function.encode("utf-8", "replace"), places)
        if wanted.plugin is not None:
            places = self._plugins.equal_to(json.dumps(wanted.plugin).encode(), places)
        if wanted.run is not None:
            places = self._runs.equal_to(json.dumps(wanted.run).encode(), places)
        if wanted.outcome == FALLBACK:
            places = self._outcomes.other_than(OK.encode(), places)
        elif wanted.outcome is not None:
            places = self._outcomes.equal_to(wanted.outcome.encode("utf-8", "replace"), places)
        if wanted.generation is not None:
            places = [place for place in places if self._generations[place] == wanted.generation]
        if wanted.parent is not None:
            places = [place for place in places if self._parents[place] == wanted.parent]
        if wanted.marked is False:
            places = [place for place in places if self._numbers[place] not in self._marks]
        return list(places)

    def _marked_places(self, end: int) -> list[int]:
        found = (bisect_left(self._numbers, number) for number in sorted(self._marks))
        return [place for place in found if place < end and self._numbers[place] in self._marks]

    def _with_text(
        self, places: list[int], text: str, read: Read, rows_max: int, stop: Callable[[], bool]
    ) -> tuple[list[int], int]:
        """Return the newest places whose texts hold the wanted one, in order, and how many were not looked at."""
        needle = _Needle(text)
        blocks: list[list[int]] = []
        found, end = 0, len(places)
        while end > 0 and found < rows_max and not (blocks and stop()):
            first = _block_start(self._starts, self._ends, places, end)
            blocks.append(self._in_block(places[first:end], needle, read))
            found, end = found + len(blocks[-1]), first
        return [place for block in reversed(blocks) for place in block], end

    def _in_block(self, places: list[int], needle: _Needle, read: Read) -> list[int]:
        base, end = self._starts[places[0]], self._ends[places[-1]]
        block = needle.fold(read(base, end))
        found: list[int] = []
        position, nth, looks = block.find(needle.text), 0, 0
        while position >= 0:
            looks += 1
            if looks * _DENSE > len(places):
                # Cheaper than to find out of each hit which entry it stands in.
                found += [place for place in places[nth:] if self._holds(block, needle.text, place, base)]
                break
            at = bisect_right(self._starts, base + position, places[nth], places[-1] + 1) - 1
            nth = bisect_right(places, at, nth) - 1
            place = places[nth]
            if base + position < self._ends[place] and self._holds(block, needle.text, place, base):
                found.append(place)
            nth += 1
            if nth == len(places):
                break
            position = block.find(needle.text, self._starts[places[nth]] - base)
        return found

    def _holds(self, block: bytes, needle: bytes, place: int, base: int) -> bool:
        """Say whether the texts of an entry hold the needle."""
        end = self._ends[place] - base
        texts = block.find(_TEXTS, self._starts[place] - base, end)
        if texts < 0:
            return False
        position = block.find(needle, texts + len(_TEXTS), end)
        while position >= 0 and _within_escape(block, position):
            position = block.find(needle, position + 1, end)
        return position >= 0


class _Needle:
    """A text that is looked for, as JSON writes it within a string: in ASCII, so that bytes are folded as letters."""

    def __init__(self, text: str) -> None:
        self.text = json.dumps(text)[1:-1].encode()
        self._folds = self.text == self.text.lower() != self.text.upper()

    def fold(self, block: bytes) -> bytes:
        """Return a block in which the needle is found if one in any case stands there."""
        return block.lower() if self._folds else block


def _block_start(starts: Sequence[int], ends: Sequence[int], places: list[int], end: int) -> int:
    """Return where a block begins that ends before `end`; where few of its entries are wanted it holds one."""
    reach = max(ends[places[end - 1]] - _BLOCK_BYTES, 0)
    first = min(bisect_left(places, bisect_left(starts, reach), 0, end), end - 1)
    sparse = places[end - 1] - places[first] > _SPARSE * (end - first)
    return end - 1 if sparse else first


def _within_escape(block: bytes, position: int) -> bool:
    """Say whether a place lies behind the beginning of an escape sequence: a line feed is no letter n."""
    begun = position - 1
    if block[begun] == _BACKSLASH:
        return _begins_escape(block, begun)
    begun = block.rfind(b"\\u", position - _UNICODE_ESCAPE_BYTES + 1, position)
    return begun >= 0 and _begins_escape(block, begun)


def _begins_escape(block: bytes, position: int) -> bool:
    before = position
    while block[before - 1] == _BACKSLASH:
        before -= 1
    return (position - before) % 2 == 0


class _Words:
    """A column of few different words."""

    def __init__(self) -> None:
        self._numbers: dict[bytes, int] = {}
        self._words: list[bytes] = []
        self._column = array("L")

    def append(self, word: bytes) -> None:
        number = self._numbers.get(word)
        if number is None:
            number = self._numbers[word] = len(self._words)
            self._words.append(word)
        self._column.append(number)

    def __getitem__(self, place: int) -> bytes:
        return self._words[self._column[place]]

    def equal_to(self, word: bytes, places: Iterable[int]) -> list[int]:
        number = self._numbers.get(word)
        if number is None:
            return []
        column = self._column
        return [place for place in places if column[place] == number]

    def other_than(self, word: bytes, places: Iterable[int]) -> list[int]:
        number = self._numbers.get(word)
        column = self._column
        return [place for place in places if column[place] != number]
