"""What a person reads of the history without a screen: a list of entries, and two of them side by side."""

from __future__ import annotations

from dataclasses import dataclass

from workbench.errors import WorkbenchError
from workbench.session.values.history import HistoryEntry
from workbench.session.values.replay_verdict import CallComparison


@dataclass(frozen=True, slots=True)
class HistoryListing:
    """The entries of one plugin that are wanted, the newest first."""

    plugin: str
    """The name in the identity, or the file's name. Untrusted text."""
    path: str
    """Of the history file."""
    entries: tuple[HistoryEntry, ...] = ()
    total: int = 0
    """How many are wanted; `entries` has at most as many as were asked for."""
    more: bool = False
    """True: a search in texts ended before the oldest entry, so that there may be more than `total`."""
    damage: tuple[WorkbenchError, ...] = ()
    """What could not be read, and was passed over."""


@dataclass(frozen=True, slots=True)
class ComparedEntries:
    """Two entries, and what differs between their answers, storage, counters and logs."""

    first: HistoryEntry
    second: HistoryEntry
    comparison: CallComparison
