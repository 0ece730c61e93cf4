"""The end of a child and of whatever it may have started.

Owns: in which order a group is ended and its leader reaped, so that no number is used after another process may have
it. Must not know why a child is to end.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import time
from typing import Final

END_LIMIT_S: Final = 1.0
"""How long a child that closed its wire may take to be gone."""
_LOOK_AGAIN_S: Final = 0.001


def await_end(process: subprocess.Popen[bytes]) -> None:
    """Wait until a child has ended, for `END_LIMIT_S` at most. Where the system allows it, it is not reaped yet."""
    if not hasattr(os, "waitid"):
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(timeout=END_LIMIT_S)
        return
    until = time.monotonic() + END_LIMIT_S
    while process.returncode is None and time.monotonic() < until:
        try:
            if os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT | os.WNOHANG) is not None:
                return
        except ChildProcessError:
            return
        time.sleep(_LOOK_AGAIN_S)


def end_group(process: subprocess.Popen[bytes]) -> None:
    """End a child that leads a group of its own, with that group, and reap it. One that is reaped is left alone."""
    if process.returncode is not None:
        return
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    # Of a group that is not yet its own: the child sets it before the program begins.
    process.kill()
    process.wait()
