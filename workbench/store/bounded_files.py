"""Files below a folder out of which no link may lead: what was checked is what is opened, whoever changes it meanwhile.

Each place is resolved, held against the bounds, and then opened folder by folder, none of which may be a link by then.
Owns where links may lead. What the files hold is nobody's business here.
"""

from __future__ import annotations

import contextlib
import errno
import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Final

from workbench.errors.operator import FileDamaged, FileUnreadable, PlaceUnwritable
from workbench.errors.remedies import words_of
from workbench.store.named_files import read_up_to
from workbench.store.reasons import reason_of
from workbench.store.writing import replace_within

_FOLDER: Final = os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC
# Nothing here waits for a writer, or follows a link that was put there meanwhile.
_FILE: Final = os.O_RDONLY | os.O_NONBLOCK | os.O_NOCTTY | os.O_NOFOLLOW | os.O_CLOEXEC
_NO_FILE: Final = "a pipe or device"


class BoundedFiles:
    """Reads, writes, renames and removes files; each of them may be a link within the bounds."""

    def __init__(self, bounds: Path | None = None, *, unless: str = ", unless --trust-project is given") -> None:
        """Take the folder out of which nothing may lead; None: links may lead anywhere. `unless` is what lifts that."""
        self._unless = unless
        self._bounds = None if bounds is None else Path(os.path.realpath(bounds))

    def check(self, path: Path) -> None:
        """Raise FileDamaged where links lead a path out of the bounds."""
        self._inside(path, Path(os.path.realpath(path)))

    def read(self, path: Path, what: str, max_bytes: int) -> bytes:
        """Return what a file holds; `what` says what it should be. A pipe or device, which may never end, is not read.

        Raises:
            FileUnreadable: It is missing or cannot be read.
            FileDamaged: It is too large, or leads out of the bounds.
        """
        with self.opened(path, what) as stream:
            content = read_up_to(stream, max_bytes + 1)
        if len(content) > max_bytes:
            raise FileDamaged(str(path), f"{what} of at most {max_bytes:,} bytes", "a larger file")
        return content

    @contextlib.contextmanager
    def opened(self, path: Path, what: str) -> Iterator[BinaryIO]:
        """Give a file to be read; what reading it raises counts as raised here. `what` is as in `read`.

        Raises:
            FileUnreadable: It is missing, a pipe or device, or cannot be read.
            FileDamaged: It leads out of the bounds.
        """
        expected = f"{what} in a file"
        try:
            with self._place(path) as (folder, name):
                _check_file(os.stat(name, dir_fd=folder, follow_symlinks=False), path, expected)
                with os.fdopen(os.open(name, _FILE, dir_fd=folder), "rb") as stream:
                    _check_file(os.fstat(stream.fileno()), path, expected)
                    yield stream
        except (OSError, ValueError) as error:
            raise FileUnreadable(str(path), f"{what} that can be read", reason_of(path, error)) from error

    def replace(self, path: Path, content: bytes, *, mode_of_new: int) -> None:
        """Write a file as `named_files.replace_named` does: through links, as a whole, in the mode that it has.

        Raises:
            PlaceUnwritable: It cannot be written; what stood there stands as it was.
            FileDamaged: It leads out of the bounds.
        """
        try:
            with self._place(path, makes=True) as (folder, name):
                replace_within(folder, name, content, mode=_mode(folder, name, mode_of_new))
        except (OSError, ValueError) as error:
            raise PlaceUnwritable(str(path), words_of(error)) from error

    def rename(self, old: Path, new: Path) -> None:
        """Rename a file, or the link that it is, within its folder. Raises OSError, FileDamaged."""
        with self._place(old, follows=False) as (folder, name):
            os.rename(name, new.name, src_dir_fd=folder, dst_dir_fd=folder)

    def remove(self, path: Path) -> None:
        """Remove a file, or the link that it is. Raises OSError, FileDamaged."""
        with self._place(path, follows=False) as (folder, name):
            os.unlink(name, dir_fd=folder)

    def link(self, path: Path, target: str) -> None:
        """Make a link. Raises OSError, FileDamaged."""
        with self._place(path, follows=False, makes=True) as (folder, name):
            os.symlink(target, name, dir_fd=folder)

    @contextlib.contextmanager
    def _place(self, path: Path, *, follows: bool = True, makes: bool = False) -> Iterator[tuple[int, str]]:
        """Give the folder in which a path stands, open, and its name there. Neither is a link any more.

        `follows`: what the path leads to in the end is meant, not the link that it may be; `makes`: its folders are
        made. Raises OSError, ValueError, FileDamaged.
        """
        target = Path(os.path.realpath(path)) if follows else Path(os.path.realpath(path.parent), path.name)
        start = self._inside(path, target)
        if makes:
            (start or target.parent).mkdir(parents=True, exist_ok=True)
        folder = os.open(target.parent if start is None else start, _FOLDER)
        try:
            for part in () if start is None else target.parent.relative_to(start).parts:
                inner = _entered(folder, part, makes=makes)
                os.close(folder)
                folder = inner
            yield folder, target.name
        finally:
            os.close(folder)

    def _inside(self, path: Path, target: Path) -> Path | None:
        """Return the bounds, None for none. Raises FileDamaged: a path leads out of them."""
        if self._bounds is not None and not target.is_relative_to(self._bounds):
            expected = f"a file below {self._bounds}{self._unless}"
            raise FileDamaged(str(path), expected, f"a link to {target}")
        return self._bounds


def _entered(folder: int, part: str, *, makes: bool) -> int:
    """Return a folder within a folder, open. Raises OSError: it is none, or a link."""
    if makes:
        with contextlib.suppress(FileExistsError):
            os.mkdir(part, dir_fd=folder)
    return os.open(part, _FOLDER | os.O_NOFOLLOW, dir_fd=folder)


def _check_file(status: os.stat_result, path: Path, expected: str) -> None:
    if not stat.S_ISREG(status.st_mode) and not stat.S_ISLNK(status.st_mode):
        found = "a folder" if stat.S_ISDIR(status.st_mode) else _NO_FILE
        raise FileUnreadable(str(path), expected, found)


def _mode(folder: int, name: str, mode_of_new: int) -> int:
    """Return the mode of the file that is to be replaced. Raises OSError: what stands there is none."""
    try:
        status = os.stat(name, dir_fd=folder, follow_symlinks=False)
    except FileNotFoundError:
        return mode_of_new
    if stat.S_ISDIR(status.st_mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    if not stat.S_ISREG(status.st_mode):
        raise OSError(errno.EINVAL, f"it is {_NO_FILE}")
    return status.st_mode & 0o777
