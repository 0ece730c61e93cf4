"""Reads a file that may be a stranger's: opened once, and what was checked is what is read.

Owns the rules that a project file must keep before anything in it holds. What stands in it is nobody's business here.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import Final

from workbench.errors.operator import FileUnreadable
from workbench.errors.projects import ProjectFileRefused, ProjectRule
from workbench.store.reasons import reason_of

FILE_MAX_BYTES: Final = 1024 * 1024
TRUSTED_FILE_MAX_BYTES: Final = 64 * 1024 * 1024
"""Of one whose rules were lifted, and of our own: it must still fit into memory."""
_ROOT: Final = 0
_FOLDER: Final = os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC
# Nothing here waits for a writer, becomes the controlling terminal, or follows a link that was put there meanwhile.
_FILE: Final = os.O_RDONLY | os.O_NONBLOCK | os.O_NOCTTY | os.O_NOFOLLOW | os.O_CLOEXEC


def read_guarded(path: Path, *, trusted: bool = False) -> bytes:
    """Return what a project file holds.

    Args:
        path: Absolute; its folders may be links.
        trusted: Whose it is and who can change it plays no part, and it may be larger. It must be a file all the same.

    Raises:
        ProjectFileRefused: It breaks a rule.
        FileUnreadable: It cannot be read.
    """
    try:
        folder = os.open(path.parent, _FOLDER)
        try:
            return _read_in(folder, path, trusted=trusted)
        finally:
            os.close(folder)
    except OSError as error:
        raise FileUnreadable(str(path), "a readable text file", reason_of(path, error)) from error


def _read_in(folder: int, path: Path, *, trusted: bool) -> bytes:
    status = os.stat(path.name, dir_fd=folder, follow_symlinks=False)
    if not trusted:
        _check_folder(folder, path)
    if not stat.S_ISLNK(status.st_mode):
        return _read_file(folder, path.name, path, trusted=trusted)
    if not trusted and not _is_ours(status):
        raise ProjectFileRefused(
            str(path), ProjectRule.LINK, "a link of yours or of root's", f"one of {_owner(status)}"
        )
    target = Path(os.path.realpath(path))
    behind = os.open(target.parent, _FOLDER)
    try:
        if not trusted:
            _check_folder(behind, path)
        if os.fstat(behind).st_dev != os.fstat(folder).st_dev:
            # Devices and what the system makes up, as in /proc, are no project's.
            expected = "a file, or a link to one on the same file system"
            raise ProjectFileRefused(str(path), ProjectRule.REGULAR, expected, f"a link to {target}")
        return _read_file(behind, target.name, path, trusted=trusted)
    finally:
        os.close(behind)


def _check_folder(folder: int, path: Path) -> None:
    mode = os.fstat(folder).st_mode
    if mode & stat.S_IWOTH and not mode & stat.S_ISVTX:
        expected = "a folder that not everybody can write to, or one with the sticky bit"
        raise ProjectFileRefused(str(path), ProjectRule.FOLDER, expected, f"mode {stat.S_IMODE(mode):04o}")


def _read_file(folder: int, name: str, path: Path, *, trusted: bool) -> bytes:
    # To open a pipe or a device can have effects of its own.
    _check_regular(os.stat(name, dir_fd=folder, follow_symlinks=False), path)
    descriptor = os.open(name, _FILE, dir_fd=folder)
    with os.fdopen(descriptor, "rb") as stream:
        status = os.fstat(descriptor)
        _check_regular(status, path)
        if not trusted:
            _check_owner_and_mode(status, path)
        most = TRUSTED_FILE_MAX_BYTES if trusted else FILE_MAX_BYTES
        content = b"" if status.st_size > most else stream.read(most + 1)
        if max(len(content), status.st_size) > most:
            found = f"{max(len(content), status.st_size):,}"
            raise ProjectFileRefused(str(path), ProjectRule.SIZE, f"at most {most:,} bytes", found)
        if content and not status.st_size:
            found = "one that the system makes up"
            raise ProjectFileRefused(str(path), ProjectRule.REGULAR, "a regular file", found)
    return content


def _check_regular(status: os.stat_result, path: Path) -> None:
    if not stat.S_ISREG(status.st_mode):
        raise ProjectFileRefused(str(path), ProjectRule.REGULAR, "a regular file", _kind(status.st_mode))


def _check_owner_and_mode(status: os.stat_result, path: Path) -> None:
    if not _is_ours(status):
        found = f"one of {_owner(status)}"
        raise ProjectFileRefused(str(path), ProjectRule.OWNER, "a file of yours or of root's", found)
    if status.st_mode & stat.S_IWOTH:
        found = f"mode {stat.S_IMODE(status.st_mode):04o}"
        raise ProjectFileRefused(str(path), ProjectRule.WRITABLE, "a file that not everybody can write to", found)


def _is_ours(status: os.stat_result) -> bool:
    return status.st_uid in (_ROOT, os.geteuid())


def _owner(status: os.stat_result) -> str:
    import pwd  # noqa: PLC0415 - hardly any file is refused

    try:
        return f"{pwd.getpwuid(status.st_uid).pw_name} (user {status.st_uid})"
    except KeyError:
        return f"user {status.st_uid}"


def _kind(mode: int) -> str:
    kinds = {
        stat.S_IFDIR: "a folder",
        stat.S_IFIFO: "a pipe",
        stat.S_IFSOCK: "a socket",
        stat.S_IFCHR: "a device",
        stat.S_IFBLK: "a device",
        stat.S_IFLNK: "a link",
    }
    return kinds.get(stat.S_IFMT(mode), "something else")
