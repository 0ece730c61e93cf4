"""Bars of times that follow each other."""

from __future__ import annotations

import pytest

from workbench.session.values.waterfall import waterfall


def test_each_bar_begins_where_the_one_before_ends() -> None:
    assert waterfall([10, 10, 20], 8) == ["██", "  ██", "    ████"]


def test_a_step_that_took_no_time_has_no_bar() -> None:
    assert waterfall([0, 5], 4) == ["", "████"]
    assert waterfall([0, 0], 4) == ["", ""]


@pytest.mark.parametrize("spans", [[1, 1_000_000], [1_000_000, 1], [1] * 50, [3, 1, 4, 1, 5, 9, 2, 6]])
def test_every_bar_is_seen_and_stays_within_its_cells(spans: list[int]) -> None:
    for bar in waterfall(spans, 20):
        assert bar.strip()
        assert len(bar) <= 20
