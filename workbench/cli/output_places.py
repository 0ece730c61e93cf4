"""Where commands write files that a person names: never over what the same command reads."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from workbench.errors.operator import SettingInvalid


def places_of(files: Iterable[str | None]) -> set[str]:
    """Return what paths lead to in the end; None is left out, and so is what is no file, such as a pipe."""
    return {place for one in files if one is not None and (place := place_of(Path(one))) is not None}


def place_of(path: Path) -> str | None:
    """Return what a path leads to in the end; None: no file, such as a pipe, or nothing that a path can name."""
    try:
        if path.exists() and not path.is_file():
            return None
        return os.path.realpath(path)
    except (OSError, ValueError):
        return None


def check_not_read(option: str, value: str, path: Path, reads: Iterable[str | None]) -> None:
    """Raise SettingInvalid where an option names a file that the command reads."""
    check_not_named(option, value, path, reads, "a file that the command does not read")


def check_not_named(option: str, value: str, path: Path, named: Iterable[str | None], expected: str) -> None:
    """Raise SettingInvalid where an option names a file that is among those that are named, by whatever path."""
    place = place_of(path)
    if place is not None and place in places_of(named):
        raise SettingInvalid(option, value, expected, "option")
