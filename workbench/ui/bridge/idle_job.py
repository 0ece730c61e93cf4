"""One job for moments in which nothing else is wanted. Knows no widget, nor what the job is for."""

from __future__ import annotations

import threading
from collections.abc import Callable

GoOn = Callable[[], bool]
"""Says whether still nothing else is wanted."""


class IdleJob:
    """Runs a job on a daemon thread of its own, once after each time that something was done; any request stops it."""

    def __init__(
        self,
        name: str,
        after_s: float,
        job: Callable[[GoOn], object],
        give_up: Callable[[], object],
        on_error: Callable[[Exception], None],
    ) -> None:
        """Wait for the first thing to be done.

        Args:
            name: Of the thread.
            after_s: Seconds that nothing must have been wanted for before the job begins.
            job: Ends soon when it must not go on.
            give_up: Ends what the job waits for. Called from any thread, more than once, and as often too late.
            on_error: Gets what the job raised.
        """
        self._after_s = after_s
        self._job = job
        self._give_up = give_up
        self._on_error = on_error
        self._changed = threading.Condition()
        self._requests = 0
        self._has_news = self._runs = self._ended = False
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._thread.start()

    def wanted(self) -> None:
        """Something is wanted: until it is done the job stands back."""
        with self._changed:
            self._requests += 1
            runs = self._runs
            self._changed.notify_all()
        if runs:
            self._give_up()

    def begun(self) -> None:
        """What is wanted begins: say once more that the job is to stand back, if it was deaf at the first time."""
        with self._changed:
            runs = self._runs
        if runs:
            self._give_up()

    def done(self) -> None:
        """It was done."""
        with self._changed:
            self._requests -= 1
            self._has_news = True
            self._changed.notify_all()

    def end(self, timeout_s: float) -> None:
        """Never run the job again; wait at most so long for the one that runs."""
        with self._changed:
            self._ended = True
            self._changed.notify_all()
        self._give_up()
        self._thread.join(timeout_s)

    def _may_go_on(self) -> bool:
        with self._changed:
            return not self._requests and not self._ended

    def _run(self) -> None:
        while self._await_turn():
            try:
                self._job(self._may_go_on)
            except Exception as error:  # noqa: BLE001 - a failed job must not end the thread
                self._on_error(error)
            with self._changed:
                self._runs = False

    def _await_turn(self) -> bool:
        """Wait until nothing was wanted for long enough; return False at the end."""
        with self._changed:
            while True:
                self._changed.wait_for(lambda: self._ended or (self._has_news and not self._requests))
                if not self._ended and not self._changed.wait_for(lambda: self._ended or self._requests, self._after_s):
                    self._has_news, self._runs = False, True
                    return True
                if self._ended:
                    return False
