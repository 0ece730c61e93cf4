"""SIGINT, SIGTERM and SIGHUP while a command runs: what it holds is given back in order, and its exit code names which.

Owns what those signals do from the start of a command to its end; the screen takes them over with a watch of its own.
"""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable
from types import FrameType
from typing import Any, Final

ENDING: Final = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name))
_SIGNALLED: Final = 128
"""Is added to a signal's number in an exit code."""
_ALARM: Final[int | None] = getattr(signal, "SIGALRM", None)
_AGAIN_S: Final = 0.01
"""Later than what has dropped it ends, most often; else it is raised once more."""


class CommandInterrupted(BaseException):
    """A signal asks the command to end. Raised wherever its main thread stands."""


class Interruption:
    """Takes the signals over from `__enter__` to `__exit__`; elsewhere than on the main thread nothing is done.

    The first signal raises `CommandInterrupted`. What follows until the end finds the command giving back what it
    holds, which is a matter of milliseconds, and is left alone; only another SIGINT, which a person sends, ends it at
    once. Where Python drops what is raised, in a destructor or a callback, it is raised again a moment later: else a
    command that waits for a plugin would go on for as long as that may take.
    """

    def __init__(self) -> None:
        """Take nothing over yet."""
        self._former: dict[int, Any] = {}
        self._number: int | None = None
        self._is_over = False
        self._former_hook: Callable[[sys.UnraisableHookArgs], object] | None = None

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
        if self._former:
            self._former_hook, sys.unraisablehook = sys.unraisablehook, self._dropped
        return self

    def __exit__(self, *_: object) -> None:
        self._is_over = True
        if self._former_hook is not None:
            sys.unraisablehook = self._former_hook
        if _ALARM is not None and _ALARM in self._former:
            signal.setitimer(signal.ITIMER_REAL, 0)
        for number, handler in self._former.items():
            signal.signal(number, signal.SIG_DFL if handler is None else handler)

    def _came(self, number: int, _: FrameType | None) -> None:
        if self._number is None:
            self._number = number
            if signal.SIGINT in self._former:
                signal.signal(signal.SIGINT, signal.SIG_DFL)
            raise CommandInterrupted

    def _dropped(self, unraisable: sys.UnraisableHookArgs) -> None:
        """Python has dropped an exception: what it was says nothing to anybody if it was ours."""
        if not isinstance(unraisable.exc_value, CommandInterrupted):
            if self._former_hook is not None:
                self._former_hook(unraisable)
        elif _ALARM is not None:
            self._former.setdefault(_ALARM, signal.signal(_ALARM, self._again))
            signal.setitimer(signal.ITIMER_REAL, _AGAIN_S)

    def _again(self, _: int, __: FrameType | None) -> None:
        if not self._is_over:
            raise CommandInterrupted
