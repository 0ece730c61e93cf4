"""Files that a person names: read as a whole up to a limit, and replaced as a whole. Must not know what they hold."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import BinaryIO, Final

from workbench.errors.operator import FileDamaged, FileUnreadable, PlaceUnwritable
from workbench.errors.remedies import words_of
from workbench.store.writing import write_atomically

_PIECE_BYTES: Final = 1_048_576


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

    Raises:
        FileUnreadable: It is missing or cannot be read.
        FileDamaged: It is too large.
    """
    try:
        with path.open("rb") as stream:
            content = read_up_to(stream, max_bytes + 1)
    except (OSError, ValueError) as error:
        raise FileUnreadable(str(path), f"{what} that can be read", words_of(error)) from error
    if len(content) > max_bytes:
        raise FileDamaged(str(path), f"{what} of at most {max_bytes:,} bytes", "a larger file")
    return content


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
            path.write_bytes(content)
            return
        target = path.resolve() if path.is_symlink() else path
        mode = target.stat().st_mode & 0o777 if target.exists() else mode_of_new
        target.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(target, content, mode=mode)
    except (OSError, ValueError, RuntimeError) as error:
        raise PlaceUnwritable(str(path), words_of(error)) from error


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
