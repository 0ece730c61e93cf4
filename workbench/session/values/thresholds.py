"""What a plugin uses, what it may use, and what it used before."""

from __future__ import annotations

from dataclasses import dataclass

from workbench.errors.thresholds import ThresholdExceeded, ThresholdUnmeasured


@dataclass(frozen=True, slots=True)
class Limits:
    """The most that a plugin may use; None: as much as it likes."""

    fuel_share: float | None = None
    """Of the strict budget, for each dispatch that a check makes; 0.8 is 80 %."""
    wall_us: int | None = None
    """Microseconds of each call that a check makes."""
    size_bytes: int | None = None
    growth_share: float | None = None
    """By how much size and fuel may be above the baseline; 0.1 is 10 %."""


@dataclass(frozen=True, slots=True)
class BaselineFigures:
    """What a plugin used when its baseline was written."""

    size_bytes: int
    fuel: int | None = None
    """None: it was not known, or belongs to another version of the engine."""


@dataclass(frozen=True, slots=True)
class Measuring:
    """What a check is to find out beside its verdict, and what that is held against."""

    limits: Limits = Limits()
    baseline: BaselineFigures | None = None
    """None: there is none, or nothing is held against it."""
    with_fuel: bool = False
    """Whether the fuel of the dispatches is needed, which takes a while."""


@dataclass(frozen=True, slots=True)
class Figures:
    """What a plugin uses."""

    size_bytes: int
    wall_us: int
    """Microseconds of the longest call; 0: nothing was called."""
    wall_where: str
    """Which call that was: `handshake`, `dispatch:shape:basic`; empty: none."""
    fuel: int | None
    """The most that a dispatch uses; None: nobody asked, or `fuel_why_not`."""
    fuel_where: str
    fuel_max: int
    """The strict budget; 0: not metered."""
    fuel_why_not: str = ""
    """Why the fuel is not known though somebody asked; untrusted text."""

    @property
    def fuel_share(self) -> float | None:
        """The share of the budget; None: not known."""
        return self.fuel / self.fuel_max if self.fuel is not None and self.fuel_max else None


@dataclass(frozen=True, slots=True)
class ThresholdResult:
    """One figure beside its limit."""

    threshold: str
    """The option, without its dashes."""
    figure: str
    """`size`, `wall` or `fuel`."""
    found: int | None
    """In `unit`; None: not known."""
    limit: int | None
    """None: there is nothing to hold it against."""
    unit: str
    where: str = ""
    remark: str = ""
    """Why it is not judged; empty: it is."""
    error: ThresholdExceeded | ThresholdUnmeasured | None = None

    @property
    def passed(self) -> bool | None:
        """Whether the figure is within its limit; None: it was not judged."""
        return None if self.remark else self.error is None
