"""What `-o`, `-q` and `-v` ask for: where the result goes, and what is said beside it."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from workbench.cli.streams import divert_out, leave_out_notes, say_details, write_note

if TYPE_CHECKING:
    from workbench.settings import Resolved

STDOUT: Final = "-"
_ALL: Final = 2
"""So many times `-v` names each setting."""
_EXPECTED: Final = "a file of its own, which no other option or argument names"


def take_output_options(arguments: argparse.Namespace, files: frozenset[str]) -> None:
    """Do what the options ask for before the work begins.

    Args:
        arguments: Those of a command.
        files: Names of the arguments that name files.

    Raises:
        SettingInvalid: The output is a file that another option or argument names.
        PlaceUnwritable: It cannot be written.
    """
    leave_out_notes(wanted=getattr(arguments, "quiet", False))
    say_details(wanted=bool(getattr(arguments, "verbose", 0)))
    file = getattr(arguments, "output_file", None)
    if file not in (None, STDOUT):
        _check(file, arguments, files)
        divert_out(file)
    if getattr(arguments, "verbose", 0):
        from workbench.cli.versions import versions_line  # noqa: PLC0415 - few ask for it

        write_note(f"workbench: {versions_line()}\n")


def _check(file: str, arguments: argparse.Namespace, files: frozenset[str]) -> None:
    from pathlib import Path  # noqa: PLC0415 - few write to a file

    from workbench.cli.output_places import check_not_named  # noqa: PLC0415 - as above
    from workbench.store.named_files import check_writable  # noqa: PLC0415 - as above

    named: list[str] = []
    for name in files - {"output_file"}:
        value = getattr(arguments, name, None)
        named += [one for one in (value if isinstance(value, list) else [value]) if isinstance(one, str)]
    check_not_named("output", file, Path(file), [_place(one) for one in named], _EXPECTED)
    check_writable(Path(file))


def _place(value: str) -> str:
    """Return the path in what an option holds: a report has its format before it."""
    return value.partition("=")[2] if value.startswith(("junit=", "html=", "markdown=")) else value


def say_settings(resolved: Mapping[str, Resolved], verbose: int) -> None:
    """Say on stderr which settings are not the default, with `-vv` each; only names of what may hold a secret."""
    from workbench.visible import visible  # noqa: PLC0415 - few ask for it

    for name, setting in resolved.items():
        if setting.source != "default" or verbose >= _ALL:
            value = (
                ", ".join(map(str, setting.value)) if isinstance(setting.value, (dict, list, tuple)) else setting.value
            )
            write_note(f"workbench: {name} = {visible(str(value), limit=200)} ({visible(setting.source)})\n")
