"""How a file is replaced as a whole: write beside, fsync, rename. A crash leaves the old file or the new one."""

from __future__ import annotations

import contextlib
import errno
import os
from pathlib import Path
from typing import Final

from workbench.private_folders import make_private

PRIVATE: Final = 0o600
_NEW_FILE: Final = (
    os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0)
) | getattr(os, "O_BINARY", 0)


def write_atomically(path: Path, content: bytes, *, mode: int = PRIVATE, durable: bool = True) -> None:
    """Replace a file as a whole, and make its folders. A reader sees the old content or the new, never a part.

    A link is written through: what it leads to is replaced, and the link stays.

    Args:
        path: The file.
        content: What is to stand there.
        mode: Of the file, as far as the umask of the process grants it.
        durable: Wait for the disk, so that it survives a loss of power, too.

    Raises:
        OSError: It could not be written; the old file stands as it was.
    """
    path = _target(path)
    make_private(path.parent)
    beside = path.parent / f".{os.urandom(8).hex()}.new"
    try:
        _fill(os.open(beside, _NEW_FILE, mode), content, durable=durable)
        beside.replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            beside.unlink()
        raise
    if durable:
        _sync_folder(path.parent)


def replace_within(folder: int, name: str, content: bytes, *, mode: int) -> None:
    """Replace a file of a folder that is open, as `write_atomically` does. A link is not written through, but replaced.

    Raises:
        OSError: It could not be written; the old file stands as it was.
    """
    beside = f".{os.urandom(8).hex()}.new"
    try:
        _fill(os.open(beside, _NEW_FILE, mode, dir_fd=folder), content, durable=True)
        os.replace(beside, name, src_dir_fd=folder, dst_dir_fd=folder)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(beside, dir_fd=folder)
        raise
    with contextlib.suppress(OSError):
        os.fsync(folder)


def _fill(descriptor: int, content: bytes, *, durable: bool) -> None:
    """Write a file, and close it. Raises OSError."""
    with os.fdopen(descriptor, "wb") as stream:
        stream.write(content)
        stream.flush()
        if durable:
            os.fsync(descriptor)


def _target(path: Path) -> Path:
    """Return where a link leads to, in the end; what is no link is itself. Raises OSError: it leads in a circle."""
    if not path.is_symlink():
        return path
    target = Path(os.path.realpath(path))
    if target.is_symlink():
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), str(path))
    return target


def _sync_folder(folder: Path) -> None:
    """Make a rename outlive a power failure, where the system can."""
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
