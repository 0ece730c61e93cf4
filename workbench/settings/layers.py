"""What one source sets, and where in a file each key stands. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple


class Position(NamedTuple):
    """Where a key and its value stand in a file, each from 1; columns in characters."""

    line: int
    column: int
    value_line: int
    value_column: int


Positions = Mapping[tuple[str, ...], Position]
"""By the parts of a key."""


@dataclass(frozen=True, slots=True)
class SettingsLayer:
    """What one source sets."""

    source: str
    """`option`, `environment`, or a file's path."""
    values: Mapping[str, Any]
    """By the setting's name; None as a value means: not given there."""
    positions: Positions = field(default_factory=dict)
    profile: str = ""
    """The named profile that some of the values come from; empty: none."""
    of_profile: frozenset[tuple[str, ...]] = frozenset()
    """What the named profile gives: settings, and entries of tables, by their keys."""


def position_of(path: Sequence[str], positions: Positions) -> Position | None:
    """Return where a key stands, by its parts, or the first one in it, or what it stands in; None: nobody knows."""
    parts = tuple(path)
    if parts in positions:
        return positions[parts]
    inner = next((at for key, at in positions.items() if key[: len(parts)] == parts), None)
    outer = (positions[parts[:end]] for end in range(len(parts) - 1, 0, -1) if parts[:end] in positions)
    return inner if inner is not None else next(outer, None)


def key_at(path: Sequence[str], positions: Positions) -> tuple[int | None, int | None]:
    """Return line and column of a key, or of what it stands in; None for both: that is not known."""
    found = position_of(path, positions)
    return (None, None) if found is None else (found.line, found.column)


def value_at(path: Sequence[str], positions: Positions) -> tuple[int | None, int | None]:
    """Return the same of its value."""
    found = position_of(path, positions)
    return (None, None) if found is None else (found.value_line, found.value_column)
