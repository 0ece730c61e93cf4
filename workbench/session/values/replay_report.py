"""A recording replayed on a build: what became of each call."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from workbench.protocol.dispatch import DispatchOutcome
from workbench.protocol.profiles import DEFAULT_PROFILE, Profile
from workbench.session.values.recording import RecordedCall
from workbench.session.values.replay_verdict import (
    CallComparison,
    CallEffect,
    ReplayVerdict,
    count_verdicts,
)


@dataclass(frozen=True, slots=True)
class ReplayedCall:
    """One recorded call, made again."""

    number: int
    """Its place in the recording, from 1."""
    recorded: RecordedCall
    outcome: DispatchOutcome
    effect: CallEffect
    comparison: CallComparison
    profile: Profile = DEFAULT_PROFILE
    """What it was made under now."""


@dataclass(frozen=True, slots=True)
class ReplayReport:
    """All calls of a recording, made again; or fewer when it was ended before."""

    calls: tuple[ReplayedCall, ...]

    @property
    def passed(self) -> bool:
        """True when nothing differs that counts."""
        return all(call.comparison.verdict is ReplayVerdict.SAME for call in self.calls)

    @property
    def counts(self) -> Mapping[ReplayVerdict, int]:
        """How often each verdict was given."""
        return count_verdicts(call.comparison for call in self.calls)
