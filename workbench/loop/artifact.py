"""Reads a plugin's file: whole, once, and only while it stands still.

Owns how a file is looked at and which obstacles there are. Judges nothing of what the bytes hold, and watches nothing.
"""

from __future__ import annotations

import errno
import hashlib
import mmap
import os
import stat
import threading
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final, TypeVar

from workbench.errors import WorkbenchError
from workbench.errors.artifact import EMPTY as EMPTY  # noqa: PLC0414 - is found here too
from workbench.errors.artifact import PluginFileTooLarge, PluginUnreadable
from workbench.errors.remedies import words_of
from workbench.loop.file_lease import leased

ARTIFACT_MAX_BYTES: Final = 512 * 1024 * 1024
MAPPED_FROM_BYTES: Final = 16 * 1024 * 1024
"""From here on `look_through` maps a file in place of reading it, where nobody can cut it short meanwhile."""

MISSING: Final = ("no such file", "its folder does not exist", "a link to a file that does not exist")
"""Obstacles that may be gone in a moment: something is not there."""

_READS_MAX: Final = 20
"""How often a file that changes while it is read is read again."""
_OLD_NS: Final = 2_000_000_000
_ROUNDED_NS: Final = 1_000_000

_T = TypeVar("_T")


def read_artifact(path: str | os.PathLike[str]) -> bytes:
    """Read a plugin once, whole. An empty file is read too: what it lacks is layer 1's to say.

    Raises:
        PluginUnreadable: It is missing, no regular file, not permitted, or never stands still.
        PluginFileTooLarge: It is above `ARTIFACT_MAX_BYTES`.
    """
    place = Path(path)
    for _ in range(_READS_MAX):
        found = read_signature(place, signature_of(place))
        if isinstance(found, PluginUnreadable) and found.reason == EMPTY:
            return b""
        if isinstance(found, WorkbenchError):
            raise found
        if found is not None:
            return found
    raise PluginUnreadable(str(path), "it is being written to")


def look_through(path: str | os.PathLike[str], look: Callable[[bytes | mmap.mmap], _T]) -> tuple[_T, int, str]:
    """Return what `look` makes of a plugin, its size in bytes, and its sha256, which is taken meanwhile.

    `look` gets the bytes, which it must not keep; it is called again when they have changed under its eyes.

    Raises:
        PluginUnreadable, PluginFileTooLarge: As `read_artifact` does.
    """
    place = Path(path)
    for _ in range(_READS_MAX):
        standing = signature_of(place)
        opened = _opened(place, standing, str(place))
        if isinstance(opened, PluginUnreadable) and opened.reason == EMPTY:
            return look(b""), 0, hashlib.sha256().hexdigest()
        if isinstance(opened, WorkbenchError):
            raise opened
        if opened is None:
            continue
        with opened as stream, _mappable(stream, standing) as mapped:
            module = _bytes_of(stream, standing, place, mapped=mapped)
            looked = module and _looked(module, look)
            if looked and FileSignature.of(os.fstat(stream.fileno())) == standing and looked[1] == standing.size_bytes:
                return looked
    raise PluginUnreadable(str(path), "it is being written to")


def _mappable(stream: BinaryIO, standing: FileSignature) -> AbstractContextManager[bool]:
    """Say whether the file is to be mapped: a large one, that nobody can cut short meanwhile."""
    return leased(stream.fileno()) if standing.size_bytes >= MAPPED_FROM_BYTES else nullcontext(False)


def _bytes_of(stream: BinaryIO, standing: FileSignature, place: Path, *, mapped: bool) -> bytes | mmap.mmap | None:
    """Return what is in the file, read or mapped. None: it is smaller by now. Raises PluginUnreadable."""
    try:
        if mapped and os.fstat(stream.fileno()).st_size != standing.size_bytes:
            return None
        if not mapped:
            return stream.read(standing.size_bytes + 1)
        return mmap.mmap(stream.fileno(), standing.size_bytes, access=mmap.ACCESS_READ)
    except OSError as error:
        raise PluginUnreadable(str(place), _obstacle(place, error)) from error
    except ValueError:
        return None


def _looked(module: bytes | mmap.mmap, look: Callable[[bytes | mmap.mmap], _T]) -> tuple[_T, int, str]:
    digest = hashlib.sha256()
    # Hashing holds no lock of the interpreter, so that it costs no time of its own.
    hashing = threading.Thread(target=digest.update, args=(module,), daemon=True)
    hashing.start()
    try:
        found = look(module)
    finally:
        hashing.join()
        size_bytes = len(module)
        if isinstance(module, mmap.mmap):
            # A view that the traceback of an error holds keeps the file mapped until it goes.
            with suppress(BufferError):
                module.close()
    return found, size_bytes, digest.hexdigest()


@dataclass(frozen=True, slots=True)
class FileSignature:
    """How a file stands: two that are equal hold the same bytes, or are unreadable for the same reason."""

    obstacle: str = ""
    """Why there is nothing to read; empty: there may be something."""
    device: int = 0
    inode: int = 0
    size_bytes: int = 0
    modified_ns: int = 0
    changed_ns: int = 0
    """Unlike the time of modification it cannot be set back by whoever writes the file."""

    @classmethod
    def of(cls, status: os.stat_result) -> FileSignature:
        """Return how a file stands that there is."""
        if stat.S_ISDIR(status.st_mode):
            return cls("a folder")
        if not stat.S_ISREG(status.st_mode):
            return cls("not a regular file")
        return cls("", status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns)

    def rested_s(self) -> float:
        """Return for how many seconds nobody has written, as far as the file's own time tells; 0 when it does not.

        A time in whole milliseconds is one that the drive has rounded, and one that lies ahead is another clock's.
        """
        if self.obstacle or self.modified_ns % _ROUNDED_NS == 0:
            return 0.0
        return max(time.time_ns() - self.modified_ns, 0) / 1e9

    def is_old(self) -> bool:
        """Say whether nobody can have been writing just now. A time that lies ahead says nothing."""
        return not self.obstacle and time.time_ns() - max(self.modified_ns, self.changed_ns) > _OLD_NS


def signature_of(place: Path) -> FileSignature:
    """Return how the file at a path stands now."""
    try:
        return FileSignature.of(place.stat())
    except (OSError, ValueError) as error:
        return FileSignature(_obstacle(place, error))


def read_signature(place: Path, standing: FileSignature, shown: str = "") -> bytes | WorkbenchError | None:
    """Read the file that stands so; `shown` is the path in errors. None: it stood otherwise before or after reading."""
    shown = shown or str(place)
    opened = _opened(place, standing, shown)
    if opened is None or isinstance(opened, WorkbenchError):
        return opened
    try:
        with opened as stream:
            module = stream.read(standing.size_bytes + 1)
            after = FileSignature.of(os.fstat(stream.fileno()))
    except OSError as error:
        return PluginUnreadable(shown, _obstacle(place, error))
    return module if after == standing and len(module) == standing.size_bytes else None


def _opened(place: Path, standing: FileSignature, shown: str) -> BinaryIO | WorkbenchError | None:
    """Open the file that stands so. None: it stands otherwise by now."""
    if standing.obstacle:
        return PluginUnreadable(shown, standing.obstacle)
    if standing.size_bytes > ARTIFACT_MAX_BYTES:
        return PluginFileTooLarge(shown, standing.size_bytes, ARTIFACT_MAX_BYTES)
    if not standing.size_bytes:
        return PluginUnreadable(shown, EMPTY)
    try:
        # Not to wait for a writer when a pipe has taken the file's place since.
        descriptor = os.open(place, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    except OSError as error:
        return None if isinstance(error, FileNotFoundError) else PluginUnreadable(shown, _obstacle(place, error))
    stream = os.fdopen(descriptor, "rb")
    if FileSignature.of(os.fstat(descriptor)) == standing:
        return stream
    stream.close()
    return None


def _obstacle(place: Path, error: OSError | ValueError) -> str:
    """Say in words why a path cannot be read."""
    if isinstance(error, ValueError):
        return "a path with a NUL in it"
    if isinstance(error, FileNotFoundError):
        try:
            if place.is_symlink():
                return "a link to a file that does not exist"
            return "no such file" if place.parent.exists() else "its folder does not exist"
        except OSError as other:
            error = other
    words = {
        errno.EACCES: "permission denied",
        errno.EPERM: "permission denied",
        errno.ENOTDIR: "a part of its path is a file",
        errno.ELOOP: "a link that leads back to itself",
    }
    return words.get(error.errno or 0, words_of(error))
