"""The files that settings stand in: the project's, found upwards from a plugin, and the person's own.

Owns: where they are and how they are read. What may stand in them is `workbench.settings`' business.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from workbench.errors.operator import FileDamaged
from workbench.settings import Positions, SettingsLayer

if TYPE_CHECKING:
    from collections.abc import Mapping

PROJECT_FILE: Final = "workbench.toml"
_REPOSITORIES: Final = (".git", ".hg", ".jj")
"""What stands in the root of a repository."""


@dataclass(frozen=True, slots=True)
class SettingsFile:
    """What a file of settings holds."""

    path: Path
    """Absolute."""
    values: Mapping[str, Any]
    positions: Positions = field(default_factory=dict)

    @property
    def layer(self) -> SettingsLayer:
        """What it sets."""
        return SettingsLayer(str(self.path), self.values, self.positions)


def find_project_file(plugin: str | None) -> Path | None:
    """Return the nearest project file upwards from the plugin, or from here when none is named; None: there is none.

    It is a `workbench.toml`, or a `pyproject.toml` with a table `[tool.cc-lb-workbench]` where no `workbench.toml`
    stands beside it. The search ends with the home folder, the root of a repository, or where another file system
    begins: what stands above is another project's, or a stranger's. Whatever is called `workbench.toml` is returned, a
    file or not.
    """
    from workbench.store.pyproject import pyproject_in  # noqa: PLC0415 - where nothing is looked for nothing is loaded

    try:
        start = Path(os.path.abspath(plugin)).parent if plugin else Path.cwd()  # noqa: PTH100 - without `..`
    except (OSError, ValueError):
        # The working folder was deleted: nothing stands above it.
        return None
    for folder in _searched(start):
        if _exists(folder / PROJECT_FILE):
            return folder / PROJECT_FILE
        if (found := pyproject_in(folder)) is not None:
            return found
    return None


def overruled_by(file: Path) -> Path | None:
    """Return the file beside a project file whose settings it overrules; None: there is none."""
    from workbench.store.pyproject import pyproject_in  # noqa: PLC0415 - as above

    return pyproject_in(file.parent) if file.name == PROJECT_FILE else None


def _searched(start: Path) -> Iterator[Path]:
    """Give the folders in which a project file may stand, the nearest first."""
    home = _identity(Path(os.path.expanduser("~")))  # noqa: PTH111 - raises nothing without a home folder
    device = None
    for folder in (start, *start.parents):
        found = _identity(folder)
        if found is not None:
            if device is not None and found[0] != device:
                return
            device = found[0]
        yield folder
        if found == home is not None or any(_exists(folder / name) for name in _REPOSITORIES):
            return


def _identity(folder: Path) -> tuple[int, int] | None:
    """Return what tells a folder from all others, the file system first; None: it is not there, or closed to us."""
    try:
        status = folder.stat()
    except (OSError, ValueError):
        return None
    return status.st_dev, status.st_ino


def _exists(place: Path) -> bool:
    """Say whether something stands there; in a folder that is closed to us there is nothing."""
    try:
        place.lstat()
    except (OSError, ValueError):
        return False
    return True


def user_file() -> Path | None:
    """Return the file with the settings of the person; None: there is none."""
    from workbench.store.places import places  # noqa: PLC0415 - platformdirs is loaded only where a place is asked for

    file = places().config / "config.toml"
    try:
        return file if file.is_file() else None
    except OSError:
        return None


def read_settings_file(file: Path, *, trusted: bool = True) -> SettingsFile:
    """Return what a file of settings holds; of a `pyproject.toml` only what stands in our table.

    Args:
        file: Absolute.
        trusted: It is the person's own, or its rules were lifted: whose it is and who can change it plays no part.

    Raises:
        ProjectFileRefused: It is no regular file, or too large; or it is not trusted and breaks another rule.
        FileUnreadable: It cannot be read.
        FileDamaged: It is no TOML.
    """
    from workbench.protocol.json.byte_order_marks import byte_order_mark  # noqa: PLC0415 - most runs read no file
    from workbench.store.guarded_file import read_guarded  # noqa: PLC0415 - as above
    from workbench.store.pyproject import PYPROJECT, our_table  # noqa: PLC0415 - as above
    from workbench.store.toml_text import TomlTextError, read_toml  # noqa: PLC0415 - as above

    content = read_guarded(file, trusted=trusted)
    mark = byte_order_mark(content)
    if mark is not None:
        raise FileDamaged(str(file), "TOML in UTF-8 without a byte order mark", mark)
    try:
        values, positions = read_toml(content.decode())
    except TomlTextError as error:
        raise FileDamaged(str(file), error.expected, error.found) from error
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        found = f"the byte 0x{content[error.start]:02x} at byte {error.start:,}, line {line:,}"
        raise FileDamaged(str(file), "TOML in UTF-8", found) from error
    if file.name == PYPROJECT:
        return SettingsFile(file, *our_table(values, positions, str(file)))
    return SettingsFile(file, values, positions)
