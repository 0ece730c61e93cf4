"""Lines of the author's source, read for the places that a compiler or a module names.

The path may be one that a plugin made up: no more is done than to show a line of a regular file of moderate size.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from functools import lru_cache
from io import StringIO
from itertools import islice
from pathlib import Path
from stat import S_ISREG
from typing import Final

from workbench.ui.drawing import styles
from workbench.ui.drawing.lines import Line, SourcePlace
from workbench.visible import visible

FILE_MAX_BYTES: Final = 4 << 20
SHOWN_MAX: Final = 300
"""Characters of a line that are shown."""
LOOKED_AT_MAX: Final = 50_000
"""So many files and folders are looked at for one that is missing where it should be."""

_WITHOUT_SOURCES: Final = frozenset(
    {".git", ".hg", ".jj", ".zig-cache", "build", "dist", "node_modules", "target", "zig-cache", "zig-out"}
)
"""Folders of outputs and of version control: copies of sources may stand there."""


def source_path(folder: str, file: str) -> str:
    """Return where a file stands that a compiler names: from a folder, else from one above it."""
    start = Path(folder)
    above = (one / file for one in (start, *start.parents))
    return str(next((one for one in above if one.is_file()), start / file))


def source_path_anywhere(folder: str, file: str) -> str:
    """Return where a file stands as `source_path` does, else the only one in folders below that ends in such a path.

    A build script that goes into another folder has its compiler name files from there.
    """
    path = source_path(folder, file)
    wanted = tuple(part for part in Path(file).parts if part not in (".", ".."))
    if Path(path).is_file() or Path(file).is_absolute() or not wanted:
        return path
    found = [one for one in _files_named(Path(folder), wanted[-1]) if one.parts[-len(wanted) :] == wanted]
    return str(found[0]) if len(found) == 1 else path


def _files_named(folder: Path, name: str) -> Iterator[Path]:
    """Give the files of a name below a folder, as far as `LOOKED_AT_MAX` goes; none where outputs are built."""
    looked_at = 0
    for place, folders, files in os.walk(folder):
        folders[:] = [one for one in folders if one not in _WITHOUT_SOURCES]
        if name in files:
            yield Path(place, name)
        looked_at += len(files) + len(folders)
        if looked_at > LOOKED_AT_MAX:
            return


def source_line(path: str, number: int) -> str | None:
    """Return a line of a file, from 1, without the space around it; None: there is none that can be read."""
    try:
        return _line(path, number, _standing(os.stat(path)))  # noqa: PTH116 - a path with a NUL is a ValueError here
    except (OSError, ValueError):
        return None


def _standing(status: os.stat_result) -> tuple[int, int, int, int]:
    """Return how a file stands that may be read. Raises ValueError for any other one.

    What the system makes up says that it is empty, and may be endless, or wait.
    """
    if not S_ISREG(status.st_mode) or not 0 < status.st_size <= FILE_MAX_BYTES:
        raise ValueError
    return status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns


@lru_cache(64)
def _line(path: str, number: int, standing: tuple[int, int, int, int]) -> str | None:
    """Read it, as it stood when it was looked at; a file that was written since is another one.

    Raises OSError; ValueError: something else has taken its place.
    """
    # Not to wait for a writer when a pipe has.
    with open(os.open(path, os.O_RDONLY | os.O_NONBLOCK), "rb") as file:  # noqa: PTH123 - of a descriptor
        if _standing(os.fstat(file.fileno())) != standing:
            raise ValueError
        text = file.read(FILE_MAX_BYTES).decode(errors="replace")
    return next((line.strip() for line in islice(StringIO(text), number - 1, number)), None)


def with_source(lines: Sequence[Line], folder: str) -> Sequence[Line]:
    """Return lines with the source behind the first one that leads to a place, where its file is there."""
    at = next((index for index, line in enumerate(lines) if line.target is not None), None)
    target = lines[at].target if at is not None else None
    if at is None or not isinstance(target, SourcePlace):
        return lines
    text = source_line(source_path(folder, target.file), target.line)
    if not text:
        return lines
    indent = " " * max(lines[at].hang, 2)
    shown = styles.say((f"{indent}│ ", styles.GREY), visible(text, limit=SHOWN_MAX))
    return [*lines[: at + 1], Line(shown, hang=len(indent) + 2), *lines[at + 1 :]]
