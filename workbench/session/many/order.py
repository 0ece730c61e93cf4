"""Which plugins a runner checks, and in which order. Pure: the same paths and times give the same plan everywhere."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

WEIGHT_OF_UNKNOWN: Final = 1.0
"""Of every plugin while no time is known of any."""


@dataclass(frozen=True, slots=True)
class Shard:
    """One of several shares of the plugins."""

    number: int
    """From 1."""
    of: int

    def __str__(self) -> str:
        return f"{self.number}/{self.of}"


def planned(paths: Iterable[str], known_ms: Mapping[str, float], shard: Shard | None = None) -> tuple[str, ...]:
    """Return the plugins of a shard, None for all of them, those that take longest first.

    Each plugin goes to the shard that has the least to do so far, the longest ones first: the sums then differ by one
    plugin at most. A plugin whose time is not known counts as much as the middle one of those that are.

    Args:
        paths: All plugins, in any order. Each stands once in all shards together.
        known_ms: How long each took in an earlier run, in milliseconds; what is not positive counts as not known.
        shard: Which share is wanted.
    """
    known = {path: ms for path, ms in known_ms.items() if ms > 0}
    wanted = sorted(set(paths))
    times = sorted(known[path] for path in wanted if path in known)
    unknown = times[len(times) // 2] if times else WEIGHT_OF_UNKNOWN
    longest_first = sorted(wanted, key=lambda path: (-known.get(path, unknown), path))
    if shard is None:
        return tuple(longest_first)
    loads = [0.0] * shard.of
    chosen = []
    for path in longest_first:
        place = min(range(shard.of), key=lambda index: (loads[index], index))
        loads[place] += known.get(path, unknown)
        if place == shard.number - 1:
            chosen.append(path)
    return tuple(chosen)
