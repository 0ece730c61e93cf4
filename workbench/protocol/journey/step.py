"""What happened in a journey, step by step, and what the caller got. Values only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, Final

from workbench.protocol.calls import LogLine
from workbench.protocol.dispatch import DispatchOutcome
from workbench.protocol.functions import WIRE_FUNCTIONS, Policy
from workbench.protocol.host_effect.effect import AnswerEffect, Effect
from workbench.protocol.host_effect.observe_batch import BATCHES_DROPPED, EVENTS_DROPPED
from workbench.protocol.host_effect.results import UpstreamRequest
from workbench.protocol.journey.assumptions import Assumption
from workbench.protocol.journey.cast import Cast, Player
from workbench.protocol.journey.proxied_request import ProxiedRequest
from workbench.protocol.journey.upstream import UpstreamAnswer, UpstreamChoice
from workbench.protocol.profiles import DEFAULT_PROFILE, Profile

UPSTREAM: Final = "upstream"
"""The name of the step in which the request leaves the host."""


class StepKind(Enum):
    """Who acts in a step."""

    CALL = "call"
    """A plugin."""
    NO_PLUGIN = "no_plugin"
    """Nobody has the function: the workbench does the plainest thing."""
    UPSTREAM = "upstream"


@dataclass(frozen=True, slots=True)
class JourneyPlan:
    """All that decides a journey, but for what plugins answer."""

    request: ProxiedRequest
    cast: Cast
    answers: tuple[UpstreamChoice, ...]
    """What the upstream answers to the first attempt, and to a further one; the last holds for those behind it."""
    profile: Profile = DEFAULT_PROFILE
    factory_state: Any = None
    """What the operator configured for the signer, as a JSON value; a host sends None (PROTOCOL.md section 8a)."""
    edits: Mapping[str, str] = field(default_factory=dict)
    """What is sent in place of what the host would send, as JSON text or anything else, by the name of the step."""


@dataclass(frozen=True, slots=True)
class JourneyStep:
    """One step."""

    name: str
    """The function, or `upstream`; of its second time `sign.2`, and so on."""
    kind: StepKind
    why: str
    """What the host does here, and why: one plain sentence."""
    came: str
    """What came of it: one plain sentence. May quote the plugin, so untrusted text."""
    function: str | None = None
    """None: no wire function is concerned."""
    player: Player | None = None
    """Who was asked; None: nobody."""
    payload: str | None = None
    """What was sent to the plugin, without `_v`; None: nothing was."""
    is_edited: bool = False
    """The payload is one that a person put in place of the host's."""
    outcome: DispatchOutcome | None = None
    """None: no plugin was asked."""
    effect: AnswerEffect | None = None
    """What the host did with the outcome; None: no plugin was asked."""
    sent: UpstreamRequest | None = None
    """What went upstream; None: nothing did."""
    answer: UpstreamAnswer | None = None
    """What the upstream answered; None: it was not asked."""
    assumed: tuple[Assumption, ...] = ()

    @property
    def wall_us(self) -> int:
        """Microseconds of the call; 0 when nothing was called."""
        call = self.outcome.call if self.outcome else None
        return call.wall_us if call else 0

    @property
    def logs(self) -> tuple[LogLine, ...]:
        """What the plugin logged meanwhile. Untrusted text."""
        call = self.outcome.call if self.outcome else None
        return call.activity.logs if call else ()

    @property
    def is_good(self) -> bool:
        """Whether the host could do what the plugin says; True where no plugin was asked."""
        return self.effect is None or (self.effect.effect in (Effect.USED, Effect.USED_IN_PART) and self.is_ok)

    @property
    def is_ok(self) -> bool:
        """Whether the dispatch was ok; True where no plugin was asked."""
        return self.outcome is None or self.outcome.ok

    @property
    def policy(self) -> Policy | None:
        """What a host falls back to where a plugin fails in this step; None: no wire function is concerned."""
        return None if self.function is None else WIRE_FUNCTIONS[self.function].policy

    @property
    def word(self) -> str:
        """How it ended, in a word or two: an effect, a policy, `no plugin`, a status."""
        if self.answer is not None:
            return f"{self.answer.status}, broken" if self.answer.is_broken else str(self.answer.status)
        if self.outcome is None or self.effect is None:
            return "no plugin"
        return self.effect.effect.value if self.outcome.policy is None else self.outcome.policy.value


@dataclass(frozen=True, slots=True)
class CallerAnswer:
    """What the caller of the proxy gets in the end."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes = field(repr=False)
    why: str
    """One plain sentence."""
    failed_at: str | None = None
    """The step at which the host failed the request; None: it did not."""
    is_cut: bool = False
    """The body ends in the middle."""
    assumed: tuple[Assumption, ...] = ()


@dataclass(frozen=True, slots=True)
class ObserverCount:
    """What became of the events of one observer."""

    player: Player
    batches: int
    """That were sent, those that were dropped included."""
    events: int
    batches_dropped: int
    """Their dispatch fell back: they are lost, and counted by the host."""
    events_dropped: int


@dataclass(frozen=True, slots=True)
class JourneyEnd:
    """A journey that is over."""

    steps: tuple[JourneyStep, ...]
    caller: CallerAnswer
    observers: tuple[ObserverCount, ...]

    @property
    def assumed(self) -> tuple[Assumption, ...]:
        """All that was assumed, each once, in the order of `Assumption`."""
        found = {one for step in self.steps for one in step.assumed} | set(self.caller.assumed)
        return tuple(one for one in Assumption if one in found)

    @property
    def metrics(self) -> dict[str, int]:
        """The host's counters of what observers lost, over all of them (PROTOCOL.md section 8a)."""
        return {
            BATCHES_DROPPED: sum(one.batches_dropped for one in self.observers),
            EVENTS_DROPPED: sum(one.events_dropped for one in self.observers),
        }


@dataclass(frozen=True, slots=True)
class NextCall:
    """The call that comes next. Its outcome is awaited."""

    name: str
    function: str
    player: Player
    payload: str
    """JSON text without `_v`, or what a person wrote."""
    done: tuple[JourneyStep, ...]
    """The steps before it."""


def with_edit(edits: Mapping[str, str], steps: tuple[JourneyStep, ...], name: str, payload: str) -> dict[str, str]:
    """Return the edits of a journey that goes on from a step with another input: those behind that step are dropped."""
    before = []
    for step in steps:
        if step.name == name:
            break
        before.append(step.name)
    return {**{one: edits[one] for one in before if one in edits}, name: payload}


def is_step_name(text: str) -> bool:
    """Say whether a step in which a plugin is called can have this name: `sign`, `sign.2`."""
    function, dot, times = text.partition(".")
    has_place = not dot or (times.isascii() and times.isdigit() and not times.startswith("0") and times != "1")
    return function in WIRE_FUNCTIONS and has_place
