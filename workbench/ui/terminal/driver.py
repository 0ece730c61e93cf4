"""Reads keys from the terminal and writes frames to it. Textual's driver, without the ways in which it lets one down.

It draws on standard output, so that standard error can be sent to a file; bytes that are no UTF-8 are shown as U+FFFD;
whatever ends its threads ends the app, by its name; and a terminal that is gone ends it as a hang-up does.
"""

from __future__ import annotations

import codecs
import contextlib
import errno
import os
import select
import selectors
import signal
import sys
from collections.abc import Callable
from io import TextIOWrapper
from typing import TYPE_CHECKING, Any, Final, cast

from textual.drivers.linux_driver import LinuxDriver

from workbench.ui.terminal.last_keys import leave
from workbench.ui.terminal.paste_parser import PasteParser
from workbench.ui.terminal.saved_terminal import LEFT_ON

if TYPE_CHECKING:
    from textual.app import App

_READ_MAX: Final = 65_536
_TICK_S: Final = 0.1
"""Seconds after which a lone escape is taken as the key."""


class TerminalGone(Exception):
    """The terminal was closed: nothing comes from it any more."""


class TerminalDriver(LinuxDriver):
    """Drives a terminal on Linux and macOS."""

    def __init__(
        self, app: App[Any], *, debug: bool = False, mouse: bool = True, size: tuple[int, int] | None = None
    ) -> None:
        super().__init__(app, debug=debug, mouse=mouse, size=size)
        self.has_screen = False
        """The terminal shows the screen, and is in the modes that this takes."""
        self._is_reading = False
        """What was read is not with the app yet."""
        self._reads = True
        """The terminal is still read."""
        self._held: list[str] | None = None
        """What is written while the terminal is being taken; None at any other time."""
        assert sys.__stdout__ is not None
        self._output = _Output(sys.__stdout__.fileno(), self._ended)
        self._file = cast(TextIOWrapper, self._output)

    @property
    def has_unread(self) -> bool:
        """Something was typed that the app has not been given yet."""
        return self._reads and (self._is_reading or bool(select.select([self.fileno], [], [], 0)[0]))

    def start_application_mode(self) -> None:
        """Take the terminal: nothing is seen before its line settings are ours.

        Who sees the screen types: until then ctrl+q would be taken by the line, and ctrl+c would be a signal.
        """
        self.has_screen = True
        self._held = []
        try:
            super().start_application_mode()  # type: ignore[no-untyped-call]
        finally:
            held, self._held = "".join(self._held), None
        if held:
            super().write(held)

    def stop_application_mode(self) -> None:
        """Give the terminal back; a second time does nothing."""
        if self.has_screen:
            super().stop_application_mode()
            # Textual leaves the reports of mouse pixels on, and ends no update that was cut short.
            super().write(LEFT_ON)
            # What could not be written has changed nothing.
            self.has_screen = self._output.is_broken

    def write(self, data: str) -> None:
        """Write to the terminal, as long as it is ours."""
        if self._held is not None:
            self._held.append(data)
        elif self.has_screen:
            super().write(data)

    def resume_application_mode(self) -> None:
        """Take the terminal again, and leave no second thread behind that reads it.

        The terminal is still taken after SIGSTOP, which asks nobody, and when a terminal that is closed sends SIGCONT
        to a process that was not stopped at all.
        """
        if self.has_screen:
            self.suspend_application_mode()
            self._must_signal_resume = True
        super().resume_application_mode()

    def _run_input_thread(self) -> None:
        try:
            self.run_input_thread()
        except Exception as error:  # noqa: BLE001 - whatever it is, a screen without keys must not stay
            self._reads = False
            self._ended(error)

    def run_input_thread(self) -> None:
        """Read the terminal until the screen ends.

        Raises:
            TerminalGone: It was closed.
        """
        parser = PasteParser(self._debug)
        decode = codecs.getincrementaldecoder("utf-8")(errors="replace").decode
        with selectors.SelectSelector() as selector:
            selector.register(self.fileno, selectors.EVENT_READ)
            while not self.exit_event.is_set():
                # Nothing comes of the first bytes of a character; and nothing would mean the end to the parser.
                if selector.select(_TICK_S):
                    # Said before it is read, so that at no moment it is in neither place.
                    self._is_reading = True
                    text = decode(self._read())
                    for event in parser.feed(text) if text else ():
                        self.process_message(event)
                    self._is_reading = False
                for event in parser.tick():
                    self.process_message(event)

    def _read(self) -> bytes:
        try:
            read = os.read(self.fileno, _READ_MAX)
        except OSError as error:
            if error.errno == errno.EIO:
                raise TerminalGone from error
            raise
        if not read:
            raise TerminalGone
        return read

    def _ended(self, error: Exception) -> None:
        """End the app: reading or writing failed. Called from the threads that do so."""

        def end() -> None:
            if isinstance(error, TerminalGone):
                leave(self._app, 128 + signal.SIGHUP)
            else:
                self._app._handle_exception(error)

        # A loop that is closed already has nothing left to end.
        with contextlib.suppress(RuntimeError):
            self._loop.call_soon_threadsafe(end)


class _Output:
    """Standard output as UTF-8. After a failure it takes everything and writes nothing, so that nobody waits for it."""

    def __init__(self, descriptor: int, failed: Callable[[Exception], object]) -> None:
        self._descriptor = descriptor
        self._failed = failed
        self.is_broken = False
        """Nothing can be written any more."""

    def write(self, text: str) -> None:
        left = text.encode(errors="replace")
        while left and not self.is_broken:
            try:
                left = left[os.write(self._descriptor, left) :]
            except BlockingIOError:
                # Another program has set the terminal they share to do so.
                select.select([], [self._descriptor], [])
            except OSError as error:
                self.is_broken = True
                self._failed(TerminalGone() if error.errno == errno.EIO else error)

    def flush(self) -> None:
        """Do nothing: nothing is held back."""

    def fileno(self) -> int:
        return self._descriptor
