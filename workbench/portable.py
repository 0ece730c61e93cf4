"""What systems other than Linux tell of processes: the portable ways beside those of `workbench.linux`.

psutil, which knows how to ask each of them, is installed there and not on Linux. Where it is missing, nothing is said.
"""

from __future__ import annotations

import contextlib
import os
from typing import Any


def resident_bytes(pid: int) -> int:
    """Return a process's resident size; 0: it is gone, or the system does not show it."""
    psutil = _psutil()
    if psutil is None:
        return 0
    try:
        return int(psutil.Process(pid).memory_info().rss)
    except (psutil.Error, OSError, ValueError):
        return 0


def states_in_group(group: int) -> list[bool]:
    """Return for each process of a group whether it still runs; empty: none is left, or none is shown.

    One that has ended and waits for its parent to take note of that runs no more.
    """
    psutil = _psutil()
    if psutil is None:
        return []
    states: list[bool] = []
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error, OSError):
            if os.getpgid(process.pid) == group:
                states.append(process.status() not in {psutil.STATUS_ZOMBIE, psutil.STATUS_DEAD})
    return states


def _psutil() -> Any:
    try:
        import psutil  # noqa: PLC0415 - not there on Linux, and not needed
    except ImportError:
        return None
    return psutil
