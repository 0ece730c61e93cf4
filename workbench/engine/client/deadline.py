"""How long a request may take, and whose wish ends it: as our process sees it, from outside the child.

Owns: the deadline of the phase that runs. Must not know the process, nor what the request is.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from workbench.protocol.calls import Phase

LATE_READING_MS: Final = 1_000


@dataclass(slots=True)
class Operation:
    """What a person waits for, and can cancel: one request or two."""

    request: int = 0
    """The number of the request that runs; 0 before the first."""
    cancelled_at: float | None = None
    """On the monotonic clock."""


@dataclass(slots=True)
class Deadline:
    """What a request may use, as seen from outside. Changed when the child reports another phase."""

    phase: Phase
    deadline: float
    """On the monotonic clock, in seconds."""
    limit_ms: int
    """The same as a span, for the text of the failure."""
    operation: Operation | None = None
    """Whose cancel ends it; None: it cannot be cancelled."""
    read_until: float | None = None
    """When the deadline is past: until when frames that wait to be read put off the end."""

    def is_over(self, now: float, *, has_unread: bool) -> bool:
        """Say whether the time is up.

        Our own process may have been stopped for longer than the limit: an answer that waits then still counts. The
        time for reading is bounded, for a child that never stops sending must end too.
        """
        if now <= self.deadline:
            return False
        if not has_unread:
            return True
        if self.read_until is None:
            self.read_until = now + LATE_READING_MS / 1_000
        return now > self.read_until
