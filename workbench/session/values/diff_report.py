"""Two builds side by side: what they are, and what they answered to the same calls."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from workbench.session.values.build_comparison import BuildComparison, Pair, Part
from workbench.session.values.call_comparison import ComparedCall
from workbench.session.values.generation import Generation
from workbench.session.values.replay_verdict import ReplayVerdict


@dataclass(frozen=True, slots=True)
class DiffReport:
    """What was found of two builds."""

    old: Generation
    new: Generation
    calls: Sequence[ComparedCall]
    builds: BuildComparison
    fuel_max: int
    """Of L2 and L3; 0: not metered."""
    versions: Mapping[str, str]
    """Of the engine, to which the prices of fuel belong."""
    unmatched: tuple[str, ...] = ()
    """Pointers of the rules that lead to no value in any call on either build."""

    @property
    def same(self) -> bool:
        """Whether nothing differs."""
        return self.builds.same and all(call.comparison.verdict is ReplayVerdict.SAME for call in self.calls)

    @property
    def size(self) -> Pair:
        """The sizes of the modules in bytes."""
        return self.builds.parts[Part.MODULE][0]

    @property
    def sections(self) -> list[Pair]:
        """The sections that differ, the largest change first."""
        return sorted(self.builds.differing(Part.SECTIONS), key=lambda pair: -abs((pair.new or 0) - (pair.old or 0)))
