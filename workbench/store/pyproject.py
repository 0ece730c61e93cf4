"""Our table in a `pyproject.toml`, which is other tools' file first: without the table it never disturbs.

Most of those that are met are no business of ours, so that whether the table is there is found out with care: one that
is broken, closed, too large or somebody else's counts as without it, unless the header of our table stands in it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from workbench.errors import WorkbenchError
from workbench.errors.operator import SettingInvalid
from workbench.settings import Position, value_at
from workbench.settings.kinds import in_words

PYPROJECT: Final = "pyproject.toml"
TABLE: Final = ("tool", "cc-lb-workbench")
NAMED: Final = "[tool.cc-lb-workbench]"
_NAME: Final = b"cc-lb-workbench"
# A header that nobody closed is ours, too: else the settings below it would be left out without a word.
_HEADER: Final = re.compile(
    rb"""^[ \t]*\[?[ \t]*["']?tool["']?[ \t]*\.[ \t]*["']?cc-lb-workbench["']?[ \t]*(?:[\].=#]|\r?$)""", re.MULTILINE
)


def pyproject_in(folder: Path) -> Path | None:
    """Return the `pyproject.toml` of a folder if our table stands in it; None: there is none that is ours."""
    place = folder / PYPROJECT
    try:
        status = place.stat()
    except (OSError, ValueError):
        return None
    # A screen looks once in a second: only what has changed is read again.
    return place if _is_ours(place, status.st_ino, status.st_size, status.st_mtime_ns) else None


@lru_cache(maxsize=64)
def _is_ours(place: Path, inode: int, size: int, changed_ns: int) -> bool:
    """Say whether our table stands in a file; what tells its state from others only belongs to what is remembered."""
    from workbench.store.guarded_file import read_guarded  # noqa: PLC0415 - most folders have none
    from workbench.store.toml_text import TomlTextError, read_toml  # noqa: PLC0415 - as above

    try:
        # Whether it holds is found out by whoever uses it: here only what it is about.
        content = read_guarded(place, trusted=True)
    except WorkbenchError:
        return False
    if _NAME not in content:
        return False
    try:
        table = read_toml(content.decode())[0].get(TABLE[0])
    except (TomlTextError, UnicodeDecodeError):
        return _HEADER.search(content) is not None
    return isinstance(table, Mapping) and TABLE[1] in table


def our_table(
    values: Mapping[str, Any], positions: Mapping[tuple[str, ...], Position], path: str
) -> tuple[Mapping[str, Any], dict[tuple[str, ...], Position]]:
    """Return what stands in our table of a file, and where; nothing where it has none.

    Raises:
        SettingInvalid: What stands there is no table.
    """
    tool = values.get(TABLE[0])
    table = tool.get(TABLE[1], {}) if isinstance(tool, Mapping) else {}
    if not isinstance(table, Mapping):
        at = value_at(TABLE, positions)
        raise SettingInvalid(".".join(TABLE), None, "a table of settings", path, *at, found=in_words(table))
    return table, {key[2:]: position for key, position in positions.items() if key[:2] == TABLE and key[2:]}
