"""Our three standard streams: open, in UTF-8, written to until nobody reads any more.

Owns what becomes of a stream that is closed, full, or without a reader, and the one line on a terminal's stderr that
gives way to whatever is written to either stream.
"""

from __future__ import annotations

import contextlib
import os
import sys
from _thread import RLock  # without the rest of threading, which takes its time
from typing import BinaryIO, Final, TextIO

from workbench.errors.machine import MachineError

_CLOSED: Final = "it is closed"
_ERASE: Final = "\r\x1b[K"
_COLUMNS: Final = 80
"""Of a terminal that does not say how many it has."""


_PATIENCE_S: Final = 1.0


class _Line:
    """The line on stderr that is shown for now. A thread of its own may show it."""

    def __init__(self) -> None:
        self.lock = RLock()
        self.is_shown = False


_LINE: Final = _Line()


def prepare_streams() -> None:
    """Make the streams ready, before anything else is opened.

    What stands on stdout is UTF-8 whatever the locale says. A file that is opened later must not become one of the
    three, so that closed ones are opened on nothing.

    Raises:
        MachineError: stdout is closed.
    """
    closed = [name for name in ("stdin", "stdout", "stderr") if getattr(sys, name) is None]
    if closed:
        _occupy_closed()
    if sys.stderr is None:
        # Open for the whole run.
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    if "stdout" in closed:
        raise MachineError("stdout", "a stream that can be written", _CLOSED)


def write_out(text: str) -> bool:
    """Write to stdout; return whether anybody still reads it.

    Raises:
        MachineError: It cannot be written.
    """
    return _write(sys.stdout, "stdout", text)


def write_beside(text: str) -> None:
    """Write to stderr. There is nobody to tell when that fails."""
    with contextlib.suppress(MachineError):
        _write(sys.stderr, "stderr", text)


def show_line(text: str) -> None:
    """Show a line on stderr, which is a terminal, in place of the one that is shown; cut to what fits.

    `text` has passed `visible`. There is nobody to tell when it cannot be written.
    """
    with _LINE.lock, contextlib.suppress(OSError, ValueError):
        sys.stderr.write(f"{_ERASE}{_fitting(text)}")
        _LINE.is_shown = True
        sys.stderr.flush()


def clear_line() -> None:
    """Take the line away, if one is shown."""
    # A terminal that is stopped keeps who shows the line from ending; nobody waits for that.
    if not _LINE.lock.acquire(timeout=_PATIENCE_S):
        return
    try:
        with contextlib.suppress(OSError, ValueError):
            if _LINE.is_shown:
                _LINE.is_shown = False
                sys.stderr.write(_ERASE)
                sys.stderr.flush()
    finally:
        _LINE.lock.release()


def _fitting(text: str) -> str:
    """Return as much of a text as one line of the terminal holds: one that wraps could not be taken away."""
    from workbench.visible import width  # noqa: PLC0415 - most commands are over before they show a line

    try:
        columns = os.get_terminal_size(sys.stderr.fileno()).columns or _COLUMNS
    except (OSError, ValueError):
        columns = _COLUMNS
    if width(text) < columns:
        return text
    kept = text[:columns]
    while kept and width(kept) > columns - 2:
        kept = kept[:-1]
    return f"{kept}…"


def flush_out() -> bool:
    """Write what waits for stdout; return whether anybody still reads it.

    Raises:
        MachineError: It cannot be written.
    """
    return _write(sys.stdout, "stdout", "", flush=True)


def abandon_out() -> None:
    """Drop what waits for stdout: it is a part of a report, and its reader may take nothing any more."""
    if sys.stdout is not None:
        _let_go(sys.stdout)


def read_in() -> bytes:
    """Return everything that stands on stdin.

    Raises:
        FileUnreadable: It is closed, or cannot be read.
    """
    stream = opened_in()
    try:
        return stream.read()
    except OSError as error:
        from workbench.errors.operator import FileUnreadable  # noqa: PLC0415 - hardly ever needed
        from workbench.errors.remedies import words_of  # noqa: PLC0415 - as above

        raise FileUnreadable("stdin", "a stream that can be read", words_of(error)) from error


def opened_in() -> BinaryIO:
    """Return the bytes of stdin as a stream.

    Raises:
        FileUnreadable: It is closed.
    """
    if sys.stdin is None:
        from workbench.errors.operator import FileUnreadable  # noqa: PLC0415 - most commands read nothing

        raise FileUnreadable("stdin", "a stream that can be read", _CLOSED)
    return sys.stdin.buffer


def _write(stream: TextIO, name: str, text: str, *, flush: bool = False) -> bool:
    try:
        with _LINE.lock:
            clear_line()
            if text:
                stream.write(text)
            if flush:
                stream.flush()
    except BrokenPipeError:
        # The reader has gone: what is left has nowhere to go, but the verdict is still to be returned.
        _let_go(stream)
        return False
    except OSError as error:
        _let_go(stream)
        from workbench.errors.remedies import words_of  # noqa: PLC0415 - hardly ever needed

        raise MachineError(name, "a stream that can be written", words_of(error)) from error
    return True


def _let_go(stream: TextIO) -> None:
    """Send what is in a stream's buffer, and all that follows, to nothing."""
    with contextlib.suppress(OSError, ValueError):
        descriptor = stream.fileno()
        nothing = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nothing, descriptor)
        os.close(nothing)


def _occupy_closed() -> None:
    descriptor = os.open(os.devnull, os.O_RDWR)
    while descriptor <= 2:
        os.set_inheritable(descriptor, True)
        descriptor = os.open(os.devnull, os.O_RDWR)
    os.close(descriptor)
