"""From argv to the command that does the work, and from errors to exit codes."""

from __future__ import annotations

import argparse
import contextlib
import importlib
import os
import sys
import time
from collections.abc import Sequence
from typing import Final

from workbench.cli.arguments import FILES, parse
from workbench.cli.hidden_values import hide_values
from workbench.cli.interruption import CommandInterrupted, Interruption
from workbench.cli.output import Exit, narrate_error, new_page, print_json
from workbench.cli.output_options import say_duration, take_output_options
from workbench.cli.streams import abandon_out, finish_out, prepare_streams, write_beside
from workbench.errors import WorkbenchError, as_json
from workbench.exits import exit_code as exit_code  # noqa: PLC0414 - is found here too

_MODULES: Final = {None: "screen", "import": "import_request", "self-check": "self_check"}
"""Of commands whose module has another name."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run what the arguments ask for, and return the exit code."""
    interruption = Interruption()
    code: int = Exit.PASSED
    try:
        with interruption:
            if argv is None:
                hide_values(sys.argv[1:])
            code = _run(list(sys.argv[1:] if argv is None else argv))
    except (CommandInterrupted, KeyboardInterrupt):
        code = Exit.INTERRUPTED
        abandon_out()
    # Where a destructor ran, Python drops what is raised, and the command has gone on.
    return code if interruption.exit_code is None else interruption.exit_code


def _run(words: list[str]) -> int:
    arguments, started = argparse.Namespace(), time.monotonic()
    try:
        prepare_streams()
        command, arguments = parse(words)
        # Each command stands in a module of its own, so that a headless start loads no screen and no engine.
        module = importlib.import_module(f"workbench.cli.commands.{_MODULES.get(command, command)}")
        take_output_options(arguments, FILES)
        code = int(module.run(arguments))
        finish_out()
        say_duration(arguments, time.monotonic() - started)
    except Exception as error:  # noqa: BLE001 - whatever we did not foresee has an exit code of its own
        return _ended(error, arguments)
    return code


def _ended(error: Exception, arguments: argparse.Namespace) -> int:
    """Say what ended the command as far as this machine lets us, and return the exit code."""
    try:
        return _ended_by(error, arguments)
    except (ImportError, MemoryError, OSError) as worse:
        # What names failures is loaded when one occurs, which needs a descriptor and memory.
        with contextlib.suppress(OSError):
            os.write(2, f"workbench: this machine gives too little to say what failed: {worse}\n".encode())
        return Exit.OURS


def _ended_by(error: Exception, arguments: argparse.Namespace) -> int:
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
