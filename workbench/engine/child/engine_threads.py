"""The engine's own threads in the child process: held back while guests run, and waited for after a cancel.

Owns: which threads are the engine's, and what they are doing. Must not know calls. Where the system does not show its
threads, they are left alone, and a wait is a short sleep.
"""

from __future__ import annotations

import contextlib
import os
import threading
import time
from collections.abc import Iterator
from typing import Final

from workbench.linux import is_linux

REST_MAX_S: Final = 0.25
"""How long a wait for rest may take: on a machine that is overloaded the engine's threads get their turn late."""
_LOOK_AGAIN_S: Final = 0.0002
_BLIND_WAIT_S: Final = 0.001
_TASKS: Final = "/proc/self/task"


def hold_back() -> None:
    """Let no thread of the engine push aside the one that runs guests: they run when a processor is free, or in turn.

    The engine's timer wakes for the start and the end of each call. That took the processor away for longer than a
    small call lasts. A call that passes its time is ended as before: to wait for one's turn takes milliseconds.
    """
    if is_linux():
        for thread in _threads():
            with contextlib.suppress(OSError):
                os.sched_setscheduler(thread, os.SCHED_BATCH, os.sched_param(0))


def await_rest() -> None:
    """Wait until no thread of the engine has anything to do.

    A cancel goes to the engine's timer as a message. Until that is read, it may stop whatever call runs then.
    """
    until = time.perf_counter() + REST_MAX_S
    threads = list(_threads())
    if not threads:
        time.sleep(_BLIND_WAIT_S)
    while any(map(_is_busy, threads)) and time.perf_counter() < until:
        time.sleep(_LOOK_AGAIN_S)


def _threads() -> Iterator[int]:
    if not is_linux():
        return
    ours = {thread.native_id for thread in threading.enumerate()}
    with contextlib.suppress(OSError):
        for name in os.listdir(_TASKS):  # noqa: PTH208 - the child loads no pathlib
            if int(name) not in ours:
                yield int(name)


def _is_busy(thread: int) -> bool:
    """Say whether a thread runs or waits for a processor; one that is gone does not."""
    try:
        descriptor = os.open(f"{_TASKS}/{thread}/stat", os.O_RDONLY)
    except OSError:
        return False
    try:
        # The state stands behind the name, which is in parentheses.
        return os.read(descriptor, 512).rpartition(b") ")[2][:1] == b"R"
    except OSError:
        return False
    finally:
        os.close(descriptor)
