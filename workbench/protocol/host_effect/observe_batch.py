"""Events of `observe` as the host batches them, with a clock that is given from outside (PROTOCOL.md section 8a).

There is no timer: a batch goes out while an event arrives, and when the hook is dropped.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final

BATCH_EVENTS: Final = 32
FLUSH_AFTER_MS: Final = 100
BATCHES_DROPPED: Final = 'cc_lb_plugin_observe_batches_dropped_total{reason="dispatch_fallback"}'
EVENTS_DROPPED: Final = 'cc_lb_plugin_observe_events_dropped_total{reason="dispatch_fallback"}'

Event = dict[str, Any]
"""One ObserveEventWire, as a JSON value."""


@dataclass(slots=True)
class ObserveBatch:
    """The events that a host holds back for one observability hook.

    Whoever holds it dispatches each batch that comes out, at once, and says with `lost` when that fell back.
    """

    started_ms: int
    """When the hook was made: milliseconds of any clock that never goes back."""
    events_max: int = BATCH_EVENTS
    """How many events make a batch, at least 1. A host's manifest may say otherwise."""
    flush_after_ms: int = FLUSH_AFTER_MS
    batches_dropped: int = 0
    """Batches that were lost, since their dispatch fell back."""
    events_dropped: int = 0
    """Events in them."""
    _events: list[Event] = field(default_factory=list)
    _flushed_ms: int = field(init=False)

    def __post_init__(self) -> None:
        self._flushed_ms = self.started_ms

    @property
    def held(self) -> int:
        """How many events wait for the next one."""
        return len(self._events)

    def arrive(self, event: Event, now_ms: int) -> list[Event]:
        """Take an event, and return the batch that goes out now; empty: none does."""
        self._events.append(event)
        is_due = now_ms - self._flushed_ms >= self.flush_after_ms
        return self._flush(now_ms) if is_due or len(self._events) >= self.events_max else []

    def drop(self, now_ms: int) -> list[Event]:
        """Return what goes out when the hook is dropped; empty: nothing was held."""
        return self._flush(now_ms)

    def lost(self, batch: list[Event]) -> None:
        """Count a batch whose dispatch fell back. It is not sent again."""
        self.batches_dropped += 1
        self.events_dropped += len(batch)

    @property
    def metrics(self) -> dict[str, int]:
        """The counters of what was lost, by the host's names."""
        return {BATCHES_DROPPED: self.batches_dropped, EVENTS_DROPPED: self.events_dropped}

    def _flush(self, now_ms: int) -> list[Event]:
        batch, self._events, self._flushed_ms = self._events, [], now_ms
        return batch


def batches_of(arrivals: list[tuple[int, Event]], *, started_ms: int = 0) -> list[list[Event]]:
    """Return the batches in which a host sends events; the last holds what the drop of the hook flushes.

    Args:
        arrivals: When each event arrives, in milliseconds, and the event; in order of time.
        started_ms: When the hook was made.
    """
    hook = ObserveBatch(started_ms)
    sent = [hook.arrive(event, now_ms) for now_ms, event in arrivals]
    sent.append(hook.drop(arrivals[-1][0] if arrivals else started_ms))
    return [batch for batch in sent if batch]
