"""A folder that is written as a whole: all of its files, or nothing. Never writes over what stands there."""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from workbench.errors.operator import PlaceUnwritable
from workbench.errors.projects import FolderInUse
from workbench.errors.remedies import words_of

_FILE_MODE: Final = 0o644
_FOLDER_MODE: Final = 0o755
"""As far as the umask grants them. Others may not write: a project file that they can change is not used."""
_NOT_COUNTED: Final = frozenset({".git"})
"""Begun repositories are empty, too."""


def check_free(folder: Path) -> None:
    """Find out whether `write_folder` would find the place free.

    Raises:
        FolderInUse: Something stands there that is no empty folder.
        PlaceUnwritable: It cannot be looked at.
    """
    try:
        if folder.is_dir():
            entries = sorted(one.name for one in folder.iterdir() if one.name not in _NOT_COUNTED)
            if entries:
                more = f" and {len(entries) - 1:,} more" if len(entries) > 1 else ""
                raise FolderInUse(str(folder), entries[0] + more)
        elif os.path.lexists(folder):
            raise FolderInUse(str(folder), "a link that leads nowhere" if folder.is_symlink() else "a file")
    except (OSError, ValueError) as error:
        raise PlaceUnwritable(str(folder), words_of(error)) from error


def write_folder(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write files into a folder that is not there yet, or is empty. Whatever ends it earlier leaves what was there.

    They are written beside, and then moved: a folder that is new appears with all of its files at once.

    Args:
        folder: Where; the folders above it are made, too.
        files: What stands in each, by path from the folder on, with /.

    Raises:
        FolderInUse: Something stands there that is no empty folder.
        PlaceUnwritable: It cannot be written.
    """
    check_free(folder)
    try:
        made = _made_above(folder)
        is_new = not folder.exists()
        beside = (folder.parent if is_new else folder) / f".{os.urandom(8).hex()}.new"
        try:
            beside.mkdir(mode=_FOLDER_MODE)
            _fill(beside, files)
            if is_new:
                beside.rename(folder)
            else:
                _move_into(folder, beside)
        except BaseException:
            shutil.rmtree(beside, ignore_errors=True)
            if is_new:
                _remove_empty(made)
            raise
    except (OSError, ValueError) as error:
        raise PlaceUnwritable(str(folder), words_of(error)) from error


def _made_above(folder: Path) -> list[Path]:
    """Make the folders above one, and return those that were made, the innermost first. Raises OSError."""
    missing = [one for one in folder.parents if not one.exists()]
    folder.parent.mkdir(parents=True, exist_ok=True)
    return missing


def _remove_empty(folders: list[Path]) -> None:
    with contextlib.suppress(OSError):
        for one in folders:
            one.rmdir()


def _fill(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write files into a folder of ours, in an order that does not matter. Raises OSError."""
    for name, content in files.items():
        for above in reversed(Path(name).parents):
            (folder / above).mkdir(mode=_FOLDER_MODE, exist_ok=True)
        descriptor = os.open(folder / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _FILE_MODE)
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(content)


def _move_into(folder: Path, beside: Path) -> None:
    """Move what stands in one folder into another that is in use, such as the working folder; all of it, or nothing.

    Raises OSError.
    """
    moved: list[Path] = []
    try:
        for entry in sorted(beside.iterdir()):
            target = folder / entry.name
            if os.path.lexists(target):
                raise FileExistsError(f"{entry.name} has appeared meanwhile")
            moved.append(target)
            entry.rename(target)
        beside.rmdir()
    except BaseException:
        for target in moved:
            with contextlib.suppress(OSError):
                target.rename(beside / target.name)
        raise
