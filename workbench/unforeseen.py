"""Errors that nobody foresaw, with a name: what this machine lacks, or a defect of ours, which is written down."""

from __future__ import annotations

import os

from workbench.crash_report import place, report, write_private
from workbench.errors.base import WorkbenchError
from workbench.errors.machine import MachineError
from workbench.errors.operator import FileUnreadable, InternalError
from workbench.errors.remedies import DELETED, NO_THREAD, words_of
from workbench.store.places import places


def named(error: Exception, doing: str) -> tuple[WorkbenchError, str]:
    """Return the error that it is, and a sentence that says where its report is; empty: it has none.

    `doing` says what was going on, as in `the command`.
    """
    if isinstance(error, MemoryError):
        remedy = "Raise the limit (ulimit -v), or free some."
        return MachineError("memory", "enough for the work", "none left", remedy), ""
    if isinstance(error, FileNotFoundError) and error.filename is None and _stands_nowhere():
        return FileUnreadable("the working folder", "a folder that is there", DELETED), ""
    if isinstance(error, OSError):
        what = str(error.filename) if error.filename else "this machine"
        return MachineError(what, "the system to do its part", words_of(error)), ""
    if isinstance(error, RuntimeError) and str(error) == NO_THREAD:
        return MachineError("this machine", "one more thread", NO_THREAD), ""
    # Not on stderr: a log keeps that, and the message of an error may quote a payload.
    text = report(error, "main")
    path = write_private(text, places().state / "crashes", "crash.txt")
    where = f"the report is in {path}" if path else f"no report could be written:\n{text}"
    return InternalError(doing, type(error).__name__, place(error)), f"workbench: {where}"


def _stands_nowhere() -> bool:
    """Say whether the folder that we stand in is gone."""
    try:
        os.getcwd()  # noqa: PTH109 - only whether it is there
    except FileNotFoundError:
        return True
    return False
