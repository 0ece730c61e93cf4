"""From argv to the command that does the work, and from errors to exit codes."""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Sequence

from workbench.cli.arguments import COMMANDS, command_parser, screen_parser
from workbench.cli.output import Exit, new_page
from workbench.errors import HostError, WorkbenchError


def main(argv: Sequence[str] | None = None) -> int:
    """Run what the arguments ask for, and return the exit code."""
    words = list(sys.argv[1:] if argv is None else argv)
    command = words[0] if words and words[0] in COMMANDS else None
    try:
        if command is None:
            arguments = screen_parser().parse_args(words)
        else:
            arguments = command_parser(command).parse_args(words[1:])
        # Each command stands in a module of its own, so that a headless start loads no screen and no engine.
        module = importlib.import_module(f"workbench.cli.commands.{command or 'screen'}")
        return int(module.run(arguments))
    except WorkbenchError as error:
        page = new_page(stream=sys.stderr)
        page.error(error, indent="workbench: ")
        sys.stderr.write(page.text)
        return exit_code(error)
    except BrokenPipeError:
        # The reader has gone: what is left in the buffer has nowhere to go.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return Exit.PASSED
    except Exception:  # noqa: BLE001 - whatever we did not foresee is our fault, and has an exit code of its own
        import traceback  # noqa: PLC0415 - costs every start, and is hardly ever needed

        traceback.print_exc()
        return Exit.OURS
    except KeyboardInterrupt:
        return Exit.INTERRUPTED


def exit_code(error: WorkbenchError) -> Exit:
    """Return the exit code of an error that ended a command."""
    # No start pays for what names its failures.
    from workbench.errors.artifact import PluginFileTooLarge, PluginUnreadable  # noqa: PLC0415
    from workbench.errors.identity import WasmParseError  # noqa: PLC0415

    if isinstance(error, PluginUnreadable | PluginFileTooLarge | WasmParseError):
        return Exit.UNREADABLE
    return Exit.OURS if isinstance(error, HostError) else Exit.USAGE
