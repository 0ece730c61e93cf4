"""Memory that our process and the child share: a file without a name.

Owns: how such a file is made. Must not know what stands in it.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import tempfile

from workbench.linux import is_linux


def shared_file(size_bytes: int) -> int:
    """Return the descriptor of zeroed memory that a child can inherit. Raises OSError.

    On Linux neither process can cut it short, which would end the other one, nor let it grow.
    """
    if not is_linux():
        with tempfile.TemporaryFile() as file:
            descriptor = os.dup(file.fileno())
        os.ftruncate(descriptor, size_bytes)
        return descriptor
    descriptor = os.memfd_create("workbench", os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING)
    os.ftruncate(descriptor, size_bytes)
    with contextlib.suppress(OSError):
        fcntl.fcntl(descriptor, fcntl.F_ADD_SEALS, fcntl.F_SEAL_SHRINK | fcntl.F_SEAL_GROW | fcntl.F_SEAL_SEAL)
    return descriptor
