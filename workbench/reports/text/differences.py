"""Differences between two JSON values, as lines."""

from __future__ import annotations

import json
from typing import Any, Final

from workbench.session.values.json_difference import JsonChange, JsonDifference
from workbench.visible import visible

_VALUE_MAX_CHARACTERS: Final = 200


def difference_text(difference: JsonDifference) -> str:
    """Return one difference as a line."""
    place = visible(difference.pointer, limit=_VALUE_MAX_CHARACTERS) or "the whole value"
    if difference.change is JsonChange.ADDED:
        return f"{place}: added {_shown(difference.after)}"
    if difference.change is JsonChange.REMOVED:
        return f"{place}: removed {_shown(difference.before)}"
    return f"{place}: {_shown(difference.before)} → {_shown(difference.after)}"


def expected_text(difference: JsonDifference) -> str:
    """Return one difference between what is expected and what was found as a line."""
    place = visible(difference.pointer, limit=_VALUE_MAX_CHARACTERS) or "the whole answer"
    expected = "nothing" if difference.change is JsonChange.ADDED else _shown(difference.before)
    found = "nothing" if difference.change is JsonChange.REMOVED else _shown(difference.after)
    return f"{place}: expected {expected}, found {found}"


def _shown(value: Any) -> str:
    return visible(json.dumps(value, ensure_ascii=False), limit=_VALUE_MAX_CHARACTERS)
