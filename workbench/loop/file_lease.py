"""A lease on a file: while it is held, nobody can open the file for writing or cut it short. Linux only.

A file that is cut short while it is mapped ends the process that looks into it, so nothing is mapped without one.
"""

from __future__ import annotations

import contextlib
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from workbench.linux import is_linux


@contextmanager
def leased(descriptor: int) -> Iterator[bool]:
    """Hold a lease on a file that is open for reading, and say whether there is one.

    There is none where somebody has the file open for writing, where it is another person's, on file systems and
    systems without leases, and outside of the main thread. Whoever wants to write waits until the lease ends; the
    system takes it away after some seconds (`/proc/sys/fs/lease-break-time`, 45 as a rule).
    """
    if not is_linux() or threading.current_thread() is not threading.main_thread():
        yield False
        return
    import fcntl  # noqa: PLC0415 - no other system has it

    # The signal says that somebody waits for the file; it would end the process.
    before = signal.signal(signal.SIGIO, signal.SIG_IGN)
    try:
        try:
            fcntl.fcntl(descriptor, fcntl.F_SETLEASE, fcntl.F_RDLCK)
        except OSError:
            yield False
            return
        try:
            yield True
        finally:
            with contextlib.suppress(OSError):
                fcntl.fcntl(descriptor, fcntl.F_SETLEASE, fcntl.F_UNLCK)
    finally:
        signal.signal(signal.SIGIO, before)
