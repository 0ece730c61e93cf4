"""Runs a screen for `workbench serve`: takes the pseudo-terminal that it was started on, and its arguments."""

from __future__ import annotations

import fcntl
import json
import os
import sys
import termios

from workbench.browser.screen_process import WORDS_VARIABLE


def run() -> int:
    """Run the screen, and return its exit code."""
    words = json.loads(os.environ.pop(WORDS_VARIABLE))
    # Closing the terminal must end us, so that it has to be the one of our session.
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)
    from workbench.cli.main import main  # noqa: PLC0415 - as soon as possible, we can be ended

    return main(words)


if __name__ == "__main__":
    sys.exit(run())
