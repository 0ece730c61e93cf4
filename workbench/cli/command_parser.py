"""What all parsers share: how help is laid out, how errors quote what was typed, where both are written."""

from __future__ import annotations

import argparse
import os
import re
import sys
from typing import Any, Final, NoReturn

from workbench.quoting import with_bytes

_COLUMN: Final = re.compile(r" *\S+ {2,}(?=\S)")
"""What stands before the last column of a line."""


class Formatter(argparse.HelpFormatter):
    """Knows how wide the terminal is. The original loads archive formats to learn it, whenever an option is added."""

    def __init__(self, prog: str) -> None:
        try:
            columns = int(os.environ.get("COLUMNS") or os.get_terminal_size().columns)
        except (OSError, ValueError):
            columns = 80
        super().__init__(prog, width=columns - 2)

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        # What has lines of its own, as what stands below the arguments, keeps them. One that is too long goes on where
        # its last column begins.
        if "\n" in text:
            return "\n".join(_folded(line, width, indent) for line in text.splitlines())
        return super()._fill_text(text, width, indent)


def _folded(line: str, width: int, indent: str) -> str:
    """Return a line of columns as several where it is too long; one without columns, such as an example, as it is."""
    column = _COLUMN.match(line)
    if column is None or len(line) <= width:
        return indent + line
    import textwrap  # noqa: PLC0415 - most lines are short

    below = " " * len(column[0])
    return textwrap.fill(line, width, initial_indent=indent, subsequent_indent=indent + below)


class CommandParser(argparse.ArgumentParser):
    """Quotes nothing raw: what is typed may be the name of a stranger's file. Help that is not written is an error.

    An option that is cut short is none: it would change its meaning with the next option of a like name.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(**options, allow_abbrev=False)
        # From 3.14 on argparse colours what it prints, whatever `--color` says: nothing raw passes here.
        self.color = False

    def format_help(self) -> str:
        """Return the help; that of a command ends with an example and its exit codes."""
        _, _, command = self.prog.partition(" ")
        if self.epilog is None and command:
            from workbench.cli.command_facts import FACTS, epilog  # noqa: PLC0415 - most runs print no help

            self.epilog = epilog(command, self) if command in FACTS else None
        return super().format_help()

    def error(self, message: str) -> NoReturn:
        """Say what is wrong with the arguments, and end with exit code 2."""
        from workbench.cli.usage_errors import usage_error  # noqa: PLC0415 - most runs have no such error

        choices = {str(one.metavar or one.dest): one.choices for one in self._actions}
        self.exit(2, usage_error(self.prog, message, choices))

    def _check_value(self, action: argparse.Action, value: Any) -> None:
        if action.choices is not None and value not in action.choices:
            from workbench.cli.usage_errors import not_among  # noqa: PLC0415 - most values are known

            raise argparse.ArgumentError(action, not_among(str(value), tuple(map(str, action.choices))))

    def _print_message(self, message: str, file: Any = None) -> None:
        if message:
            from workbench.cli.streams import flush_out, write_beside, write_out  # noqa: PLC0415 - most runs print none
            from workbench.visible import gated  # noqa: PLC0415 - as above

            if file is sys.stdout:
                write_out(gated(message))
                flush_out()
            else:
                write_beside(gated(with_bytes(message)))


class VerbatimFormatter(Formatter, argparse.RawDescriptionHelpFormatter):
    """Leaves the line breaks of descriptions as they are."""
