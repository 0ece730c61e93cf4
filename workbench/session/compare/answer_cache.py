"""What was answered before to the same payload, so that two builds can be compared."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import replace
from typing import Final

from workbench.session.compare.verdicts import compare_effects
from workbench.session.history.kept_outcome import kept_outcome
from workbench.session.values.dispatch_record import DispatchRecord
from workbench.session.values.json_difference import JsonChange, JsonDifference
from workbench.session.values.replay_verdict import CallComparison, CallEffect

PAYLOADS_MAX: Final = 16
"""Payloads whose answers are kept; the one that was sent longest ago goes first."""
RECORDS_MAX: Final = 4
"""Generations of which the newest answer to one payload is kept, beside that of the baseline."""


class Answers:
    """The newest record of each payload on each of the last generations that answered it."""

    def __init__(self) -> None:
        """Know nothing yet."""
        self._by_payload: OrderedDict[Hashable, list[DispatchRecord]] = OrderedDict()

    def keep(self, record: DispatchRecord, baseline: int | None = None) -> DispatchRecord | None:
        """Keep a record; return what it is to be compared with: see `previous`."""
        key = _key(record)
        records = [one for one in self._by_payload.pop(key, ()) if one.generation != record.generation]
        while len([one for one in records if one.generation != baseline]) >= RECORDS_MAX:
            records.remove(next(one for one in records if one.generation != baseline))
        self._by_payload[key] = [*records, record]
        if len(self._by_payload) > PAYLOADS_MAX:
            self._by_payload.popitem(last=False)
        return self.previous(record, baseline)

    def previous(self, record: DispatchRecord, baseline: int | None) -> DispatchRecord | None:
        """Return the record of the same function and payload on the baseline, else the last one on another generation.

        None: no other generation has answered this payload.
        """
        records = self._by_payload.get(_key(record), ())
        others = [one for one in records if one.generation != record.generation]
        of_baseline = next((one for one in others if one.generation == baseline), None)
        return of_baseline or (others[-1] if others else None)


def _key(record: DispatchRecord) -> Hashable:
    """Return what two dispatches have in common that can be compared: what the host did wrong belongs to it."""
    return record.outcome.function, record.payload, record.faults.specs, record.started_from


def difference(previous: DispatchRecord | None, last: DispatchRecord) -> CallComparison | None:
    """Return what differs between two answers; None: there is no previous one."""
    if previous is None:
        return None
    found = compare_effects(_effect(previous), _effect(last))
    effects = [one.effect.effect.value for one in (previous, last) if one.outcome.ok and one.effect is not None]
    if len(set(effects)) <= 1:
        return found
    changed = JsonDifference("/@effect", JsonChange.CHANGED, *effects)
    return replace(found, differences=(changed, *found.differences))


def _effect(record: DispatchRecord) -> CallEffect:
    call = record.outcome.call
    # What was stored depends on what had been stored, and a log may tell the time: no difference between the builds.
    counters = dict(call.activity.counters) if call is not None else {}
    return CallEffect(kept_outcome(record.outcome), None, counters, None)
