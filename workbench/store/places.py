"""Where our files stand on this system."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from platformdirs import PlatformDirs

APP_NAME: Final = "cc-lb-workbench"


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
    """Return the places of this person on this system; on Linux those of the XDG variables."""
    found = PlatformDirs(APP_NAME, appauthor=False)
    return Places(found.user_config_path, found.user_state_path, found.user_cache_path)
