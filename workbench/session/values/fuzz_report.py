"""What came of sending many requests that nobody thought of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from workbench.errors import WorkbenchError
from workbench.protocol.host_effect.effect import Effect
from workbench.protocol.json.parsing import JsonValue
from workbench.session.values.generation import Generation

RUNS: Final = 1_000
"""Requests for each function when nothing else is asked for."""
RUNS_MAX: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class FuzzRequest:
    """What to send."""

    functions: tuple[str, ...]
    """Of the seven, in order; empty: each that is negotiated."""
    seed: str
    runs: int = RUNS
    """For each function."""
    base: str | None = None
    """A request as JSON text to be changed, beside the usual ones; None: those alone. For one function only."""
    pointer: str = ""
    """Only what stands at this JSON pointer, or below it, is changed; empty: all of it."""
    factory_state: JsonValue = None
    """What a signer is built with; None is what a host sends."""
    allows_refusals: bool = False
    """An error that the plugin returns by itself is no failure."""


@dataclass(frozen=True, slots=True)
class Ending:
    """How a dispatch ended, without what differs from payload to payload: alike endings have one cause."""

    stage: str | None
    """Where it fell back; None: ok."""
    effect: Effect
    """What a host does."""
    cause: str = ""
    """What failed, on one line, with numbers and quoted parts left out. Untrusted text. Empty: nothing did."""
    place: str | None = None
    """Where in the module it trapped: the innermost frame. Untrusted text. None: it did not, or nobody knows."""
    is_refusal: bool = False
    """The plugin returned an error by itself: it neither trapped nor met a limit."""

    @property
    def is_used(self) -> bool:
        """Whether a host uses the answer."""
        return self.stage is None and self.effect in {Effect.USED, Effect.USED_IN_PART}


@dataclass(frozen=True, slots=True)
class EndingCount:
    """How often dispatches ended in one way."""

    ending: Ending
    count: int
    first: int
    """The number of the first request that ended so, from 1."""


@dataclass(frozen=True, slots=True)
class FuzzFailure:
    """A request that failed, and the smallest one found that fails in the same way."""

    ending: Ending
    number: int
    """Of the request, from 1: the same seed gives it again."""
    payload: str
    shrunk: str
    """The smallest one, as JSON text; the payload itself when nothing of it could be made smaller."""
    tries: int
    """Requests that were sent to find it."""
    is_smallest: bool
    """False: the search was cut off, and a smaller one may exist."""
    needs_earlier: bool = False
    """It fails only behind the requests before it: on an instance of its own it does not, and is not shrunk."""
    error: WorkbenchError | None = None
    """What the smallest one failed with; None: its answer is ok, and a host does not use it."""


@dataclass(frozen=True, slots=True)
class FunctionFuzz:
    """What came of one function."""

    function: str
    runs: int
    """Requests that were sent."""
    counts: tuple[EndingCount, ...] = ()
    """The most frequent first."""
    failures: tuple[FuzzFailure, ...] = ()
    """One for each ending that is a failure, in the order in which they were found."""
    error: WorkbenchError | None = None
    """Why nothing could be sent; None: it could."""
    ended_early: str | None = None
    """Why not all requests were sent; None: they were."""
    wall_us: int = 0
    """Microseconds of all calls together."""

    @property
    def refuses_usual(self) -> bool:
        """Whether the plugin refused the very first request, which is a usual one."""
        return any(one.first == 1 and one.ending.is_refusal for one in self.counts)

    @property
    def passed(self) -> bool:
        """Whether requests could be sent, and none failed."""
        return self.error is None and not self.failures


@dataclass(frozen=True, slots=True)
class FuzzReport:
    """What came of all functions."""

    generation: Generation
    seed: str
    functions: Sequence[FunctionFuzz]
    saved: Mapping[str, str] = field(default_factory=dict)
    """Where the shrunk request of a failure was saved, by its text."""

    @property
    def passed(self) -> bool:
        """Whether there was something to send, and nothing failed."""
        return bool(self.functions) and all(one.passed for one in self.functions)

    @property
    def error(self) -> WorkbenchError | None:
        """What kept every request from being sent; None: nothing did."""
        failed = self.generation.failed_layer
        return failed.error if failed is not None else next((one.error for one in self.functions if one.error), None)


@dataclass(frozen=True, slots=True)
class FuzzStep:
    """How far a run is."""

    function: str
    sent: int
    runs: int
    """To be sent to this function."""


@dataclass(frozen=True, slots=True)
class FuzzState:
    """A run on the screen, going on or over."""

    generation: int
    plugin: str
    """Name and version. Untrusted text."""
    request: FuzzRequest
    step: FuzzStep | None = None
    """How far it is; None: it is over."""
    report: FuzzReport | None = None
    """None: it goes on, or could not be run."""
    error: WorkbenchError | None = None
    """Why it could not be run."""
