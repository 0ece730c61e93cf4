"""Limits that every POSIX system has: of core dumps, of files and of descriptors."""

from __future__ import annotations

import os
import resource
from typing import Final

FILE_MAX_BYTES: Final = 2 << 30
"""Also of memory without a name, in which the engine keeps a module's data: above what a module can hold."""
DESCRIPTORS_MAX: Final = 1_024
PRIVATE_UMASK: Final = 0o077


def set_limits() -> None:
    """Set them, for good, and make whatever is written from now on private. Raises OSError, ValueError.

    The address space is not limited: the engine reserves 17 GB for each instance and uses next to nothing of it, so
    that a limit would refuse plugins long before it stopped a bomb. Our process watches the resident size instead.
    """
    os.umask(PRIVATE_UMASK)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    for kind, most in ((resource.RLIMIT_FSIZE, FILE_MAX_BYTES), (resource.RLIMIT_NOFILE, DESCRIPTORS_MAX)):
        _, hard = resource.getrlimit(kind)
        limit = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(kind, (limit, limit))
