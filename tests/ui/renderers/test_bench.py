"""The sheet of what a call costs, as text."""

from __future__ import annotations

from dataclasses import replace

import pytest

from workbench.errors.operator import EngineUnavailable
from workbench.protocol.dispatch import DispatchOutcome
from workbench.session.values.benchmark import BenchReport, BenchState, BenchStep, Bucket, Spread
from workbench.ui.renderers import bench as contents
from workbench.ui.renderers.bench import LEVELS, sparkline, time


def spread(median_us: float, count: int = 1_000) -> Spread:
    return Spread(count, median_us * 0.8, median_us, median_us * 2)


REPORT = BenchReport(
    DispatchOutcome("shape", 1, None),
    payload_bytes=239,
    output_bytes=100,
    compile=spread(650_000, 3),
    instantiate=spread(348, 20),
    call=spread(25.4),
    bare=spread(22.0),
    border=spread(190),
    course_us=(20.0, 25.0, 30.0),
    buckets=(Bucket(20, 30, 990), Bucket(30, 5_000, 1)),
)
DONE = BenchState(2, "dialect 0.1.0", "shape", "{}", 1_000, report=REPORT)
SLOWER = replace(DONE, generation=1, report=replace(REPORT, call=spread(50.8), compile=None))


def text(bench: BenchState | None, width: int = 76) -> str:
    return "\n".join(line.content.plain for line in contents.lines(bench, width))


def test_every_part_has_its_figures() -> None:
    rows = [line.split() for line in text(DONE).split("\n")]
    assert ["call", "in", "a", "series", "20.3", "µs", "25.4", "µs", "50.8", "µs", "1,000"] in rows
    assert ["compile,", "cold", "520.0", "ms", "650.0", "ms", "1.3", "s", "3"] in rows
    assert "a call in a series costs 1.15 x bare" in text(DONE)
    assert "the process border adds 168 µs a call" in text(DONE)


def test_the_headline_says_what_matters_most() -> None:
    assert contents.summary(DONE).plain == "✓ 25.4 µs a call   39,370 per second"
    assert contents.summary(replace(DONE, previous=SLOWER)).plain.endswith("0.50 x gen 1")


def test_the_former_medians_stand_beside_the_new_ones() -> None:
    shown = text(replace(DONE, previous=SLOWER))
    assert "of       gen 1 median" in shown
    assert "1,000            50.8 µs" in shown
    assert shown.count("\n") == text(DONE).count("\n")


def test_the_series_is_drawn_and_counted() -> None:
    shown = text(DONE)
    assert "in order, medians from 20.0 µs to 30.0 µs\n▁▅█" in shown
    assert "20.0 µs to   30.0 µs  ━" in shown
    assert " 990" in shown
    assert "━ 1" in shown


@pytest.mark.parametrize("width", [20, 40, 76, 200])
def test_bars_and_columns_fit_the_width(width: int) -> None:
    long = replace(DONE, report=replace(REPORT, course_us=tuple(float(one) for one in range(120))))
    drawn = [line for line in text(long, width).split("\n") if set(line) & set(LEVELS)]
    assert drawn
    assert all(len(line) <= width for line in drawn)
    assert all(len(line) <= max(width, 38) for line in text(long, width).split("\n") if "━" in line)


@pytest.mark.parametrize(
    ("values", "shown"),
    [([1.0], "▁"), ([1.0, 1.0], "▁▁"), ([1.0, 8.0, 4.5], "▁█▅"), ([1.0, 1.0, 1.0, 9.0], "▁█")],
)
def test_a_sparkline_goes_from_the_least_to_the_largest(values: list[float], shown: str) -> None:
    assert sparkline(values, len(shown)) == shown


def test_while_it_runs_it_says_how_far_it_is() -> None:
    running = replace(DONE, report=None, step=BenchStep("border", 200, 1_000))
    assert contents.summary(running).plain == "◐ measuring  shape  200 of 1,000 calls through the border"
    assert "K ends it" in text(running)


def test_before_the_first_the_key_is_named() -> None:
    assert contents.summary(None).plain == "nothing measured yet"
    assert "r  measures" in text(None)


def test_what_could_not_be_measured_says_why() -> None:
    failed = replace(DONE, report=None, error=EngineUnavailable(reason="gone"))
    assert contents.summary(failed).plain == "✕ not measured  shape"
    assert "gone" in text(failed)
    early = replace(DONE, report=replace(REPORT, ended_early="after 7 calls: \x1b[1mcancelled"))
    assert "ended early: after 7 calls: ␛[1mcancelled" in text(early)
    assert contents.summary(early).plain.endswith("ended early")
    nothing = replace(DONE, report=BenchReport(DispatchOutcome("shape", None, None), ended_early="it traps"))
    assert "it traps" in text(nothing)


@pytest.mark.parametrize(
    ("wall_us", "shown"), [(25.44, "25.4 µs"), (-3.0, "-3.0 µs"), (100.2, "100 µs"), (1_500, "1.5 ms")]
)
def test_short_times_have_a_decimal(wall_us: float, shown: str) -> None:
    assert time(wall_us) == shown
