"""The observers' hooks of a journey, and its clock (PROTOCOL.md section 8a). Nothing here depends on real time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from workbench.protocol.host_effect.observe_batch import BATCH_EVENTS, FLUSH_AFTER_MS, Event, ObserveBatch
from workbench.protocol.journey.cast import Player
from workbench.protocol.journey.step import ObserverCount
from workbench.protocol.journey.upstream import UpstreamAnswer

Batch = tuple[Player, list[Event], str]
"""Who is sent which events, and why now."""

DUE: Final = f"as {FLUSH_AFTER_MS} ms have passed since the last batch"
FULL: Final = f"as a batch holds {BATCH_EVENTS}"
DROPPED: Final = "as the hook is dropped"


class Hooks:
    """One hook for each observer, and what was sent to it."""

    def __init__(self, observers: tuple[Player, ...]) -> None:
        """Begin behind a pause, so that the first event goes out at once."""
        self.now_ms = 0
        self._hooks = [(player, ObserveBatch(-FLUSH_AFTER_MS), _Sent()) for player in observers]

    def wait(self, by_ms: int) -> None:
        """Let time pass."""
        self.now_ms += by_ms

    def arrive(self, event: Event) -> Iterator[Batch]:
        """Report an event; give each batch that goes out."""
        for player, batch, sent in self._hooks:
            cause = FULL if batch.held + 1 >= batch.events_max else DUE
            yield from sent.counted(player, batch.arrive(event, self.now_ms), cause)

    def drop(self) -> Iterator[Batch]:
        """Drop the hooks; give each batch that goes out."""
        for player, batch, sent in self._hooks:
            yield from sent.counted(player, batch.drop(self.now_ms), DROPPED)

    def lost(self, observer: Player, events: list[Event]) -> None:
        """Count a batch whose dispatch fell back."""
        next(batch for player, batch, _ in self._hooks if player is observer).lost(events)

    @property
    def counts(self) -> tuple[ObserverCount, ...]:
        """What became of the events so far, for each observer."""
        return tuple(
            ObserverCount(player, sent.batches, sent.events, batch.batches_dropped, batch.events_dropped)
            for player, batch, sent in self._hooks
        )


class _Sent:
    def __init__(self) -> None:
        self.batches = 0
        self.events = 0

    def counted(self, player: Player, events: list[Event], cause: str) -> Iterator[Batch]:
        if events:
            self.batches += 1
            self.events += len(events)
            yield player, events, cause


def request_started(request: dict[str, Any], user_agent: str | None) -> Event:
    """Return the event of a request that has come in."""
    return {
        "kind": "request_started",
        "request_id": request["request_id"],
        "downstream_user_agent": user_agent,
    }


def authn_complete(principal: dict[str, Any]) -> Event:
    """Return the event of a caller who is known now."""
    return {"kind": "authn_complete", "principal_id": principal["id"], "principal_kind": principal["kind"]}


def upstream_chosen(upstream: dict[str, Any]) -> Event:
    """Return the event of an upstream that will serve the request."""
    return {"kind": "upstream_chosen", "upstream": upstream}


def chunk(index: int, size_bytes: int) -> Event:
    """Return the event of one body frame."""
    return {"kind": "chunk", "batch_index": index, "event_count": 1, "total_bytes": size_bytes}


def failed(code: str, message: str, source: str) -> Event:
    """Return the event of a request that failed."""
    return {"kind": "error", "code": code, "message": message, "source": source}


def request_finished(status: int, answer: UpstreamAnswer | None, duration_ms: int) -> Event:
    """Return the last event of a request; without an answer of the upstream nothing is known of its tokens."""
    has_counts = answer is not None and answer.input_tokens is not None
    return {
        "kind": "request_finished",
        "status": status,
        "input_tokens": None if answer is None else answer.input_tokens,
        "output_tokens": None if answer is None else answer.output_tokens,
        "cache_creation_input_tokens": 0 if has_counts else None,
        "cache_read_input_tokens": 0 if has_counts else None,
        "duration_ms": duration_ms,
    }
