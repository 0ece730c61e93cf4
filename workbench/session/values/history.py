"""The history as values: every dispatch with what went in, what came out, and the host's state around it."""

from __future__ import annotations

from dataclasses import dataclass, field

from workbench.session.values.conditions import Conditions
from workbench.session.values.host_view import HostView
from workbench.session.values.kept_outcome import KeptOutcome


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One dispatch. Never changed after it was kept, but for its mark."""

    number: int
    """Grows with each entry of a file, from 1; 0: not kept yet."""
    function: str
    payload: str
    """What was sent, its variables replaced; secret values of the environment have their names in their place."""
    request_text: str | None
    """What crossed the border; None: nothing did."""
    outcome: KeptOutcome
    generation: int
    """The load that answered, counted from 1 in each run."""
    run: str
    """Names the run of the workbench that the generation was counted in."""
    plugin: str
    """The name in the identity, or the file's name."""
    module_sha256: str
    """Lower-case hex."""
    profile: str
    budget: str
    at: float
    """Unix seconds."""
    wall_us: int
    """Of the call alone; 0: nothing was called."""
    before: HostView = field(default_factory=HostView)
    after: HostView = field(default_factory=HostView)
    clock_read_unix_ms: int | None = None
    """What the guest's first look at the clock gave; None: it did not look."""
    drew_secure_random: bool = False
    """The guest drew random bytes that no seed can give again."""
    fresh: bool = False
    """True: on an instance of its own; False: on the long-lived one."""
    interrupted: bool = False
    """True: an earlier call had left the long-lived instance in the middle of something."""
    parent: int | None = None
    """The entry that this one repeats; None: it repeats none."""
    marked: bool = False
    """Wanted for a recording."""
    conditions: Conditions | None = None
    """What else it was made under; None: not known, as of entries that an older workbench kept."""
    triggered: tuple[str, ...] = ()
    """Which of the injected faults are known to have had an effect; those that were set are conditions."""
    started_from: str = ""
    """The kept state of the host that it began with; empty: with the one that was there."""
    logs: tuple[str, ...] | None = None
    """The lines that the plugin wrote, each with its level in front; None: they are too large to be kept, or not known
    either."""
    hidden: tuple[str, ...] = ()
    """The variables whose names stand in the payload for values that nobody keeps."""


@dataclass(frozen=True, slots=True)
class HistoryFilter:
    """Which entries are wanted. Everything that is not None must hold."""

    function: str | None = None
    outcome: str | None = None
    """`ok`, `fallback` for any failed stage, or the name of a stage."""
    generation: int | None = None
    """Counted anew in each run: see `run`."""
    plugin: str | None = None
    text: str | None = None
    """Stands in payload, request, response, output or message. Written without upper-case letters it is found in
    any case of ASCII letters."""
    marked: bool | None = None
    parent: int | None = None
    run: str | None = None


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """What is known of an entry without reading it."""

    number: int
    function: str
    outcome: str
    """`ok`, or the stage that failed."""
    generation: int
    parent: int | None
    marked: bool


@dataclass(frozen=True, slots=True)
class HistoryPeek:
    """What is seen of an entry in a list."""

    at: float
    """Unix seconds."""
    wall_us: int
    """Of the call alone; 0: nothing was called."""
    size_bytes: int
    """Of the payload."""
    start: str
    """The first characters of the payload, white space as it stands."""


@dataclass(frozen=True, slots=True)
class HistoryHits:
    """What a search found."""

    rows: tuple[HistoryRow, ...] = ()
    """The newest first, at most as many as were asked for."""
    total: int = 0
    """How many were found."""
    more: bool = False
    """True: the search in texts ended with the last row that was asked for; there may be more."""
    rest: int | None = None
    """Entries from this number on downwards were not looked at, since there was no more time; None: all were."""
