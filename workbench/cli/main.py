"""From argv to the command that does the work, and from errors to exit codes."""

from __future__ import annotations

import argparse
import contextlib
import errno
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
from workbench.errors import HostError, WorkbenchError, as_json

_MODULES: Final = {None: "screen", "import": "import_request", "self-check": "self_check"}
"""Of commands whose module has another name."""

_LACKING: Final = frozenset(
    {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EMFILE, errno.ENFILE, errno.ENOMEM, errno.EAGAIN}
)
"""What the system says when it has run out of something: nobody has named a wrong place then."""

_LACKING_SQLITE: Final = frozenset({7, 10, 13})
"""The same of SQLite: SQLITE_NOMEM, SQLITE_IOERR, SQLITE_FULL."""


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
    if wanted != "text" and code is not Exit.USAGE and getattr(named, "what", "") != "stdout":
        # Commands write their JSON last, so that there is none yet.
        with contextlib.suppress(WorkbenchError):
            print_json({"error": as_json(named)}, as_line=wanted == "jsonl")
            finish_out()
    return code


def _named(error: Exception) -> WorkbenchError:
    """Give an error that nobody foresaw its name: what this machine lacks, or a defect of ours."""
    from workbench.errors.machine import MachineError  # noqa: PLC0415 - hardly ever needed
    from workbench.errors.remedies import NO_THREAD, words_of  # noqa: PLC0415 - as above

    if isinstance(error, MemoryError):
        return MachineError("memory", "enough for the work", "none left", "Raise the limit (ulimit -v), or free some.")
    if isinstance(error, OSError):
        what = str(error.filename) if error.filename else "this machine"
        return MachineError(what, "the system to do its part", words_of(error))
    if isinstance(error, RuntimeError) and str(error) == NO_THREAD:
        return MachineError("this machine", "one more thread", NO_THREAD)
    from workbench.crash_report import place, report, write_private  # noqa: PLC0415 - as above
    from workbench.errors.operator import InternalError  # noqa: PLC0415
    from workbench.store.places import places  # noqa: PLC0415

    # Not on stderr: a log keeps that, and the message of an error may quote a payload.
    text = report(error, "main")
    path = write_private(text, places().state / "crashes", "crash.txt")
    narrate_error(f"workbench: the report is in {path}" if path else f"workbench: no report could be written:\n{text}")
    return InternalError("the command", type(error).__name__, place(error))


def exit_code(error: WorkbenchError) -> Exit:
    """Return the exit code of an error that ended a command."""
    # No start pays for what names its failures.
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
