"""Ends the screen when the system asks for it: SIGTERM, SIGHUP, SIGQUIT and SIGINT.

Python runs its handlers between two steps of the main thread; one that is blocked would never know. So the handlers do
nothing: the number of each signal goes down a pipe at once, to a thread that asks the screen to end, waits for that a
moment, and else ends the process itself.
"""

from __future__ import annotations

import contextlib
import os
import signal
import threading
from collections.abc import Callable, Iterator
from types import FrameType
from typing import Final

ENDING: Final = tuple(
    getattr(signal, name) for name in ("SIGTERM", "SIGHUP", "SIGQUIT", "SIGINT") if hasattr(signal, name)
)
_OF_THE_OTHER: Final = tuple(getattr(signal, name) for name in ("SIGINT", "SIGQUIT") if hasattr(signal, name))
"""Keys that belong to the program which has the terminal."""
_MARK: Final = 0
"""Is the number of no signal."""
_SEEN_MAX_S: Final = 1.0


class Interrupted(BaseException):
    """A signal came while another program had the terminal."""


class SignalWatch:
    """Takes the ending signals over, from `start` to `stop`. Both on the main thread."""

    def __init__(self, leave: Callable[[int, bool], object]) -> None:
        """Take nothing over yet.

        Args:
            leave: Called on a thread of its own with the signal's number, and whether it came again.
        """
        self._leave = leave
        self._taken: set[int] = set()
        self._former_fd = -1
        self._pipe: tuple[int, int] | None = None
        self._lent = self._may_raise = self._pending = False
        self._seen = threading.Event()
        """The thread has seen all that came while the terminal was lent."""

    def start(self) -> None:
        """Take the signals over; those that were ignored stay so."""
        self._pipe = os.pipe()
        os.set_blocking(self._pipe[1], False)
        self._former_fd = signal.set_wakeup_fd(self._pipe[1], warn_on_full_buffer=False)
        for number in ENDING:
            if signal.getsignal(number) is not signal.SIG_IGN:
                self._taken.add(number)
                signal.signal(number, self._came)
        threading.Thread(target=self._watch, args=(self._pipe[0],), name="signals", daemon=True).start()

    def stop(self) -> None:
        """Let them do nothing: the process is at its end, and what is still to be closed takes seconds at most."""
        for number in self._taken:
            signal.signal(number, signal.SIG_IGN)
        signal.set_wakeup_fd(self._former_fd)
        if self._pipe is not None:
            # The thread sees the end, and closes its own side.
            os.close(self._pipe[1])

    @contextlib.contextmanager
    def lent(self) -> Iterator[None]:
        """Another program has the terminal: what its keys send is not for us."""
        self._lent, self._pending = True, False
        try:
            yield
        finally:
            if self._pipe is not None:
                self._seen.clear()
                os.write(self._pipe[1], bytes([_MARK]))
                self._seen.wait(_SEEN_MAX_S)
            self._lent = False

    @contextlib.contextmanager
    def interruptible(self) -> Iterator[None]:
        """Wait for that program here: what ends us is raised as `Interrupted`, also when it came before."""
        self._may_raise = True
        try:
            if self._pending:
                raise Interrupted
            yield
        finally:
            self._may_raise = False

    def _came(self, number: int, _: FrameType | None) -> None:
        if self._lent and number not in _OF_THE_OTHER:
            self._pending = True
            if self._may_raise:
                self._may_raise = False
                raise Interrupted

    def _watch(self, descriptor: int) -> None:
        came = 0
        while read := os.read(descriptor, 64):
            for number in read:
                if number == _MARK:
                    self._seen.set()
                elif number in self._taken and not (self._lent and number in _OF_THE_OTHER):
                    came += 1
                    # On a thread of its own: the next signal must be seen while the first is obeyed.
                    threading.Thread(
                        target=self._leave, args=(number, came > 1), name=f"signal-{number}", daemon=True
                    ).start()
        os.close(descriptor)
