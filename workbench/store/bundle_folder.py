"""The private folder in which a bundle is opened, removed afterwards; or one that a person names, which stays.

Everything that is written comes from a bundle of anybody: its names were judged before, and nothing in it runs.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from workbench.errors.operator import PlaceUnwritable
from workbench.errors.remedies import words_of
from workbench.store.settings_files import PROJECT_FILE
from workbench.store.writing import write_atomically

_MODE: Final = 0o600


@contextmanager
def temporary_folder() -> Iterator[Path]:
    """Give a folder that nobody else may look into; it is gone afterwards.

    Raises:
        PlaceUnwritable: None can be made.
    """
    try:
        folder = Path(tempfile.mkdtemp(prefix="workbench-bundle-"))
    except OSError as error:
        raise PlaceUnwritable(tempfile.gettempdir(), words_of(error)) from error
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def write_members(folder: Path, members: Mapping[str, bytes]) -> None:
    """Write the members of a bundle below a folder that is there. Raises PlaceUnwritable."""
    for name, content in members.items():
        _write(folder / name, content)


def write_project(folder: Path, limits: Mapping[str, Mapping[str, int]]) -> None:
    """Write a project file that sets limits of budgets, by budget, and ends the search for others further up.

    Raises:
        PlaceUnwritable: It cannot be written.
    """
    lines = ["# Made for a bundle. Nothing in it runs a command."]
    for budget, changed in limits.items():
        lines += [f"[budgets.{budget}]", *(f"{name} = {json.dumps(limit)}" for name, limit in changed.items())]
    _write(folder / PROJECT_FILE, ("\n".join(lines) + "\n").encode())


def new_folder(path: Path) -> None:
    """Make a folder for a bundle to stay in.

    Raises:
        PlaceUnwritable: It cannot be made, or something is in it already.
    """
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        is_empty = next(path.iterdir(), None) is None
    except (OSError, ValueError) as error:
        raise PlaceUnwritable(str(path), words_of(error)) from error
    if not is_empty:
        raise PlaceUnwritable(str(path), "it is a folder with something in it; name a new one")


def _write(path: Path, content: bytes) -> None:
    try:
        write_atomically(path, content, mode=_MODE, durable=False)
    except (OSError, ValueError) as error:
        raise PlaceUnwritable(str(path), words_of(error)) from error
