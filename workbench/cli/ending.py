"""What is said of the error that ended a command, and the exit code that it has."""

from __future__ import annotations

import argparse
import contextlib
import sys

from workbench.cli.output import narrate_error, new_page, print_json
from workbench.cli.streams import finish_out, write_beside
from workbench.errors import WorkbenchError, as_json
from workbench.exits import Exit, exit_code


def ended_by(error: Exception, arguments: argparse.Namespace) -> int:
    """Say what ended the command, and return the exit code. JSON stands on stdout wherever it was asked for."""
    named = error if isinstance(error, WorkbenchError) else _named(error)
    page = new_page(stream=sys.stderr)
    page.error(named, indent="workbench: ")
    # In our colours; nothing else of it drives a terminal.
    write_beside(page.text)
    code = exit_code(named)
    wanted = getattr(arguments, "format", "text")
    if wanted in ("json", "jsonl") and code is not Exit.USAGE and getattr(named, "what", "") != "stdout":
        # Commands write their JSON last, so that there is none yet.
        with contextlib.suppress(WorkbenchError):
            print_json({"error": as_json(named)}, as_line=wanted == "jsonl")
            finish_out()
    return code


def _named(error: Exception) -> WorkbenchError:
    """Give an error that nobody foresaw its name: what this machine lacks, or a defect of ours."""
    from workbench.unforeseen import named  # noqa: PLC0415 - hardly ever needed

    given, where = named(error, "the command")
    if where:
        narrate_error(where)
    return given
