"""What is different between two JSON values. Pure; texts of plugins stay as they came."""

from __future__ import annotations

from itertools import islice, zip_longest
from typing import Any, Final

from workbench.session.values.json_difference import Comparison, JsonChange, JsonDifference

DIFFERENCES_MAX: Final = 500
VALUES_MAX: Final = 200_000
"""Pairs of values that are looked at; behind them the comparison is cut off."""

_ABSENT: Final = object()


def compare(before: Any, after: Any) -> Comparison:
    """Compare two JSON values by structure and type: 1, 1.0 and true are three values.

    Objects are compared by key, arrays by position. An absent key is not null.
    """
    found: list[JsonDifference] = []
    pending: list[tuple[str, Any, Any]] = [("", before, after)]
    looked_at = 0
    while pending:
        if looked_at == VALUES_MAX or len(found) == DIFFERENCES_MAX:
            return Comparison(tuple(found), cut_off=True)
        looked_at += 1
        pointer, old, new = pending.pop()
        if isinstance(old, dict) and isinstance(new, dict):
            keys = [*new, *(key for key in old if key not in new)]
            parts = [
                (f"{pointer}/{_escaped(key)}", old.get(key, _ABSENT), new.get(key, _ABSENT))
                for key in keys[: VALUES_MAX + 1]
            ]
            pending.extend(reversed(parts))
        elif isinstance(old, list) and isinstance(new, list):
            pairs = islice(zip_longest(old, new, fillvalue=_ABSENT), VALUES_MAX + 1)
            parts = [(f"{pointer}/{at}", *pair) for at, pair in enumerate(pairs)]
            pending.extend(reversed(parts))
        elif old is _ABSENT:
            found.append(JsonDifference(pointer, JsonChange.ADDED, after=new))
        elif new is _ABSENT:
            found.append(JsonDifference(pointer, JsonChange.REMOVED, before=old))
        elif not _same(old, new):
            found.append(JsonDifference(pointer, JsonChange.CHANGED, old, new))
    return Comparison(tuple(found))


def _same(old: Any, new: Any) -> bool:
    # The text of a float tells 0.0 from -0.0, which are equal numbers but other JSON.
    return type(old) is type(new) and (repr(old) == repr(new) if isinstance(old, float) else bool(old == new))


def _escaped(key: str) -> str:
    return key.replace("~", "~0").replace("/", "~1")
