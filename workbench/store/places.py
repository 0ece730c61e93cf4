"""Where our files stand on this system."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from platformdirs import PlatformDirs

APP_NAME: Final = "cc-lb-workbench"
HISTORY_NAME: Final = "history.jsonl"
"""Of the file among what we remember."""
NOWHERE: Final = Path(os.devnull) / "no-home-folder"
"""Where nothing stands, and nothing can be kept."""


@dataclass(frozen=True, slots=True)
class Places:
    """Where our files stand. The folders need not exist."""

    config: Path
    """What a person writes: the user's settings, own themes."""
    state: Path
    """What we remember: preferences, drafts, history."""
    cache: Path
    """What can be made anew at any time."""


def places() -> Places:
    """Return the places of this person on this system; on Linux those of the XDG variables.

    What no variable names for a person without a home folder stands in `NOWHERE`.
    """
    found = PlatformDirs(APP_NAME, appauthor=False)
    return Places(
        _place(lambda: found.user_config_path, "config"),
        _place(lambda: found.user_state_path, "state"),
        _place(lambda: found.user_cache_path, "cache"),
    )


def is_nowhere(place: Path) -> bool:
    """Say whether a place is one where nothing can be kept, because nobody has named another."""
    return place.is_relative_to(NOWHERE)


def _place(find: Callable[[], Path], name: str) -> Path:
    try:
        return find()
    except RuntimeError:
        # Neither HOME nor an entry in the list of users.
        return NOWHERE / name
