"""What differs between two JSON values, by JSON pointer."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Any


class JsonChange(Enum):
    """What became of a value."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class JsonDifference:
    """One place at which two JSON values differ."""

    pointer: str
    """JSON pointer (RFC 6901); empty for the whole value."""
    change: JsonChange
    before: Any = None
    """None when it was added; a JSON null looks the same, so ask `change`."""
    after: Any = None
    """None when it was removed."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """All differences, in the order of the newer value."""

    differences: tuple[JsonDifference, ...]
    cut_off: bool = False
    """True: there may be more than were looked for."""

    @property
    def equal(self) -> bool:
        """True when nothing differs."""
        return not self.differences and not self.cut_off
