"""What came of taking one proxied request through plugins."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from workbench.errors import WorkbenchError
from workbench.errors.operator import SettingInvalid
from workbench.protocol.journey.cast import Cast
from workbench.protocol.journey.proxied_request import ProxiedRequest
from workbench.protocol.journey.step import JourneyEnd, JourneyStep
from workbench.protocol.journey.upstream import UpstreamChoice
from workbench.protocol.json.parsing import JsonValue
from workbench.session.values.generation import Generation

ATTEMPTS_MAX: Final = 2
"""A host sends a request once, and once more when the plugin refreshes its credentials."""


@dataclass(frozen=True, slots=True)
class JourneyRequest:
    """What to take through the plugins."""

    proxied: ProxiedRequest
    answers: tuple[UpstreamChoice, ...] = (UpstreamChoice.OK,)
    """Of the upstream, to the first attempt and to a further one; the last holds for those behind it."""
    factory_state: JsonValue = None
    """What a signer is built with; None is what a host sends."""
    edits: Mapping[str, str] = field(default_factory=dict)
    """What is sent in place of what the host would send, by the name of the step."""


@dataclass(frozen=True, slots=True)
class JourneyPlugin:
    """One of the plugins, as the host found it."""

    generation: Generation
    functions: tuple[str, ...] = ()
    """The wire functions that it implements, in the order of the protocol; empty: it was rejected, or has none."""

    @property
    def error(self) -> WorkbenchError | None:
        """Why a host does not serve it; None: it does."""
        return self.generation.error


@dataclass(frozen=True, slots=True)
class JourneyReport:
    """A journey, as far as it came."""

    request: JourneyRequest
    plugins: tuple[JourneyPlugin, ...]
    """In the order in which they were given."""
    cast: Cast
    steps: tuple[JourneyStep, ...] = ()
    end: JourneyEnd | None = None
    """None: it was cancelled, or no plugin could take part."""

    @property
    def plugins_us(self) -> int:
        """Microseconds of all calls together."""
        return sum(step.wall_us for step in self.steps)

    @property
    def calls(self) -> int:
        """How often a plugin was called."""
        return sum(step.outcome is not None and step.outcome.call is not None for step in self.steps)

    @property
    def unused_edits(self) -> tuple[str, ...]:
        """Names of steps that did not come, so that what was to be sent in them was not."""
        came = {step.name for step in self.steps}
        return tuple(name for name in self.request.edits if name not in came)

    @property
    def rejected(self) -> tuple[JourneyPlugin, ...]:
        """The plugins that a host does not serve."""
        return tuple(one for one in self.plugins if one.error is not None)


@dataclass(frozen=True, slots=True)
class JourneySetup:
    """What a person lets the build that answers be taken through, as it was typed."""

    answers: tuple[UpstreamChoice, ...] = (UpstreamChoice.OK,)
    paths: tuple[str, ...] = ()
    """Files of other plugins that play beside the build."""
    payload: str | None = None
    """A payload of `filter` or `shape` whose request is taken; None: a typical request. May have variables."""
    factory_state: str = ""
    """JSON text that a signer is built with; empty: null, as a host sends. May have variables."""
    edits: Mapping[str, str] = field(default_factory=dict)
    """What is sent in place of what the host would send, by the name of the step. May have variables."""


@dataclass(frozen=True, slots=True)
class JourneyState:
    """A journey on the screen, going on or over."""

    generation: int
    """Of the build that answered when it began."""
    plugin: str
    """Name and version. Untrusted text."""
    setup: JourneySetup
    running: str | None = None
    """The step that is called, empty while plugins are loaded; None: it is over."""
    report: JourneyReport | None = None
    """While it goes on, that of the journey before through the same build. None: there was none, this one could not be
    made, or another build answered before it was over."""
    error: WorkbenchError | None = None
    """Why it could not be made."""
    cancelled: bool = False


def upstream_answers(words: Sequence[str]) -> tuple[UpstreamChoice, ...]:
    """Return what the upstream answers; without words the usual. Raises SettingInvalid: it is asked less often."""
    words = words or [UpstreamChoice.OK.value]
    if len(words) > ATTEMPTS_MAX:
        expected = "at most two: a host makes one further attempt"
        raise SettingInvalid("upstream", None, expected, "option", found=f"{len(words)} answers")
    if len(words) == ATTEMPTS_MAX and words[0] != UpstreamChoice.UNAUTHORIZED.value:
        expected = "401 before a second answer: only after that a host may try again"
        raise SettingInvalid("upstream", words[0], expected, "option")
    return tuple(UpstreamChoice(word) for word in words)
