"""From argv to the command that does the work, and from errors to exit codes."""

from __future__ import annotations

import argparse
import contextlib
import gc
import importlib
import os
import sys
import time
from collections.abc import Sequence
from typing import Final

from workbench.cli.arguments import FILES, MAY_LEAVE_OUT, parse
from workbench.cli.hidden_values import hide_values
from workbench.cli.interruption import CommandInterrupted, Interruption
from workbench.cli.streams import abandon_out, finish_out, prepare_streams, write_note
from workbench.exits import Exit

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
        if not gc.isenabled():
            gc.freeze()
            gc.enable()
        if command in MAY_LEAVE_OUT:
            from workbench.cli.project_plugin import take_project_plugin  # noqa: PLC0415 - the screen does without

            take_project_plugin(command, arguments)
        if any(getattr(arguments, name, None) for name in ("output_file", "quiet", "verbose")):
            from workbench.cli.output_options import take_output_options  # noqa: PLC0415 - most runs have none of them

            take_output_options(arguments, FILES)
        code = int(module.run(arguments))
        finish_out()
        if getattr(arguments, "verbose", 0):
            write_note(f"workbench: it took {time.monotonic() - started:.2f} s\n")
    except Exception as error:  # noqa: BLE001 - whatever we did not foresee has an exit code of its own
        return _ended(error, arguments)
    return code


def _ended(error: Exception, arguments: argparse.Namespace) -> int:
    """Say what ended the command as far as this machine lets us, and return the exit code."""
    try:
        from workbench.cli.ending import ended_by  # noqa: PLC0415 - what names failures is loaded when one occurs

        return ended_by(error, arguments)
    except (ImportError, MemoryError, OSError) as worse:
        # To load it needs a descriptor and memory.
        with contextlib.suppress(OSError):
            os.write(2, f"workbench: this machine gives too little to say what failed: {worse}\n".encode())
        return Exit.OURS
