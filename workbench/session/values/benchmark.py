"""What a call of a plugin costs, and what its parts cost, in microseconds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from workbench.errors import WorkbenchError
from workbench.protocol.dispatch import DispatchOutcome

COURSE_MAX: Final = 120


@dataclass(frozen=True, slots=True)
class Spread:
    """How the times of one part are spread, in microseconds."""

    count: int
    """Above 0."""
    minimum_us: float
    median_us: float
    p95_us: float
    """95 of 100 took at most this."""


@dataclass(frozen=True, slots=True)
class Bucket:
    """How many calls of a series took about as long."""

    from_us: float
    to_us: float
    """Not included, but for the last bucket."""
    count: int


@dataclass(frozen=True, slots=True)
class BenchStep:
    """How far the measuring is."""

    what: str
    """`series`, `border`, `compile` or `instantiate`."""
    done: int
    total: int


Going = Callable[[BenchStep], bool]
"""Gets each step; returns False to end the measuring early."""


@dataclass(frozen=True, slots=True)
class BenchReport:
    """What was measured. A part is None when it was not reached."""

    outcome: DispatchOutcome
    """Of a first call, before anything is measured."""
    payload_bytes: int = 0
    output_bytes: int = 0
    compile: Spread | None = None
    instantiate: Spread | None = None
    call: Spread | None = None
    """A call in a series, in the process that runs it, with all that belongs to it but the border."""
    bare: Spread | None = None
    """The engine's own call, and the reading of its output, on the same instance."""
    border: Spread | None = None
    """One call after the other from our process, there and back."""
    course_us: tuple[float, ...] = ()
    """The series in its order: the medians of at most `COURSE_MAX` slices of it."""
    buckets: tuple[Bucket, ...] = ()
    """The calls of the series by how long they took; the last bucket holds the slowest, as few or many as they are."""
    ended_early: str | None = None
    """What ended the measuring early; None: nothing did. Untrusted text."""

    @property
    def per_second(self) -> float | None:
        """Calls in a series that fit into a second; None when none was measured."""
        return None if self.call is None else 1e6 / max(self.call.median_us, 0.001)

    @property
    def ratio_to_bare(self) -> float | None:
        """A call in a series beside a bare one; None when they were not measured."""
        if self.call is None or self.bare is None:
            return None
        return self.call.median_us / max(self.bare.median_us, 0.001)

    @property
    def border_cost_us(self) -> float | None:
        """What the border adds to a bare call; None when it was not measured."""
        if self.border is None or self.bare is None:
            return None
        return self.border.median_us - self.bare.median_us


@dataclass(frozen=True, slots=True)
class BenchState:
    """A bench, running or done."""

    generation: int
    plugin: str
    """Name and version. Untrusted text."""
    function: str
    payload: str
    runs: int
    step: BenchStep | None = None
    """How far it is; None: it is over."""
    report: BenchReport | None = None
    """None: it runs, or could not be run."""
    error: WorkbenchError | None = None
    """Why it could not be run."""
    previous: BenchState | None = None
    """The same function and payload on another build, to compare with; None: there is none."""

    @property
    def ratio(self) -> float | None:
        """The median of a call beside that of the previous; None: one of them is not known."""
        ours, theirs = (one.report.call if one and one.report else None for one in (self, self.previous))
        return ours.median_us / max(theirs.median_us, 0.001) if ours and theirs else None

    def is_of(self, generation: int, function: str, payload: str) -> bool:
        """Say whether it measures this payload of this function on this build."""
        return (self.generation, self.function, self.payload) == (generation, function, payload)
