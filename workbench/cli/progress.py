"""How far a command is, as one line on a terminal's stderr, for as long as the work goes on.

Owns when that line is shown: not before a second has passed, never where nobody watches. `streams` owns the line
itself, which gives way to whatever else is written.
"""

from __future__ import annotations

import argparse
import contextlib
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

from workbench.cli.streams import clear_line, show_line, shows_lines
from workbench.visible import visible

AFTER_S: Final = 1.0
"""Work that takes no longer shows no line."""
_EVERY_S: Final = 0.2
_PATIENCE_S: Final = 1.0
"""A terminal that is stopped keeps the thread that writes to it from ending; nobody waits for that."""
_PERCENT: Final = 100


class Progress:
    """How far the work is. Its owner says so as often as it likes: that costs next to nothing, and writes nothing."""

    def __init__(self, title: str) -> None:
        """Begin with a title that says what is done, such as `check of plugin.wasm`; any text of any length."""
        self._title = visible(title, limit=200)
        self._done = 0
        self._total: int | None = None
        self._what = ""

    def step(self, done: int, total: int | None = None, what: str = "") -> None:
        """Say how much is done, of how much (None: nobody knows), and what comes now; any text (empty: nothing)."""
        self._done, self._total, self._what = done, total, what

    def line(self, elapsed_s: float) -> str:
        """Return the line after so many seconds: `workbench: fuzz of a.wasm: shape, 120 of 500 (24 %), 3 s`."""
        parts = [part for part in (visible(self._what, limit=80), self._counted()) if part]
        return f"workbench: {self._title}: {', '.join([*parts, f'{elapsed_s:,.0f} s'])}"

    def _counted(self) -> str:
        if not self._total:
            return f"{self._done:,}" if self._done else ""
        return f"{self._done:,} of {self._total:,} ({self._done * _PERCENT // self._total} %)"


@contextmanager
def shown_progress(arguments: argparse.Namespace, title: str, *, after_s: float = AFTER_S) -> Iterator[Progress]:
    """Show how far the work is while the block runs, where stderr is a terminal and `-q` is not given.

    Args:
        arguments: Those of the command.
        title: As of `Progress`.
        after_s: Seconds from now until the line is shown.
    """
    progress = Progress(title)
    if getattr(arguments, "quiet", False) or not shows_lines():
        yield progress
        return
    over = threading.Event()
    thread = threading.Thread(target=_draw, args=(progress, over.wait, after_s), name="progress", daemon=True)
    # A machine without one more thread does the work all the same.
    with contextlib.suppress(RuntimeError):
        thread.start()
    try:
        yield progress
    finally:
        over.set()
        if thread.ident is not None:
            thread.join(_PATIENCE_S)
        clear_line()


def _draw(progress: Progress, is_over: Callable[[float], bool], after_s: float) -> None:
    """Show the line again and again, until it is over."""
    started, wait_s = time.monotonic(), after_s
    while not is_over(wait_s):
        show_line(progress.line(time.monotonic() - started))
        wait_s = _EVERY_S
