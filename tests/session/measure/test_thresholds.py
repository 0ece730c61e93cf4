"""Figures beside limits: what is judged, what cannot be, and by how much a limit is exceeded."""

from __future__ import annotations

from dataclasses import replace

import pytest

from workbench.errors.thresholds import ThresholdExceeded, ThresholdUnmeasured
from workbench.session.measure.thresholds import judged
from workbench.session.values.thresholds import BaselineFigures, Figures, Limits, Measuring, ThresholdResult

FIGURES = Figures(
    size_bytes=1_000, wall_us=500, wall_where="handshake", fuel=80, fuel_where="dispatch:shape:basic", fuel_max=100
)


def results(
    limits: Limits, figures: Figures = FIGURES, baseline: BaselineFigures | None = None, *, is_good: bool = True
) -> tuple[ThresholdResult, ...]:
    return judged(figures, Measuring(limits, baseline), is_good=is_good)


@pytest.mark.parametrize(
    ("limits", "over"),
    [
        (Limits(size_bytes=1_000), None),
        (Limits(size_bytes=999), 1),
        (Limits(wall_us=500), None),
        (Limits(wall_us=400), 100),
        (Limits(fuel_share=0.8), None),
        (Limits(fuel_share=0.5), 30),
    ],
)
def test_a_figure_may_reach_its_limit_and_not_exceed_it(limits: Limits, over: int | None) -> None:
    (found,) = results(limits)
    assert found.passed is (over is None)
    assert (found.error.over if isinstance(found.error, ThresholdExceeded) else None) == over


def test_only_what_was_given_a_limit_is_judged() -> None:
    assert results(Limits()) == ()


def test_the_call_with_the_figure_is_named() -> None:
    wall, fuel = results(Limits(wall_us=1, fuel_share=0.1))
    assert (wall.where, fuel.where) == ("handshake", "dispatch:shape:basic")


@pytest.mark.parametrize(("size", "fuel", "passed"), [(910, 73, [True, True]), (909, 72, [False, False])])
def test_growth_is_that_of_size_and_fuel_above_the_baseline(size: int, fuel: int, passed: list[bool]) -> None:
    found = results(Limits(growth_share=0.1), baseline=BaselineFigures(size, fuel))
    assert [(one.figure, one.passed) for one in found] == list(zip(("size", "fuel"), passed, strict=True))


def test_a_plugin_that_is_new_is_not_held_against_the_baseline() -> None:
    (found,) = results(Limits(growth_share=0.1))
    assert (found.passed, found.remark) == (None, "not in the baseline: --update adds it")


def test_fuel_of_another_engine_is_not_held_against_anything() -> None:
    assert [one.figure for one in results(Limits(growth_share=0), baseline=BaselineFigures(1_000, None))] == ["size"]


def test_a_limit_whose_figure_is_not_known_fails() -> None:
    (found,) = results(Limits(fuel_share=0.8), replace(FIGURES, fuel=None, fuel_why_not="it answers at random"))
    assert found.passed is False
    assert isinstance(found.error, ThresholdUnmeasured)
    assert found.error.reason == "it answers at random"


def test_a_plugin_that_a_host_rejects_has_no_fuel_to_judge() -> None:
    (found,) = results(Limits(fuel_share=0.8), replace(FIGURES, fuel=None), is_good=False)
    assert (found.passed, found.remark) == (None, "nothing was dispatched")
