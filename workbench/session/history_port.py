"""The port for the history as it is read without a screen. What it needs to be kept stands in `ports`."""

from __future__ import annotations

from typing import Protocol

from workbench.errors import WorkbenchError
from workbench.session.values.history import HistoryEntry, HistoryFilter, HistoryHits


class HistorySource(Protocol):
    """Dispatches that were kept, to be read alone."""

    @property
    def damage(self) -> tuple[WorkbenchError, ...]:
        """What could not be read, and was passed over."""

    def search(self, wanted: HistoryFilter, *, rows_max: int = 1_000) -> HistoryHits:
        """Return the entries that are wanted, the newest first, at most so many. Raises FileUnreadable."""

    def entry(self, number: int) -> HistoryEntry | None:
        """Return an entry; None: there is none of this number. Raises LineDamaged."""
