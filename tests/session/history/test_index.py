"""The index finds what a look at each entry would find."""

from __future__ import annotations

from itertools import product

import pytest

from tests.dispatches import entry, failure
from workbench.session.history.entries import matches
from workbench.session.history.entry_line import entry_line, mark_line, read_entry
from workbench.session.history.index import HistoryIndex
from workbench.session.values.history import HistoryEntry, HistoryFilter


def indexed(entries: list[HistoryEntry], *, noise: bytes = b"") -> tuple[HistoryIndex, bytes]:
    index, content = HistoryIndex(), b"#\n"
    for one in entries:
        for line in filter(None, (noise, entry_line(one))):
            index.add(line, len(content))
            content += line
    return index, content


ENTRIES = [
    entry(
        number=2 * place + 1,
        function=("shape", "sign")[place % 2],
        generation=place // 10,
        plugin=('odd "name"', "é")[place % 3 == 0],
        payload=f'{{"n":{place},"t":"GRÜSSE {place}\\n"}}' + "x" * (place % 7) * 9_000,
        outcome=failure("response_decode", "Missing /") if place % 5 == 0 else entry().outcome,
        parent=3 if place == 9 else None,
        marked=place in (4, 5),
    )
    for place in range(60)
]


TEXTS = (
    *(None, '"n":1', "missing /", "Missing /", "GRÜSSE 7", "shape", "serving", "payload", "sample", "\n", "absent"),
)  # fmt: skip
BESIDE = list(
    product((None, "sign", "nothing"), (None, "ok", "fallback", "response_decode"), (None, 3), (None, 'odd "name"'))
)
"""What is searched for beside a text: function, outcome, generation, plugin."""


@pytest.mark.parametrize(
    "searches",
    [
        *(pytest.param([HistoryFilter(*beside, text) for beside in BESIDE], id=f"text-{text}") for text in TEXTS),
        pytest.param([HistoryFilter(marked=True), HistoryFilter(parent=3), HistoryFilter(parent=4)], id="mark-parent"),
    ],
)
def test_a_search_finds_what_a_look_at_each_entry_finds(searches: list[HistoryFilter]) -> None:
    index, content = indexed(ENTRIES, noise=mark_line(10_001, marked=False))
    for wanted in searches:
        hits = index.search(wanted, lambda start, end: content[start:end])
        found = [one.number for one in reversed(ENTRIES) if matches(wanted, one)]
        assert [row.number for row in hits.rows] == found, wanted
        assert hits.total == len(hits.rows), wanted


def test_a_search_returns_the_newest_and_counts_all() -> None:
    index, content = indexed(ENTRIES)
    hits = index.search(HistoryFilter(), lambda start, end: content[start:end], rows_max=2)
    assert ([row.number for row in hits.rows], hits.total) == ([119, 117], 60)
    assert index.search(HistoryFilter(), lambda _start, _end: b"", rows_max=0).total == 60


def test_a_later_mark_counts() -> None:
    index, _ = indexed(ENTRIES)
    assert index.add(mark_line(9, marked=False), 10**6)
    assert index.add(mark_line(1, marked=True), 10**6)
    assert [number for number in (1, 9, 11) if index.is_marked(number)] == [1, 11]


def test_an_entry_is_found_by_its_number() -> None:
    index, content = indexed(ENTRIES)
    place = index.place(31)
    assert place is not None
    assert read_entry(content[slice(*place)]) == ENTRIES[15]
    assert index.place(32) is None


@pytest.mark.parametrize(
    "line", [b"", b"\n", b"{}\n", b'{"number":1}\n', entry_line(entry(number=1))[:-9], entry_line(entry(number=0))]
)
def test_damaged_lines_are_refused(line: bytes) -> None:
    assert not HistoryIndex().add(line, 0)


def test_a_number_that_does_not_grow_is_damage() -> None:
    index, _ = indexed(ENTRIES[:2])
    assert not index.add(entry_line(ENTRIES[1]), 10**6)
