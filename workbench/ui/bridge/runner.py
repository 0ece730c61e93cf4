"""A thread that does what it is given, in turn."""

from __future__ import annotations

import threading
from collections.abc import Callable
from queue import SimpleQueue


class Runner:
    """One daemon thread that does what it is given, in turn."""

    def __init__(self, name: str, on_error: Callable[[Exception], None]) -> None:
        self._jobs: SimpleQueue[Callable[[], object] | None] = SimpleQueue()
        self._on_error = on_error
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._thread.start()

    def submit(self, job: Callable[[], object]) -> None:
        """Do a job after those that were given before."""
        self._jobs.put(job)

    def end(self, timeout_s: float) -> None:
        """Do what was given, then stop; wait for that at most `timeout_s` seconds."""
        self._jobs.put(None)
        self._thread.join(timeout_s)

    def _run(self) -> None:
        while (job := self._jobs.get()) is not None:
            try:
                job()
            except Exception as error:  # noqa: BLE001 - a failed job must not end the thread that all others need
                self._on_error(error)
