"""What the terminal was like before the screen took it, and the way back that waits for nobody.

The way back is for a screen that does not answer any more. It may be taken from any thread, takes no lock, and does
not block on a terminal that takes no output.
"""

from __future__ import annotations

import contextlib
import os
import select
import signal
import termios
from typing import Any, Final

MODES_OFF: Final = (
    "\x1b[?2026l"  # synchronized output
    "\x1b[?2004l"  # bracketed paste
    "\x1b[?2048l"  # resizes reported in band
    "\x1b[?1000l\x1b[?1003l\x1b[?1006l\x1b[?1015l\x1b[?1016l"  # mouse
    "\x1b[?1004l"  # focus reports
    "\x1b[<u"  # keyboard protocol
    "\x1b[?7h"  # lines wrap
    "\x1b[?1049l"  # alternate screen
    "\x1b[0m\x1b[?25h"  # colours, cursor
)
"""Ends all that Textual switches on."""
LEFT_ON: Final = "\x1b[?2026l\x1b[?1016l\x1b[0m"
"""Ends what Textual leaves on when it gives the terminal back."""
_CANCEL: Final = "\x18"
"""Ends an escape sequence that was cut off in the middle."""
_PATIENCE_S: Final = 0.3
"""Seconds that a terminal which takes no output is waited for."""


class SavedTerminal:
    """The line settings of a terminal, to be put back."""

    def __init__(self, input_fd: int) -> None:
        """Remember the settings; a descriptor that is no terminal has none."""
        self._input_fd = input_fd
        self._settings: list[Any] | None = None
        with contextlib.suppress(termios.error):
            self._settings = termios.tcgetattr(input_fd)

    def restore(self, *, modes: bool) -> None:
        """Put the line settings back, and with `modes` end what the screen switched on. Never raises."""
        # A process in the background that touches the terminal is stopped, unless this thread blocks the signal.
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTTOU})
        if modes:
            _write(_CANCEL + MODES_OFF)
        if self._settings is not None:
            with contextlib.suppress(termios.error, OSError):
                termios.tcsetattr(self._input_fd, termios.TCSANOW, self._settings)


def _write(text: str) -> None:
    """Write to the terminal as far as it takes it."""
    with contextlib.suppress(OSError):
        # Opened anew, so that not to block stays a matter of this descriptor alone.
        descriptor = os.open("/dev/tty", os.O_WRONLY | os.O_NOCTTY | os.O_NONBLOCK)
        try:
            left = text.encode()
            while left and select.select([], [descriptor], [], _PATIENCE_S)[1]:
                left = left[os.write(descriptor, left) :]
        finally:
            os.close(descriptor)
