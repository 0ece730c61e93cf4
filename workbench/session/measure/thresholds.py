"""Holds figures against limits, and against what they were before. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from workbench.errors.thresholds import ThresholdExceeded, ThresholdUnmeasured
from workbench.session.values.thresholds import Figures, Measuring, ThresholdResult

_NO_BASELINE = "not in the baseline: --update adds it"
_FUEL = "units of fuel"
_NO_DISPATCH = "nothing was dispatched"


def judged(figures: Figures, measuring: Measuring, *, is_good: bool) -> tuple[ThresholdResult, ...]:
    """Return each figure that was given a limit, beside it. `is_good`: the plugin could be dispatched."""
    return tuple(_judged(figures, measuring, is_good=is_good))


def _judged(figures: Figures, measuring: Measuring, *, is_good: bool) -> Iterator[ThresholdResult]:
    limits = measuring.limits
    if limits.size_bytes is not None:
        yield _held("max-size", "size", figures.size_bytes, limits.size_bytes, "bytes")
    if limits.wall_us is not None:
        yield _held("max-wall", "wall", figures.wall_us, limits.wall_us, "µs", figures.wall_where)
    if limits.fuel_share is not None:
        means = f"{_percent(limits.fuel_share)} of the budget"
        yield _fuel("max-fuel", figures, int(figures.fuel_max * limits.fuel_share), means, is_good=is_good)
    if limits.growth_share is not None:
        yield from _growth(figures, measuring, limits.growth_share, is_good=is_good)


def _growth(figures: Figures, measuring: Measuring, share: float, *, is_good: bool) -> Iterator[ThresholdResult]:
    before = measuring.baseline
    if before is None:
        yield ThresholdResult("max-growth", "size", figures.size_bytes, None, "bytes", remark=_NO_BASELINE)
        return
    means = f"{_percent(share)} above the baseline's {before.size_bytes:,}"
    limit = int(before.size_bytes * (1 + share))
    yield _held("max-growth", "size", figures.size_bytes, limit, "bytes", means=means)
    if before.fuel is not None:
        means = f"{_percent(share)} above the baseline's {before.fuel:,}"
        yield _fuel("max-growth", figures, int(before.fuel * (1 + share)), means, is_good=is_good)


def _fuel(threshold: str, figures: Figures, limit: int, means: str, *, is_good: bool) -> ThresholdResult:
    if figures.fuel is not None:
        return _held(threshold, "fuel", figures.fuel, limit, _FUEL, figures.fuel_where, means)
    if not is_good:
        return ThresholdResult(threshold, "fuel", None, limit, _FUEL, remark=_NO_DISPATCH)
    error = ThresholdUnmeasured(threshold, "fuel", figures.fuel_why_not or "not measured")
    return ThresholdResult(threshold, "fuel", None, limit, _FUEL, error=error)


def _held(
    threshold: str, figure: str, found: int, limit: int, unit: str, where: str = "", means: str = ""
) -> ThresholdResult:
    error = None if found <= limit else ThresholdExceeded(threshold, figure, found, limit, unit, where, means)
    return ThresholdResult(threshold, figure, found, limit, unit, where, error=error)


def _percent(share: float) -> str:
    return f"{share * 100:.4g}%"
