"""Reports for agents: short ones as they are, long ones cut where they are longest, and it is said where."""

from __future__ import annotations

import pytest

from workbench.mcp_server.shortening import shortened
from workbench.reports.json.json_text import json_text

MAX = 10_000


def test_a_report_that_is_short_enough_is_left_as_it_is() -> None:
    report = {"a": ["b"] * 100}
    assert shortened(report, MAX) == (report, ())


@pytest.mark.parametrize(
    "report",
    [
        {"body": "x" * 1_000_000},
        {"exports": [{"name": f"export-{number}"} for number in range(100_000)]},
        {f"name-{number}": "x" * 100 for number in range(5_000)},
        {"n" * 1_000_000: 1},
        {"deep": [[["y" * 3_000] * 10] * 10] * 5},
        {"control": "\u202e" * 100_000},
    ],
)
def test_a_long_one_is_cut_below_the_limit_and_says_so(report: dict[str, object]) -> None:
    short, notes = shortened(report, MAX)
    assert len(json_text(short)) <= MAX
    assert notes and all(len(note) < 500 for note in notes)
    assert len(notes) <= 12


def test_what_is_cut_is_named_with_its_place_and_what_was_there() -> None:
    short, notes = shortened({"outcome": "ok", "logs": [{"message": "x" * 50_000}]}, MAX)
    assert short["outcome"] == "ok"
    assert short["logs"][0]["message"] == "x" * 4_096 + "…"
    assert notes == (
        "the report is cut: ask again with whole, or run the command of the same name with --format json",
        "cut: /logs/0/message (4,096 of 50,000 characters)",
    )


def test_what_no_cut_makes_short_enough_is_left_out_as_a_whole() -> None:
    deep: dict[str, object] = {}
    for _ in range(6):
        deep = {str(number): deep for number in range(3)}
    report, notes = shortened(deep, 200)
    assert report == {}
    assert notes == ("left out: the whole report, which is too long however much is cut; ask for less",)
