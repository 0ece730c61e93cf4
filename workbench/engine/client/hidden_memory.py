"""Our own memory is not to be read by a process of the same person: not by a child that was taken over.

Owns: that one setting of our process, which also leaves it out of core dumps. Linux only; elsewhere nothing is done.
"""

from __future__ import annotations

import contextlib
from functools import cache
from typing import Final

from workbench.linux import is_linux

_PR_SET_DUMPABLE: Final = 4


@cache
def hide_memory() -> None:
    """Hide it, from now on. Debuggers of the same person are kept out too; root's are not."""
    if not is_linux():
        return
    with contextlib.suppress(ImportError, OSError, AttributeError):
        import ctypes  # noqa: PLC0415 - asked for while the child starts, when there is time

        ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
