"""Recordings: dispatches that were kept to be sent again and compared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from workbench.protocol.host_functions import ClockSetting, RandomSetting
from workbench.protocol.profiles import Profile
from workbench.protocol.redaction.found import Found
from workbench.session.values.conditions import USUAL_CONDITIONS, Conditions
from workbench.session.values.replay_verdict import CallEffect, ReplayRules


@dataclass(frozen=True, slots=True)
class SavedRecording:
    """What was saved."""

    path: str
    calls: int
    """0: there was nothing to save, and nothing was written."""
    left_out: Mapping[int, str] = field(default_factory=dict)
    """Why an entry is not part of it, by its number."""
    taken_out: Mapping[str, int] = field(default_factory=dict)
    """In how many calls each kind of secret was taken out, by the name of its header or field."""
    places: tuple[Found, ...] = ()
    """The first places where a secret stood, each with its rule."""
    kept: tuple[Found, ...] = ()
    """What looks like a secret, and was kept."""
    replaced: int = 0
    """The calls of the recording that stood there before; its rules are kept."""


DEFAULT_SEED: Final = "recording"


@dataclass(frozen=True, slots=True)
class Given:
    """What the host is set to before a call; None leaves it as the call before left it."""

    storage: Mapping[str, bytes] | None = None
    clock: ClockSetting | None = None
    random: RandomSetting | None = None

    @property
    def changes_nothing(self) -> bool:
        """True when the host stays as it is."""
        return self.storage is None and self.clock is None and self.random is None


@dataclass(frozen=True, slots=True)
class RecordedCall:
    """One dispatch to be repeated, and what came of it."""

    function: str
    payload: str
    """The request as text."""
    effect: CallEffect
    given: Given = Given()
    fresh: bool = False
    note: str = ""
    bare: str | None = field(default=None, compare=False)
    """What crosses the border for the payload, but for the version; None: not known, to be found out from it."""


@dataclass(frozen=True, slots=True)
class Recording:
    """Calls in their order, and what they are made under."""

    plugin: str
    profile: Profile = Profile.V0_1
    budget: str = "serving"
    conditions: Conditions = USUAL_CONDITIONS
    clock_unix_ms: int = 0
    seed: str = DEFAULT_SEED
    rules: ReplayRules = field(default_factory=ReplayRules)
    calls: tuple[RecordedCall, ...] = ()
