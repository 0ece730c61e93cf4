"""Where the edit-compile-try loop stands. Beside the whole state, so that a load needs no more than this word."""

from __future__ import annotations

from enum import Enum


class LoopPhase(Enum):
    """Where the edit-compile-try loop stands, in the word that the header shows."""

    WATCHING = "watching"
    """Nothing was loaded yet; the artifact is awaited."""
    BUILDING = "building"
    COMPILING = "compiling"
    CHECKING = "checking"
    READY = "ready"
    """The newest build passed, and answers."""
    REJECTED = "rejected"
    """The newest build did not pass, and there is no earlier one that did."""
    STALE = "stale"
    """The newest build failed, did not pass or cannot be read, so the last good one answers; or an earlier one answers
    because it was asked for."""
    PAUSED = "paused"
    """The newest build passed, and answers; what changes is left alone."""
