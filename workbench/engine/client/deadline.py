"""How long a request may take, and whose request ends it: as our process sees it, from outside the child.

Owns: the deadline of the phase that runs, by the wall clock or by the processor time of the child. Must not know the
process, nor what the request is.
"""

from __future__ import annotations

import math
import time
from dataclasses import dataclass
from typing import Final

from workbench.protocol.calls import CallFailure, FailureKind, LimitExceeded, Phase

LATE_READING_MS: Final = 1_000
STALLED_MS: Final = 30_000
"""How long a child that is limited by its processor time may use none of it, before it counts as stuck."""
_CPU_CLOCK: Final = 2
"""Of the clocks that Linux has of each process: the one that counts what its threads ran."""


@dataclass(slots=True)
class Operation:
    """What a person waits for, and can cancel: one request or two."""

    request: int = 0
    """The number of the request that runs; 0 before the first."""
    cancelled_at: float | None = None
    """On the monotonic clock."""


class Asking:
    """What a person waits for, while it lasts. Not made by a generator, which takes a good part of a small call."""

    operation: Operation | None = None

    def __enter__(self) -> Operation:
        self.operation = operation = Operation()
        return operation

    def __exit__(self, *_: object) -> None:
        self.operation = None


@dataclass(slots=True)
class Deadline:
    """What a request may use, as seen from outside. Replaced when the child reports another phase."""

    phase: Phase
    ends_at: float
    """On the monotonic clock, in seconds."""
    limit_ms: int
    """The same as a span, for the text of the failure."""
    operation: Operation | None = None
    """Whose cancel ends it; None: it cannot be cancelled."""
    processor: ProcessorLimit | None = None
    """What counts instead of the wall clock; None: the wall clock counts."""
    read_until: float | None = None
    """When the deadline is past: until when frames that wait to be read put off the end."""

    def is_over(self, now: float, *, has_unread: bool) -> bool:
        """Say whether the time is up.

        Our own process may have been stopped for longer than the limit: an answer that waits then still counts. The
        time for reading is bounded, for a child that never stops sending must end too.
        """
        if not (now > self.ends_at if self.processor is None else self.processor.is_used_up(now)):
            return False
        if not has_unread:
            return True
        if self.read_until is None:
            self.read_until = now + LATE_READING_MS / 1_000
        return now > self.read_until

    def failure(self) -> CallFailure:
        """Return the failure of what did not end in time."""
        phase, processor = self.phase, self.processor
        if processor is None or processor.is_stuck:
            reason = f"did not end within {self.limit_ms:,} ms"
            if processor is not None:
                reason = f"did nothing for {STALLED_MS:,} ms"
            return CallFailure(
                FailureKind.OVERSTAYED, reason, f"the process was ended during {phase.value}", phase=phase
            )
        return CallFailure(
            FailureKind.COMPILE_LIMIT,
            f"took more than {self.limit_ms:,} ms of processor time to compile",
            f"ended after {processor.used_ms:,} ms; the limit is compile_limit_ms",
            phase=phase,
            limit=LimitExceeded("compile_limit_ms", self.limit_ms, processor.used_ms),
        )


class ProcessorLimit:
    """What a process may use of the processors, all its threads together, from now on."""

    def __init__(self, pid: int, limit_ms: int) -> None:
        """Begin to count. Raises OSError where the system does not give the time of another process."""
        self._clock = (~pid << 3) | _CPU_CLOCK
        self._begun_s = time.clock_gettime(self._clock)
        self._limit_s = limit_ms / 1_000
        self.used_ms = 0
        """As last seen."""
        self.is_stuck = False
        """The process has used nothing for so long that it never will."""
        self._advanced_at = time.monotonic()

    def is_used_up(self, now: float) -> bool:
        """Say whether the limit is reached, or the process is stuck."""
        try:
            used_s = time.clock_gettime(self._clock) - self._begun_s
        except OSError:
            # It is gone: whoever reads from it finds that.
            return False
        used_ms = math.ceil(used_s * 1_000)
        if used_ms > self.used_ms:
            self.used_ms, self._advanced_at = used_ms, now
        is_over = used_s > self._limit_s
        self.is_stuck = not is_over and now - self._advanced_at > STALLED_MS / 1_000
        return is_over or self.is_stuck
