"""The host's state around a dispatch, as one plugin sees it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from workbench.protocol.host_functions import ClockSetting, RandomSetting


def storage_sha256(storage: Mapping[str, bytes]) -> str:
    """Return the hash of one plugin's entries: keys and values with their lengths, in the order of the keys."""
    digest = hashlib.sha256()
    for key in sorted(storage):
        for part in (key.encode("utf-8", "surrogatepass"), storage[key]):
            digest.update(len(part).to_bytes(8, "little"))
            digest.update(part)
    return digest.hexdigest()


EMPTY_STORAGE_SHA256: Final = storage_sha256({})


@dataclass(frozen=True, slots=True)
class HostView:
    """The host's state at one moment, as one plugin sees it."""

    storage: Mapping[str, bytes] | None = field(default_factory=dict)
    """The plugin's own entries; None: they are larger than what is kept, and only `storage_sha256` is known."""
    storage_sha256: str = EMPTY_STORAGE_SHA256
    """Lower-case hex; equal for equal entries."""
    counters: Mapping[str, int] = field(default_factory=dict)
    clock: ClockSetting = field(default_factory=ClockSetting)
    random: RandomSetting = field(default_factory=RandomSetting)


Storage = Mapping[str, Mapping[str, bytes]]
"""Key to value, by plugin name; the name is empty for those of whichever plugin it is."""


@dataclass(frozen=True, slots=True)
class Transferred:
    """What went into a file, or came out of one."""

    path: str
    plugins: int
    entries: int
