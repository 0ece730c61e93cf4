"""How many plugins are worth checking at the same time: as many as we are granted processors."""

from __future__ import annotations

import contextlib
import math
import os
from pathlib import Path
from typing import Final

from workbench.linux import is_linux

_QUOTA: Final = Path("/sys/fs/cgroup/cpu.max")
"""What a container may use of all processors: microseconds in a period, and the period."""


def processors(quota: Path = _QUOTA) -> int:
    """Return how many processors the system and the limit of a container grant us; at least 1."""
    if not is_linux():
        return os.cpu_count() or 1
    granted = len(os.sched_getaffinity(0))
    # In a container the machine's processors are all to be seen, and few of them to be had.
    with contextlib.suppress(OSError, ValueError, ZeroDivisionError):
        used_us, period_us = map(int, quota.read_text().split())
        granted = min(granted, math.ceil(used_us / period_us))
    return max(granted, 1)
