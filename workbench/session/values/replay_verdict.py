"""What became of a dispatch that was repeated: same, changed, newly failing or fixed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum

from workbench.protocol.profiles import Profile
from workbench.session.values.json_difference import JsonDifference
from workbench.session.values.kept_outcome import KeptOutcome


class ReplayVerdict(Enum):
    """What became of a dispatch."""

    SAME = "same"
    CHANGED = "changed"
    """It answers, or fails, otherwise than before."""
    NEWLY_FAILING = "newly failing"
    FIXED = "fixed"


@dataclass(frozen=True, slots=True)
class CallEffect:
    """What one dispatch did: how it ended, and what it left with the host."""

    outcome: KeptOutcome
    stored: Mapping[str, bytes] | None = field(default_factory=dict)
    """The entries of the plugin's storage that it made or changed; None: not known, and not compared."""
    counters: Mapping[str, int] = field(default_factory=dict)
    """What it added to each counter."""
    logs: tuple[str, ...] | None = ()
    """The lines that it wrote, each with its level in front; None: not known, and not compared."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What two ends of one dispatch are answers to: it decides what a host does with them."""

    function: str
    payload: str
    """As it was typed."""
    before: Profile
    """What the first end was made under."""
    after: Profile
    """What the second end was made under."""


@dataclass(frozen=True, slots=True)
class ReplayRules:
    """Which differences do not count."""

    ignore: tuple[str, ...] = ()
    """JSON pointers; a part that is `*` stands for any one part, and everything beneath is ignored too."""
    tolerances: Mapping[str, float] = field(default_factory=dict)
    """By such a pointer, how far two numbers may be apart."""

    def joined(self, other: ReplayRules) -> ReplayRules:
        """Return the rules of both; of tolerances for one pointer that of `other` holds."""
        return ReplayRules(tuple(dict.fromkeys((*self.ignore, *other.ignore))), {**self.tolerances, **other.tolerances})


NO_RULES = ReplayRules()


@dataclass(frozen=True, slots=True)
class CallComparison:
    """A verdict and what it rests on."""

    verdict: ReplayVerdict
    differences: tuple[JsonDifference, ...] = ()
    """Without those that the rules ignore."""
    cut_off: bool = False
    """True: there may be more than were looked for."""


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """One dispatch across generations."""

    number: int
    """The entry of the history, or the place in the recording from 1."""
    function: str
    cells: tuple[CallComparison | None, ...]
    """One for each generation, in the order that was asked for; None: it was not repeated there."""

    @property
    def worst(self) -> ReplayVerdict | None:
        """The verdict that needs most attention; None: it was repeated nowhere."""
        found = {cell.verdict for cell in self.cells if cell is not None}
        order = (ReplayVerdict.NEWLY_FAILING, ReplayVerdict.CHANGED, ReplayVerdict.FIXED, ReplayVerdict.SAME)
        return next((verdict for verdict in order if verdict in found), None)


def count_verdicts(comparisons: Iterable[CallComparison]) -> dict[ReplayVerdict, int]:
    """Return how often each verdict was given, all four of them."""
    counts = dict.fromkeys(ReplayVerdict, 0)
    for comparison in comparisons:
        counts[comparison.verdict] += 1
    return counts


def check_pointer(pointer: str) -> bool:
    """Say whether a text is a JSON pointer: empty, or with a slash before each part."""
    return pointer == "" or pointer.startswith("/")
