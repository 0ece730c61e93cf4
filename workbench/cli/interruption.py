"""SIGINT, SIGTERM and SIGHUP while a command runs: what it holds is given back in order, and its exit code names which.

Owns what those signals do from the start of a command to its end; the screen takes them over with a watch of its own.
"""

from __future__ import annotations

import signal
from types import FrameType
from typing import Any, Final

ENDING: Final = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name))
_SIGNALLED: Final = 128
"""Is added to a signal's number in an exit code."""


class CommandInterrupted(BaseException):
    """A signal asks the command to end. Raised wherever its main thread stands."""


class Interruption:
    """Takes the signals over from `__enter__` to `__exit__`; elsewhere than on the main thread nothing is done.

    The first signal raises `CommandInterrupted`. What follows until the end finds the command giving back what it
    holds, which is a matter of milliseconds, and is left alone; only another SIGINT, which a person sends, ends it at
    once.
    """

    def __init__(self) -> None:
        """Take nothing over yet."""
        self._former: dict[int, Any] = {}
        self._number: int | None = None

    @property
    def exit_code(self) -> int | None:
        """What the command is to exit with; None: nobody asked it to end."""
        return None if self._number is None else _SIGNALLED + self._number

    def __enter__(self) -> Interruption:
        for number in ENDING:
            # What was ignored stays so: `nohup`, and what a shell runs in the background.
            if signal.getsignal(number) is not signal.SIG_IGN:
                try:
                    self._former[number] = signal.signal(number, self._came)
                except ValueError:
                    break
        return self

    def __exit__(self, *_: object) -> None:
        for number, handler in self._former.items():
            signal.signal(number, signal.SIG_DFL if handler is None else handler)

    def _came(self, number: int, _: FrameType | None) -> None:
        if self._number is None:
            self._number = number
            if signal.SIGINT in self._former:
                signal.signal(signal.SIGINT, signal.SIG_DFL)
            raise CommandInterrupted
