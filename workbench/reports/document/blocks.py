"""What a report for people consists of. Values only; every text may be a plugin's: untrusted, and as it came."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Tone(Enum):
    """What a reader is to feel about a text: a sign and a colour."""

    PLAIN = "plain"
    GOOD = "good"
    BAD = "bad"
    WARN = "warn"
    QUIET = "quiet"
    """Not run, not known, or of less interest."""


@dataclass(frozen=True, slots=True)
class Words:
    """A short text."""

    text: str
    tone: Tone = Tone.PLAIN
    is_code: bool = False
    """A name, a number or a text of a message, which is shown letter by letter."""
    share: float | None = None
    """How much of its limit a figure is, 0.0 and more; None: it has no limit."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Sentences."""

    words: Words


@dataclass(frozen=True, slots=True)
class FactList:
    """Names and what they are."""

    rows: tuple[tuple[str, Words], ...]


@dataclass(frozen=True, slots=True)
class TableBlock:
    """Rows under heads."""

    heads: tuple[str, ...]
    rows: tuple[tuple[Words, ...], ...]
    """Each as long as the heads."""
    numeric: frozenset[int] = frozenset()
    """The columns that are numbers, from 0."""
    left_out: int = 0
    """Rows that there are more."""
    title: str = ""


@dataclass(frozen=True, slots=True)
class Listing:
    """A text over several lines, shown letter by letter."""

    text: str
    title: str
    is_json: bool = False


@dataclass(frozen=True, slots=True)
class Foldout:
    """What only few want to see."""

    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class ErrorBlock:
    """What ended a layer, a case or a call."""

    kind: str
    """The protocol's name."""
    text: str
    hints: tuple[str, ...] = ()
    """What to do."""
    panic: str | None = None
    """The guest's own words; None: it left none."""
    frames: tuple[tuple[str, bool], ...] = ()
    """The call stack, the innermost first: a line, and whether it is the author's code that was left last."""


@dataclass(frozen=True, slots=True)
class StripPiece:
    """One section of a file."""

    label: str
    start: int
    size: int
    kind: int
    """Which of the colours it has, from 0."""


@dataclass(frozen=True, slots=True)
class ModuleStrip:
    """The sections of a file, to scale."""

    pieces: tuple[StripPiece, ...]
    size_bytes: int
    damaged_from: int | None = None
    """From here on nothing could be read; None: all could be."""


@dataclass(frozen=True, slots=True)
class StepRow:
    """One step of a list of steps."""

    number: int
    title: str
    verdict: Words
    compared: str
    """What was compared with what, in one sentence."""


@dataclass(frozen=True, slots=True)
class StepList:
    """Steps in their order."""

    rows: tuple[StepRow, ...]


@dataclass(frozen=True, slots=True)
class SequenceArrow:
    """One message between two lifelines."""

    source: int
    """The place of the lifeline that sends it, from 0."""
    target: int
    name: str
    said: str
    """What stands behind the name, of less weight."""
    number: int | None
    """By which its full text is found; None: it has none."""
    tone: Tone = Tone.PLAIN
    is_answer: bool = False


@dataclass(frozen=True, slots=True)
class SequenceDiagram:
    """Who sent what to whom, from top to bottom."""

    lifelines: tuple[str, ...]
    arrows: tuple[SequenceArrow, ...]
    caption: str
    """What happens in it, in one sentence."""
    left_out: int = 0
    """Messages that there are more."""


Block = Paragraph | FactList | TableBlock | Listing | Foldout | ErrorBlock | ModuleStrip | StepList | SequenceDiagram


@dataclass(frozen=True, slots=True)
class Chapter:
    """One matter of a report."""

    title: str
    verdict: Words | None
    """None: there is nothing to judge in it."""
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class RailStop:
    """One layer at a glance."""

    label: str
    """`L1`; empty: it is no layer."""
    name: str
    verdict: Words
    detail: str
    time: str = ""


@dataclass(frozen=True, slots=True)
class ReportDocument:
    """A whole report."""

    title: str
    subject: str
    """What was judged, in a few words: `check`."""
    verdict: Words
    summary: str
    """The verdict in one sentence."""
    facts: tuple[tuple[str, Words], ...]
    rail: tuple[RailStop, ...]
    """Empty: what was judged has no layers."""
    chapters: tuple[Chapter, ...]
    cause: tuple[str, ErrorBlock] | None = None
    """What failed, and why; None: nothing did, or many things."""
    notes: tuple[str, ...] = ()
    """What limits the verdict, in sentences."""
