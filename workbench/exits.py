"""Exit codes, which are part of the contract, and which verdict and which error has which. Prints and ends nothing."""

from __future__ import annotations

import errno
from enum import IntEnum
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from workbench.errors import WorkbenchError

_LACKING: Final = frozenset(
    {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EMFILE, errno.ENFILE, errno.ENOMEM, errno.EAGAIN}
)
"""What the system says when it has run out of something: nobody has named a wrong place then."""

_LACKING_SQLITE: Final = frozenset({7, 10, 13})
"""The same of SQLite: SQLITE_NOMEM, SQLITE_IOERR, SQLITE_FULL."""


class Exit(IntEnum):
    """The exit codes."""

    PASSED = 0
    FAILED = 1
    """A check, call or replay failed."""
    USAGE = 2
    """Usage or settings."""
    UNREADABLE = 3
    """The plugin could not be read or built."""
    OURS = 4
    INTERRUPTED = 130
    NOBODY_READS = 141
    """Of a batch: the reader of its answers has gone."""


def verdict_exit(error: WorkbenchError | None, *, passed: bool) -> Exit:
    """Return the exit code of a verdict; `error` is what the first layer that failed says, None when none did."""
    if passed:
        return Exit.PASSED
    from workbench.errors import HostError  # noqa: PLC0415 - a plugin that passed does without
    from workbench.errors.identity import WasmParseError  # noqa: PLC0415 - as above

    if isinstance(error, WasmParseError):
        return Exit.UNREADABLE
    return Exit.OURS if isinstance(error, HostError) else Exit.FAILED


def exit_code(error: WorkbenchError) -> Exit:
    """Return the exit code of an error that ended a command."""
    # No start pays for what names its failures.
    from workbench.errors import HostError  # noqa: PLC0415
    from workbench.errors.artifact import PluginFileTooLarge, PluginUnreadable  # noqa: PLC0415
    from workbench.errors.identity import WasmParseError  # noqa: PLC0415
    from workbench.errors.remedies import is_machines  # noqa: PLC0415

    if _is_machines_fault(error.__cause__) or is_machines(getattr(error, "reason", "")):
        return Exit.OURS
    if isinstance(error, PluginUnreadable | PluginFileTooLarge | WasmParseError):
        return Exit.UNREADABLE
    return Exit.OURS if isinstance(error, HostError) else Exit.USAGE


def _is_machines_fault(cause: BaseException | None) -> bool:
    if isinstance(cause, OSError):
        return cause.errno in _LACKING
    # An error of sqlite3, which is loaded by those that need it.
    code = getattr(cause, "sqlite_errorcode", None)
    return isinstance(code, int) and code & 0xFF in _LACKING_SQLITE
