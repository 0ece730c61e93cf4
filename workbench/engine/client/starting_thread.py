"""The thread that starts children: it lives as long as our process, and so may they.

Linux ends a child that asked for it when the *thread* that started it ends, not the process. Owns: that thread. Must
not know what is started.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class _Job(Generic[T]):
    """Something to run in the other thread, and what became of it."""

    def __init__(self, run: Callable[[], T]) -> None:
        self._run = run
        self._given: list[T] = []
        self._raised: BaseException | None = None
        self._is_done = threading.Event()

    def run(self) -> None:
        try:
            self._given.append(self._run())
        except BaseException as error:  # noqa: BLE001 - it belongs to the thread that waits
            self._raised = error
        self._is_done.set()

    def result(self) -> T:
        self._is_done.wait()
        if self._raised is not None:
            raise self._raised
        return self._given[0]


class _StartingThread:
    """Runs one job after the other, until our process ends."""

    def __init__(self) -> None:
        self.pid = os.getpid()
        self._jobs: list[Callable[[], None]] = []
        self._has_jobs = threading.Condition()
        threading.Thread(target=self._run, name="starts children", daemon=True).start()

    def _run(self) -> None:
        while True:
            with self._has_jobs:
                self._has_jobs.wait_for(lambda: self._jobs)
                run = self._jobs.pop(0)
            run()

    def result_of(self, run: Callable[[], T]) -> T:
        job = _Job(run)
        with self._has_jobs:
            self._jobs.append(job.run)
            self._has_jobs.notify()
        return job.result()


_lock = threading.Lock()
_running: list[_StartingThread] = []


def in_starting_thread(run: Callable[[], T]) -> T:
    """Return what a function gives in that thread, or raise what it raises."""
    with _lock:
        # A forked copy of our process has no threads.
        if not _running or _running[-1].pid != os.getpid():
            _running[:] = [_StartingThread()]
        thread = _running[-1]
    return thread.result_of(run)
