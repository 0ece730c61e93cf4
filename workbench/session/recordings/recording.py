"""Recordings: dispatches that a person kept, to be sent again and compared. Values only.

How one stands in a file is documented in `recording_text`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final, TypeVar

from workbench.protocol.dispatch import without_version
from workbench.protocol.host_functions import ClockSetting
from workbench.protocol.profiles import Profile
from workbench.session.values.conditions import Conditions
from workbench.session.values.history import HistoryEntry
from workbench.session.values.recording import Given, RecordedCall, Recording
from workbench.session.values.replay_verdict import CallEffect

T = TypeVar("T")


_NOT_SEEDED: Final = "it drew secure random bytes, which no replay gives again: seed the random source first"
_STORAGE_NOT_KEPT: Final = "the plugin's storage was too large to be kept: a replay begins with another one"
_LOG_NOT_KEPT: Final = "it logged too much to be kept: its log is not compared"


def recording_of(entries: Sequence[HistoryEntry], conditions: Conditions) -> Recording:
    """Return the recording of some entries, in their order. There must be at least one.

    What the first was made under holds for all; `conditions` when that is not known. The clock of the replay stands
    where each call had read it; secrets are left in: see `redaction`.
    """
    first = entries[0]
    recording = Recording(
        plugin=first.plugin,
        profile=Profile(first.profile),
        budget=first.budget,
        conditions=conditions if first.conditions is None else first.conditions,
        clock_unix_ms=int(first.at * 1_000),
    )
    calls: list[RecordedCall] = []
    left: Mapping[str, bytes] = {}
    for entry in entries:
        calls.append(_recorded(entry, left))
        left = _left_by(calls[-1], left)
    return replace(recording, calls=tuple(calls))


def with_entry(recording: Recording, entry: HistoryEntry) -> Recording:
    """Return the recording with one more call, as the history has it."""
    return replace(recording, calls=(*recording.calls, _recorded(entry, storage_after(recording))))


def _recorded(entry: HistoryEntry, left: Mapping[str, bytes]) -> RecordedCall:
    """Return an entry as a call, behind one that left this storage."""
    before, after = entry.before, entry.after
    kept = before.storage is not None and after.storage is not None
    given = Given(
        storage=None if before.storage is None or dict(before.storage) == dict(left) else dict(before.storage),
        clock=_clock_given(entry),
        random=before.random if before.random.seed is not None and before.random != after.random else None,
    )
    log_lost = entry.conditions is not None and entry.logs is None
    notes = [_NOT_SEEDED] * entry.drew_secure_random + [_STORAGE_NOT_KEPT] * (not kept) + [_LOG_NOT_KEPT] * log_lost
    effect = CallEffect(
        entry.outcome,
        _changed(before.storage or {}, after.storage or {}) if kept else None,
        {
            name: total - before.counters.get(name, 0)
            for name, total in _changed(before.counters, after.counters).items()
        },
        entry.logs,
    )
    bare = None if entry.request_text is None else without_version(entry.request_text)
    return RecordedCall(entry.function, entry.payload, effect, given, entry.fresh, "; ".join(notes), bare)


def _changed(old: Mapping[str, T], new: Mapping[str, T]) -> dict[str, T]:
    return {key: value for key, value in new.items() if old.get(key) != value}


def _clock_given(entry: HistoryEntry) -> ClockSetting | None:
    """A call that did not look at the clock needs none set."""
    if entry.clock_read_unix_ms is None:
        return None
    return ClockSetting(entry.clock_read_unix_ms, entry.before.clock.step_ms)


def storage_after(recording: Recording) -> dict[str, bytes]:
    """Return the plugin's entries after the last recorded call: where one more call begins."""
    storage: Mapping[str, bytes] = {}
    for call in recording.calls:
        storage = _left_by(call, storage)
    return dict(storage)


def _left_by(call: RecordedCall, storage: Mapping[str, bytes]) -> Mapping[str, bytes]:
    given, stored = call.given.storage, call.effect.stored
    if given is None and not stored:
        return storage
    return dict(storage if given is None else given) | dict(stored or {})
