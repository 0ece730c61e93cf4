"""What was answered before to the same payload, so that two builds can be compared."""

from __future__ import annotations

from collections import OrderedDict
from typing import Final

from workbench.session.state import DispatchRecord

PAYLOADS_MAX: Final = 16
"""Payloads whose answers are kept; the one that was sent longest ago goes first."""


class Answers:
    """The newest record of each payload, and the newest one of an earlier generation."""

    def __init__(self) -> None:
        """Know nothing yet."""
        self._by_payload: OrderedDict[tuple[str, str], tuple[DispatchRecord, DispatchRecord | None]] = OrderedDict()

    def keep(self, record: DispatchRecord) -> DispatchRecord | None:
        """Keep a record; return the one of the same function and payload on an earlier generation, or None."""
        key = (record.outcome.function, record.payload)
        newest, former = self._by_payload.pop(key, (None, None))
        if newest is not None and newest.generation < record.generation:
            former = newest
        self._by_payload[key] = (record, former)
        if len(self._by_payload) > PAYLOADS_MAX:
            self._by_payload.popitem(last=False)
        return former
