"""Our three standard streams: open, in UTF-8, written to until nobody reads any more.

Owns what becomes of a stream that is closed, full, or without a reader; the file that takes what would stand on
stdout; and the one line on a terminal's stderr that gives way to whatever is written to either stream.
"""

from __future__ import annotations

import contextlib
import os
import sys
from _thread import RLock  # without the rest of threading, which takes its time
from typing import TYPE_CHECKING, BinaryIO, Final, TextIO

if TYPE_CHECKING:
    from workbench.errors.machine import MachineError

_CLOSED: Final = "it is closed"
_RUNNER: Final = "GITHUB_ACTIONS"
"""As `workbench.runner_log` has it, which most runs do without."""
_ERASE: Final = "\r\x1b[K"
_COLUMNS: Final = 80
"""Of a terminal that does not say how many it has."""


_PATIENCE_S: Final = 1.0
_MODE_OF_NEW: Final = 0o644


class _Line:
    """The line on stderr that is shown for now. A thread of its own may show it."""

    def __init__(self) -> None:
        self.lock = RLock()
        self.is_shown = False


_LINE: Final = _Line()


class _Output:
    """What becomes of what is written. Begins anew with each command."""

    def __init__(self) -> None:
        self.file: str | None = None
        """Takes what would stand on stdout; None: stdout does."""
        self.pieces: list[str] = []
        """What the file is to hold."""
        self.is_quiet = False
        """Notes are left out."""
        self.is_detailed = False
        """What is counted else is listed."""
        self.is_obeyed = False
        """Some lines would be commands for whoever reads them: see `runner_log`."""


_OUTPUT: Final = _Output()


def prepare_streams() -> None:
    """Make the streams ready, before anything else is opened.

    What stands on stdout is UTF-8 whatever the locale says. A file that is opened later must not become one of the
    three, so that closed ones are opened on nothing.

    Raises:
        MachineError: stdout is closed.
    """
    divert_out(None)
    leave_out_notes(wanted=False)
    say_details(wanted=False)
    _OUTPUT.is_obeyed = bool(os.environ.get(_RUNNER))
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
        raise _unwritable("stdout", _CLOSED)


def divert_out(file: str | None) -> None:
    """Keep what is written to stdout for a file, from now on; None: stdout takes it, and what was kept is dropped."""
    _OUTPUT.file = file
    _OUTPUT.pieces.clear()


def is_diverted() -> bool:
    """Say whether a file takes what would stand on stdout."""
    return _OUTPUT.file is not None


def leave_out_notes(*, wanted: bool) -> None:
    """Say from now on nothing on stderr but errors, or everything."""
    _OUTPUT.is_quiet = wanted


def say_details(*, wanted: bool) -> None:
    """Say from now on each of what is counted else (`-v`), or how many there are."""
    _OUTPUT.is_detailed = wanted


def says_details() -> bool:
    """Say whether each of what is counted else is wanted."""
    return _OUTPUT.is_detailed


def write_out(text: str) -> bool:
    """Write to stdout, or to what takes its place; return whether anybody still reads it.

    Raises:
        MachineError: It cannot be written.
    """
    if is_diverted():
        _OUTPUT.pieces.append(text)
        return True
    return _write(sys.stdout, "stdout", _guarded(text))


def write_note(text: str) -> None:
    """Write to stderr what does without, unless nobody wants notes."""
    if not _OUTPUT.is_quiet:
        write_beside(text)


def write_beside(text: str) -> None:
    """Write to stderr, whoever wants it. There is nobody to tell when that fails."""
    write_for_runner(_guarded(text))


def write_for_runner(text: str) -> None:
    """Write lines of our own to stderr that the runner of GitHub Actions may obey."""
    with contextlib.suppress(OSError):
        _put(sys.stderr, text)


def _guarded(text: str) -> str:
    if not _OUTPUT.is_obeyed:
        return text
    from workbench.runner_log import guarded  # noqa: PLC0415 - most runs are read by people and programs

    return guarded(text)


def shows_lines() -> bool:
    """Say whether stderr is a terminal that can show a line and take it away, for somebody who wants it."""
    return not _OUTPUT.is_quiet and sys.stderr is not None and sys.stderr.isatty() and os.environ.get("TERM") != "dumb"


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
    """Write what waits for stdout; return whether anybody still reads it. A file gets it all at the end.

    Raises:
        MachineError: It cannot be written.
    """
    return True if is_diverted() else _write(sys.stdout, "stdout", "", flush=True)


def finish_out() -> None:
    """Write what waits for stdout, or the file that takes its place, as a whole: the command has said all.

    Raises:
        MachineError: It cannot be written.
        PlaceUnwritable: The file cannot; what stood there stands as it was.
    """
    if _OUTPUT.file is None:
        flush_out()
        return
    from workbench.store.named_files import named_place, replace_named  # noqa: PLC0415 - few write to a file

    file, content = _OUTPUT.file, "".join(_OUTPUT.pieces)
    # Whatever is still to be said has no other place than stdout.
    divert_out(None)
    replace_named(named_place(file), content.encode("utf-8", "backslashreplace"), mode_of_new=_MODE_OF_NEW)


def abandon_out() -> None:
    """Drop what waits for stdout: it is a part of a report, and its reader may take nothing any more."""
    divert_out(None)
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
        return _put(stream, text, flush=flush)
    except OSError as error:
        from workbench.errors.remedies import words_of  # noqa: PLC0415 - hardly ever needed

        raise _unwritable(name, words_of(error)) from error


def _put(stream: TextIO, text: str, *, flush: bool = False) -> bool:
    """Write; return whether anybody still reads. Raises OSError, and nothing more is written then."""
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
    except OSError:
        _let_go(stream)
        raise
    return True


def _unwritable(name: str, why: str) -> MachineError:
    from workbench.errors.machine import MachineError  # noqa: PLC0415 - no start pays for what names its failures

    return MachineError(name, "a stream that can be written", why)


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
