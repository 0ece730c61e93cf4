"""What a person has trusted of project files, in one file of the state folder that only they can write."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import stat
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from workbench.errors import WorkbenchError
from workbench.errors.operator import FileDamaged, FileUnreadable, PlaceUnwritable
from workbench.private_folders import make_private
from workbench.store.writing import PRIVATE, write_atomically
from workbench.trust import Grant

TRUST_MAX_BYTES: Final = 4 * 1024 * 1024
GRANTS_MAX: Final = 1_000
"""Of more the oldest are forgotten, and asked for again."""
_FORMAT: Final = 1


class TrustFile:
    """The grants of one person. A file that somebody else could have written counts for nothing."""

    def __init__(self, path: Path) -> None:
        """Read nothing yet; the file need not exist."""
        self.path = path

    def grants(self) -> tuple[tuple[Grant, ...], WorkbenchError | None]:
        """Return what was trusted, the oldest first, and why nothing counts; None: there is nothing against it."""
        try:
            return _read_grants(self._content(), str(self.path)), None
        except FileNotFoundError:
            return (), None
        except OSError as error:
            return (), FileUnreadable(str(self.path), "a readable file", _words(error))
        except FileDamaged as error:
            return (), error

    def add(self, grant: Grant) -> WorkbenchError | None:
        """Remember a grant, in place of the one that trusted the same command; return why that was not possible."""

        def added(grants: Sequence[Grant]) -> list[Grant]:
            key = (grant.project, grant.command, grant.watch)
            others = [one for one in grants if (one.project, one.command, one.watch) != key]
            return [*others, grant][-GRANTS_MAX:]

        return self._change(added)

    def remove(self, project: str) -> WorkbenchError | None:
        """Forget everything that was trusted of a project file; return why that was not possible."""
        return self._change(lambda grants: [one for one in grants if one.project != project])

    def _change(self, change: Callable[[Sequence[Grant]], list[Grant]]) -> WorkbenchError | None:
        try:
            with self._locked():
                value = {"format": _FORMAT, "grants": [_written(one) for one in change(self._kept())]}
                write_atomically(self.path, json.dumps(value, indent=1).encode(), mode=PRIVATE)
        except OSError as error:
            return PlaceUnwritable(str(self.path), _words(error))
        except FileDamaged as error:
            return error
        return None

    def _kept(self) -> tuple[Grant, ...]:
        """Return what was trusted; a file that makes no sense is set aside. Raises OSError, FileDamaged: not ours."""
        try:
            content = self._content()
        except FileNotFoundError:
            _check_private(self.path.parent.stat(), str(self.path.parent))
            return ()
        try:
            return _read_grants(content, str(self.path))
        except FileDamaged:
            self._set_aside()
            return ()

    def _set_aside(self) -> None:
        """Rename what cannot be used, so that it is neither read again nor lost."""
        with contextlib.suppress(OSError):
            self.path.replace(self.path.with_name(f"{self.path.name}.damaged"))

    @contextlib.contextmanager
    def _locked(self) -> Iterator[None]:
        """Let no other workbench change the file meanwhile. Raises OSError."""
        make_private(self.path.parent)
        lock = os.open(
            self.path.with_name(f"{self.path.name}.lock"),
            os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC,
            PRIVATE,
        )
        try:
            # Whoever holds it writes one small file.
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
        finally:
            os.close(lock)

    def _content(self) -> bytes:
        """Return what the file holds. Raises OSError; FileDamaged: somebody else can write it."""
        descriptor = os.open(self.path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW | os.O_CLOEXEC)
        with os.fdopen(descriptor, "rb") as stream:
            _check_private(os.fstat(descriptor), str(self.path))
            _check_private(self.path.parent.stat(), str(self.path.parent))
            content = stream.read(TRUST_MAX_BYTES + 1)
        if len(content) > TRUST_MAX_BYTES:
            raise FileDamaged(str(self.path), f"at most {TRUST_MAX_BYTES:,} bytes", "more")
        return content


def _check_private(status: os.stat_result, path: str) -> None:
    if not stat.S_ISREG(status.st_mode) and not stat.S_ISDIR(status.st_mode):
        raise FileDamaged(path, "a regular file", "something else")
    if status.st_uid != os.geteuid():
        raise FileDamaged(path, "something of yours, since it says what you trust", f"user {status.st_uid}'s")
    if status.st_mode & stat.S_IWOTH or (stat.S_ISREG(status.st_mode) and status.st_mode & stat.S_IWGRP):
        found = f"mode {stat.S_IMODE(status.st_mode):04o}"
        raise FileDamaged(path, "something that only you can write to, since it says what you trust", found)


def _read_grants(content: bytes, path: str) -> tuple[Grant, ...]:
    """Return the grants that a file holds. Raises FileDamaged."""
    try:
        value = json.loads(content)
        form = value["format"]
        if form == _FORMAT:
            return tuple(_read_grant(one) for one in value["grants"])
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise FileDamaged(path, "a record of trust", f"something else: {type(error).__name__}") from error
    raise FileDamaged(path, f"a record of trust of format {_FORMAT}", f"format {str(form)[:40]}")


def _read_grant(value: Any) -> Grant:
    """Return a grant as it was written. Raises KeyError, TypeError, ValueError."""
    command, watch = value["command"], value["watch"]
    texts = [value["project"], *watch, *value["paths"].values(), *([] if command is None else [command])]
    if not all(isinstance(text, str) for text in texts):
        raise TypeError
    limits = {str(name): float(limit) for name, limit in value["limits"].items()}
    return Grant(value["project"], command, tuple(watch), limits, dict(value["paths"]), float(value["at"]))


def _written(grant: Grant) -> dict[str, Any]:
    return {
        "project": grant.project,
        "command": grant.command,
        "watch": list(grant.watch),
        "limits": dict(grant.limits),
        "paths": dict(grant.paths),
        "at": grant.at,
    }


def _words(error: OSError) -> str:
    return (error.strerror or type(error).__name__).lower()
