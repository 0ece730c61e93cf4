"""What makes the answers to one payload differ from each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Final

from workbench.errors import WorkbenchError
from workbench.session.values.json_difference import JsonDifference


class DriftCause(Enum):
    """What an answer depends on beside its payload, in the order in which it is looked for."""

    UNKNOWN = "unknown"
    """Fresh instances with the same clock, seed and storage answer otherwise: nothing that this host gives."""
    CLOCK = "clock"
    """The time that the host tells."""
    RANDOM = "random"
    """The random bytes that the host gives."""
    STORAGE = "storage"
    """What the plugin stored in the host during earlier calls."""
    MEMORY = "memory"
    """What the instance kept in its own memory from earlier calls."""

    @property
    def is_hidden(self) -> bool:
        """Whether nobody outside of the plugin can see or restore it."""
        return self in {DriftCause.UNKNOWN, DriftCause.MEMORY}

    @property
    def short(self) -> str:
        """What it is, in two words or less."""
        return _SHORT[self]

    @property
    def sentence(self) -> str:
        """What it is, behind "depends on"."""
        return _SENTENCES[self]


_SHORT: Final = {
    DriftCause.UNKNOWN: "unknown",
    DriftCause.CLOCK: "clock",
    DriftCause.RANDOM: "random bytes",
    DriftCause.STORAGE: "storage",
    DriftCause.MEMORY: "instance memory",
}
_SENTENCES: Final = {
    DriftCause.UNKNOWN: "something that the host does not give: the same clock, seed and storage, another answer",
    DriftCause.CLOCK: "the host's clock",
    DriftCause.RANDOM: "the host's random bytes",
    DriftCause.STORAGE: "what earlier calls stored in the host",
    DriftCause.MEMORY: "what earlier calls left in the instance's memory: another instance answers otherwise",
}


@dataclass(frozen=True, slots=True)
class Drift:
    """One cause of one function, and the first thing that it changes."""

    cause: DriftCause
    call: int
    """The number of the call that was answered otherwise, from 2 on: the first one is what it is compared with."""
    difference: JsonDifference | None
    """The first difference of the two answers; None: they ended otherwise, or one was no answer."""
    before: str
    """How the first call ended: `ok`, or the stage where it fell back."""
    after: str


@dataclass(frozen=True, slots=True)
class FunctionDrift:
    """What was found of one function."""

    function: str
    calls: int
    """Made for each cause."""
    found: tuple[Drift, ...] = ()
    """One for each cause; empty: the answer depends on its payload alone."""


@dataclass(frozen=True, slots=True)
class DriftReport:
    """What was found of all functions."""

    functions: Sequence[FunctionDrift]

    @property
    def passed(self) -> bool:
        """Whether no answer depends on state that nobody outside of the plugin can see."""
        return not any(drift.cause.is_hidden for one in self.functions for drift in one.found)


@dataclass(frozen=True, slots=True)
class DriftState:
    """What a person looks for on the screen, running or over."""

    generation: int
    function: str
    """The function that got the payload of the editor; the others got typical ones."""
    report: DriftReport | None = None
    """None: it runs, or could not be run."""
    error: WorkbenchError | None = None
    """Why it could not be run."""

    @property
    def is_running(self) -> bool:
        """Whether it still runs."""
        return self.report is None and self.error is None
