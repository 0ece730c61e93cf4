"""How commands speak: data to stdout as text or JSON, narration to stderr, colour only where it is wanted."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Sequence
from enum import IntEnum
from typing import TYPE_CHECKING, Any, TextIO

from workbench.errors import HostError, WorkbenchError
from workbench.reports.json.json_text import json_text
from workbench.reports.text.page import Page

if TYPE_CHECKING:
    from workbench.reports.junit import ReportCase


class Exit(IntEnum):
    """The exit codes, which are part of the contract."""

    PASSED = 0
    FAILED = 1
    """A check, call or replay failed."""
    USAGE = 2
    """Usage or settings."""
    UNREADABLE = 3
    """The plugin could not be read or built."""
    OURS = 4
    INTERRUPTED = 130


def new_page(color: str = "auto", stream: TextIO | None = None) -> Page:
    """Return an empty page for a stream (None: stdout), coloured `auto`, `always` or `never`."""
    stream = stream or sys.stdout
    terminal = stream.isatty() and os.environ.get("TERM") != "dumb"
    return Page(coloured=color == "always" or (color == "auto" and terminal and not os.environ.get("NO_COLOR")))


def print_page(page: Page) -> None:
    """Write a page: its report to stdout, its notes to stderr, in their order."""
    for is_note, line in page.lines:
        (sys.stderr if is_note else sys.stdout).write(line + "\n")


def print_json(value: Any) -> None:
    """Write one JSON object to stdout."""
    sys.stdout.write(json_text(value, indent=2) + "\n")


def narrate(text: str) -> None:
    """Write a line to stderr."""
    sys.stderr.write(text + "\n")


def verdict_exit(error: WorkbenchError | None, *, passed: bool) -> Exit:
    """Return the exit code of a verdict; `error` is what the first layer that failed says, None when none did."""
    if passed:
        return Exit.PASSED
    from workbench.errors.identity import WasmParseError  # noqa: PLC0415 - a plugin that passed does without

    if isinstance(error, WasmParseError):
        return Exit.UNREADABLE
    return Exit.OURS if isinstance(error, HostError) else Exit.FAILED


def write_reports(reports: Iterable[str], suite: str, cases: Callable[[], Sequence[ReportCase]]) -> None:
    """Write the reports that `--report FORMAT=FILE` asked for; `cases` is called when there are any.

    Raises:
        SettingInvalid: The format is not `junit`.
        FileDamaged: The file cannot be written.
    """
    for report in reports:
        # Few ask for a report.
        from pathlib import Path  # noqa: PLC0415

        from workbench.errors.operator import FileDamaged, SettingInvalid  # noqa: PLC0415
        from workbench.reports.junit import junit_xml  # noqa: PLC0415

        kind, _, file = report.partition("=")
        if kind != "junit" or not file:
            raise SettingInvalid("report", report, "junit=FILE", "option")
        try:
            Path(file).write_bytes(junit_xml(suite, cases()))
        except OSError as error:
            raise FileDamaged(file, "a file that can be written", error.strerror or str(error)) from error
