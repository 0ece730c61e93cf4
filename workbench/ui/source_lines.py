"""Lines of the author's source, read for the places that a compiler or a module names.

The path may be one that a plugin made up: no more is done than to show a line of a regular file of moderate size.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
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


def source_path(folder: str, file: str) -> str:
    """Return where a file stands that a compiler names: from a folder, else from one above it."""
    start = Path(folder)
    above = (one / file for one in (start, *start.parents))
    return str(next((one for one in above if one.is_file()), start / file))


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
