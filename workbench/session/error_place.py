"""Where an error of our own was raised: the one thing that is shown of it, since its text may quote a payload."""

from __future__ import annotations

import traceback
from pathlib import PurePath


def place_of(error: Exception) -> str:
    """Return the file and line where an exception was raised."""
    frames = traceback.extract_tb(error.__traceback__)
    return f"{PurePath(frames[-1].filename).name}, line {frames[-1].lineno}" if frames else "an unknown place"
