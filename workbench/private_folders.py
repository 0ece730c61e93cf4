"""Folders of our own, which nobody else may list or write to, whatever the umask grants."""

from __future__ import annotations

import errno
import os
from itertools import takewhile
from pathlib import Path
from typing import Final

PRIVATE: Final = 0o700


def make_private(folder: Path) -> None:
    """Make a folder, and those above it that are missing, all of them private. Those that stand stay as they are.

    Raises:
        OSError: It cannot be made, or something else stands there.
    """
    missing = takewhile(lambda place: not place.exists(), (folder, *folder.parents))
    for place in reversed(list(missing)):
        place.mkdir(mode=PRIVATE, exist_ok=True)
        # A umask may have taken even from what is private.
        place.chmod(PRIVATE)
    if not folder.is_dir():
        raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(folder))
