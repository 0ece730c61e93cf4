"""Which modules a build has written: to name the one that a person may have meant by the artifact."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

LOOKED_AT_MAX: Final = 50_000
"""So many files are looked at; a build folder may hold more."""
_CLOCK_STEP_NS: Final = 20_000_000
"""Drives tell times in steps: a file may seem a little older than it is."""


def nearest_written(folder: Path, artifact: Path, since_ns: int) -> str | None:
    """Return the module in a folder that was written since a moment and stands nearest to the artifact.

    Args:
        folder: Looked through with all folders in it.
        artifact: What is not meant; a file of the same name counts as nearest.
        since_ns: Unix time in nanoseconds.

    Returns:
        The path from the folder on; None: no module was written.
    """
    looked_at = 0
    found: list[tuple[bool, int, str]] = []
    for place, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if name not in (".git", "node_modules")]
        for name in files:
            path = Path(place, name)
            if path.suffix == ".wasm" and path != artifact and _written_ns(path) >= since_ns - _CLOCK_STEP_NS:
                steps = len(Path(os.path.relpath(path, artifact.parent)).parts)
                found.append((name != artifact.name, steps, os.path.relpath(path, folder)))
        looked_at += len(files)
        if looked_at > LOOKED_AT_MAX:
            break
    return min(found)[2] if found else None


def _written_ns(path: Path) -> int:
    try:
        return path.stat().st_mtime_ns
    except OSError:
        return 0
