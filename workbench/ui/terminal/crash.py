"""The first error that nobody foresaw: it ends the screen, and is written down once."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Final

from workbench.ui.terminal.last_words import tell

REPORT: Final = "crash.txt"
TEXT: Final = "payload.json"


class Crash:
    """What ended the screen, if anything did. Any thread may call it."""

    CODE: Final = 4
    """The exit code."""

    def __init__(self, folder: Path | None) -> None:
        """Know of no error yet.

        Args:
            folder: Where reports and texts without a place of their own are written; None: among temporary files.
        """
        self._folder = folder
        self._lock = threading.Lock()
        self._lines: list[str] = []
        self.error: BaseException | None = None
        self.watcher: Callable[[], object] = lambda: None
        """Called once, when the screen is to end: sees to it that it does."""

    def take(self, error: BaseException, where: str = "") -> bool:
        """Write a report of the first error, which ends the screen; return False for any later one."""
        with self._lock:
            if self.error is not None:
                return False
            self.error = error
        self._lines.append(self._reported(error, where or threading.current_thread().name))
        self.watcher()
        return True

    def note(self, error: BaseException) -> str:
        """Write a report of an error that the screen outlives; return one line on it."""
        return self._reported(error, threading.current_thread().name)

    def keep(self, text: str) -> str:
        """Keep a text that has no place of its own beside the reports; return where, in words that are said again."""
        from workbench.crash_report import write_private  # noqa: PLC0415

        path = write_private(text, self._folder, TEXT)
        words = f"what was typed is in {path}" if path else "what was typed could not be kept"
        self._lines.append(words)
        return words

    def tell(self) -> None:
        """Say on standard error what is to be said at the end, once."""
        with self._lock:
            lines, self._lines = self._lines, []
        for line in lines:
            tell(line)

    def _reported(self, error: BaseException, where: str) -> str:
        from workbench.crash_report import report, summary, write_private  # noqa: PLC0415

        text = report(error, where)
        path = write_private(text, self._folder, REPORT)
        found = f"a fault of the workbench, {summary(error)}"
        return f"{found}; the report is in {path}" if path else f"{found}; no report could be written:\n{text}"


def prepare() -> None:
    """Load what a crash needs: nothing may be left to be loaded when files or memory have run out."""
    from workbench import crash_report  # noqa: PLC0415 - the first frame does not need it

    crash_report.prepare()
