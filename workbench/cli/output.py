"""How commands speak: data to stdout as text or JSON, narration to stderr, colour only where it is wanted."""

from __future__ import annotations

import os
import sys
from itertools import groupby
from typing import Any, TextIO

from workbench.cli.streams import flush_out, is_diverted, write_beside, write_note, write_out
from workbench.exits import Exit as Exit  # noqa: PLC0414 - is found here too
from workbench.exits import verdict_exit as verdict_exit  # noqa: PLC0414
from workbench.reports.json.json_text import json_text
from workbench.reports.text.page import Page
from workbench.visible import gated


def new_page(color: str = "auto", stream: TextIO | None = None, *, shows_all: bool = False) -> Page:
    """Return an empty page for a stream (None: stdout, or what takes its place), coloured `auto`, `always` or `never`.

    `shows_all`: no list is cut short.
    """
    terminal = not is_diverted() and sys.stdout.isatty() if stream is None else stream.isatty()
    can_paint = terminal and os.environ.get("TERM") != "dumb" and not os.environ.get("NO_COLOR")
    return Page(
        coloured=color == "always" or (color == "auto" and can_paint), for_terminal=terminal, shows_all=shows_all
    )


def terminal_columns() -> int | None:
    """Return how wide the terminal is that shows stdout; None: none does."""
    try:
        return os.get_terminal_size(sys.stdout.fileno()).columns if sys.stdout.isatty() else None
    except (OSError, ValueError):
        return None


def print_page(page: Page) -> bool:
    """Write a page: its report to stdout, its notes to stderr, in their order; return whether anybody still reads.

    Raises:
        MachineError: stdout cannot be written.
    """
    is_read = True
    for is_note, lines in groupby(page.lines, key=lambda line: line[0]):
        text = "".join(f"{line}\n" for _, line in lines)
        if is_note:
            # What was written before stands before it on a terminal too.
            is_read = flush_out() and is_read
            write_note(text)
        else:
            is_read = write_out(text) and is_read
    return is_read


def print_json(value: Any, *, as_line: bool = False) -> bool:
    """Write one JSON object to stdout, over several lines or as one; return whether anybody still reads.

    Raises:
        MachineError: stdout cannot be written.
    """
    return write_out(json_text(value, indent=None if as_line else 2) + "\n")


def narrate(text: str) -> None:
    """Write notes to stderr, unless `-q` is given. They may quote a stranger: nothing in them drives a terminal."""
    write_note(gated(text) + "\n")


def narrate_error(text: str) -> None:
    """Write to stderr what went wrong, whatever was asked for, in the same way as notes."""
    write_beside(gated(text) + "\n")
