"""The privileges of root, given up: a process that runs guests is root only by name. Linux only."""

from __future__ import annotations

import contextlib
import os
import struct
from typing import Final

from workbench.engine.child.confinement.kernel import prctl, system_call

_CAPSET: Final = {"x86_64": 126, "aarch64": 91}
_CAPABILITY_VERSION_3: Final = 0x2008_0522
_PR_CAPBSET_DROP: Final = 24
_PR_CAP_AMBIENT: Final = 47
_PR_CAP_AMBIENT_CLEAR_ALL: Final = 4
_CAPABILITIES_MAX: Final = 64


def drop(machine: str) -> None:
    """Give up every capability. Raises OSError when the kernel does not take them, or for an unknown architecture."""
    for capability in range(_CAPABILITIES_MAX):
        # Only root may; for all others there is nothing that a program could bring back.
        with contextlib.suppress(OSError):
            prctl(_PR_CAPBSET_DROP, capability)
    with contextlib.suppress(OSError):
        prctl(_PR_CAP_AMBIENT, _PR_CAP_AMBIENT_CLEAR_ALL)
    number = _CAPSET.get(machine)
    if number is None:
        raise OSError(f"no number of capset for {machine}")
    head = struct.pack("=II", _CAPABILITY_VERSION_3, os.getpid())
    system_call(number, head, struct.pack("=6I", *[0] * 6))
