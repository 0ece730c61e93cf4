"""Why a file cannot be read, in the words that have a remedy. Asks the system, where its error says too little."""

from __future__ import annotations

import os
from pathlib import Path

from workbench.errors.remedies import LINK_TO_NOTHING, words_of


def reason_of(path: Path, error: OSError | ValueError) -> str:
    """Return why the file at a path cannot be read: as `words_of` has it, but a link that leads nowhere is named."""
    if isinstance(error, FileNotFoundError) and os.path.islink(path):  # noqa: PTH114 - raises nothing
        return LINK_TO_NOTHING
    return words_of(error)
