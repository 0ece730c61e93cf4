"""Files that a person names: read as a whole up to a limit, and replaced as a whole. Must not know what they hold."""

from __future__ import annotations

import errno
import os
import stat
import time
from pathlib import Path
from typing import BinaryIO, Final

from workbench.errors.operator import FileDamaged, FileUnreadable, PlaceUnwritable
from workbench.errors.remedies import words_of
from workbench.store.reasons import reason_of
from workbench.store.writing import write_atomically

WRITER_WAIT_S: Final = 1.0
"""So long a named pipe waits for somebody who opens it to write; one that is being written to is read to its end."""

_PIECE_BYTES: Final = 1_048_576
_WAIT_STEP_S: Final = 0.02
# Nothing here waits for the other end of a pipe to be opened, or becomes the controlling terminal.
_NO_WAITING: Final = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0) | getattr(os, "O_CLOEXEC", 0)
_NOBODY_WRITES: Final = "a pipe that nobody writes to"
_NOBODY_READS: Final = "a pipe that nobody reads"


def named_place(path: str) -> Path:
    """Return the place that a path names.

    Raises:
        PlaceUnwritable: It begins with `~`, the home folder, and there is none.
    """
    try:
        return Path(path).expanduser()
    except RuntimeError as error:
        raise PlaceUnwritable(path, str(error).lower()) from error


def read_named(path: Path, what: str, *, max_bytes: int) -> bytes:
    """Return what a file holds; `what` says what it should be, as in `a recording`.

    A pipe, as a shell makes for `<(…)`, is read to its end; a named one that nobody writes to is none that can be read.

    Raises:
        FileUnreadable: It is missing or cannot be read.
        FileDamaged: It is too large.
    """
    try:
        descriptor = os.open(path, os.O_RDONLY | _NO_WAITING)
        with os.fdopen(descriptor, "rb", buffering=0) as stream:
            start = _start_of_pipe(path, descriptor) if stat.S_ISFIFO(os.fstat(descriptor).st_mode) else b""
            content = start + read_up_to(stream, max_bytes + 1 - len(start))
    except (OSError, ValueError) as error:
        raise FileUnreadable(str(path), f"{what} that can be read", reason_of(path, error)) from error
    if len(content) > max_bytes:
        raise FileDamaged(str(path), f"{what} of at most {max_bytes:,} bytes", "a larger file")
    return content


def _start_of_pipe(path: Path, descriptor: int) -> bytes:
    """Return what stands in a pipe already, and let further reads wait for the rest. Raises OSError: nobody writes."""
    deadline = time.monotonic() + WRITER_WAIT_S
    while True:
        try:
            start = os.read(descriptor, _PIECE_BYTES)
        except BlockingIOError:
            # Whoever writes has it open, and takes the time that is needed.
            start = b""
            break
        if start or not _is_named(path):
            break
        if time.monotonic() >= deadline:
            raise OSError(errno.EPIPE, _NOBODY_WRITES)
        time.sleep(_WAIT_STEP_S)
    os.set_blocking(descriptor, True)
    return start


def _is_named(path: Path) -> bool:
    """Say whether a pipe has a place of its own. That of a shell's `<(…)` is open already, or was, when we see it."""
    place = os.path.realpath(path)
    return not place.startswith("/dev/") and os.path.exists(place)  # noqa: PTH110 - `/proc/self/fd/63` is no path


def read_up_to(stream: BinaryIO, size_bytes: int) -> bytes:
    """Read so many bytes at most, in pieces: one read would claim memory for all of them, however small the file is."""
    pieces: list[bytes] = []
    while size_bytes > 0 and (piece := stream.read(min(size_bytes, _PIECE_BYTES))):
        pieces.append(piece)
        size_bytes -= len(piece)
    return b"".join(pieces)


def replace_named(path: Path, content: bytes, *, mode_of_new: int) -> None:
    """Write a file, in place of what stands there, whose mode it keeps; a crash leaves the old one or the new one.

    The mode is never wider than the umask grants, whatever it was: what is written now may be more private. A link
    stays one: the file that it leads to is written. What is no file, such as a pipe, is written to.

    Raises:
        PlaceUnwritable: It cannot be written; what stood there stands as it was.
    """
    try:
        if path.exists() and not path.is_file() and not path.is_dir():
            _write_through(path, content)
            return
        target = path.resolve() if path.is_symlink() else path
        mode = target.stat().st_mode & 0o777 if target.exists() else mode_of_new
        target.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(target, content, mode=mode)
    except (OSError, ValueError, RuntimeError) as error:
        raise PlaceUnwritable(str(path), words_of(error)) from error


def _write_through(path: Path, content: bytes) -> None:
    """Write to what is no file. Raises OSError: it cannot be written to, or is a pipe that nobody reads."""
    try:
        descriptor = os.open(path, os.O_WRONLY | _NO_WAITING)
    except OSError as error:
        if error.errno == errno.ENXIO and path.is_fifo():
            raise OSError(errno.ENXIO, _NOBODY_READS) from error
        raise
    os.set_blocking(descriptor, True)
    with os.fdopen(descriptor, "wb") as stream:
        stream.write(content)


def check_writable(path: Path) -> None:
    """Find out before the work whether `replace_named` can write a file, and make its folder.

    Raises:
        PlaceUnwritable: It cannot.
    """
    try:
        if path.is_dir():
            raise IsADirectoryError(errno.EISDIR, "it is a folder")
        if path.exists() and not path.is_file():
            return
        target = path.resolve() if path.is_symlink() else path
        if target.exists() and not os.access(target, os.W_OK):
            raise PermissionError(errno.EACCES, "permission denied")
        target.parent.mkdir(parents=True, exist_ok=True)
        import tempfile  # noqa: PLC0415 - it loads archive formats, and most runs write nothing

        with tempfile.TemporaryFile(dir=target.parent, prefix="."):
            pass
    except (OSError, ValueError, RuntimeError) as error:
        raise PlaceUnwritable(str(path), words_of(error)) from error
