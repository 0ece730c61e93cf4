"""Runs the screen from start to end, and gives the terminal back whatever happens in between."""

from __future__ import annotations

import asyncio
import locale
import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Final, TextIO

from workbench.ui.terminal import preflight
from workbench.ui.terminal.last_keys import leave
from workbench.ui.terminal.last_words import tell
from workbench.ui.terminal.saved_terminal import SavedTerminal
from workbench.ui.terminal.signals import SignalWatch

if TYPE_CHECKING:
    from workbench.ui.app import WorkbenchApp

ANSWER_S: Final = 1.5
"""Seconds in which a screen that is asked to end must begin to."""
END_S: Final = 15.0
"""Seconds in which it must be at its end: engine and history are closed properly in this time."""


def unfit() -> str | None:
    """Return one line on why the screen cannot be shown on this terminal; None when it can."""
    return preflight.unfit(
        os.environ,
        locale_encoding=locale.getencoding(),
        utf8_mode=bool(sys.flags.utf8_mode),
        input_tty=_is_terminal(sys.stdin),
        output_tty=_is_terminal(sys.stdout),
    )


def _is_terminal(stream: TextIO | None) -> bool:
    """Say whether a standard stream is a terminal; None: it was closed before we began."""
    return stream is not None and stream.isatty()


def run_screen(app: WorkbenchApp, *, leave: Callable[[int], object] = os._exit) -> int:
    """Run the app until it ends, and return the exit code: 0, 4 after a crash, 128 and its number after a signal.

    Args:
        app: A new app.
        leave: Ends the process at once, when the screen does not end by itself.
    """
    return _Run(app, leave).run()


class _Run:
    """One run of the screen."""

    def __init__(self, app: WorkbenchApp, leave: Callable[[int], object]) -> None:
        assert sys.__stdin__ is not None
        self._app = app
        self._leave_process = leave
        self._saved = SavedTerminal(sys.__stdin__.fileno())
        self._ended = threading.Event()
        self._once = threading.Lock()

    def run(self) -> int:
        """Run the app."""
        app = self._app
        watch = app.signals = SignalWatch(self._signalled)
        app.crash.watcher = self._crashed
        former_hook, threading.excepthook = threading.excepthook, self._thread_failed
        watch.start()
        try:
            app.run()
            # What has no place of its own, on a full disk or where no plugin came, is kept beside the reports.
            app.rescue()
        except BaseException as error:  # noqa: BLE001 - not even leaving the interpreter may leave a broken terminal
            app.crash.take(error)
            app.rescue()
        finally:
            self._ended.set()
            watch.stop()
            threading.excepthook = former_hook
            app.clear_away()
            # What Textual has given back already is not given back twice.
            self._saved.restore(modes=app.has_terminal)
        app.crash.tell()
        return app.exit_code

    def _signalled(self, number: int, again: bool) -> None:
        """Ask the screen to end; end the process if it does not. On a thread of its own."""
        code = 128 + number
        answered = threading.Event()

        def ask() -> None:
            answered.set()
            leave(self._app, code)

        if again or not self._on_loop(ask) or not answered.wait(ANSWER_S):
            self._force(code, f"ended by {signal.Signals(number).name}; the screen did not answer")
        elif not self._ended.wait(END_S):
            self._force(code, f"ended by {signal.Signals(number).name}; not everything could be closed")

    def _crashed(self) -> None:
        """See to it that a crashed screen ends. Called where the error came up."""

        def watch() -> None:
            deadline = time.monotonic() + ANSWER_S
            while self._app.has_terminal and time.monotonic() < deadline:
                self._ended.wait(0.05)
            if self._app.has_terminal or not self._ended.wait(END_S):
                self._force(self._app.crash.CODE, "the screen did not end by itself")

        threading.Thread(target=watch, name="crash-watch", daemon=True).start()

    def _force(self, code: int, why: str) -> None:
        """Keep what was typed, give the terminal back, and leave, whatever the main thread does."""
        if not self._once.acquire(blocking=False):
            return
        kept = threading.Thread(target=self._keep, name="rescue", daemon=True)
        kept.start()
        kept.join(ANSWER_S)
        self._saved.restore(modes=self._app.has_terminal)
        self._app.crash.tell()
        tell(why)
        self._leave_process(code)

    def _keep(self) -> None:
        self._app.rescue()
        self._app.clear_away()

    def _thread_failed(self, failed: threading.ExceptHookArgs) -> None:
        error, name = failed.exc_value, failed.thread.name if failed.thread is not None else "a thread"
        if error is None or isinstance(error, SystemExit):
            return
        self._app.crash.take(error, name)
        if not self._on_loop(lambda: self._app.fail(error)):
            self._crashed()

    def _on_loop(self, job: Callable[[], object]) -> bool:
        """Let the app's loop do something soon; return False when it has none, or none any more."""
        loop: asyncio.AbstractEventLoop | None = self._app.loop
        if loop is None:
            return False
        try:
            loop.call_soon_threadsafe(job)
        except RuntimeError:
            return False
        return True
