"""What is remembered from run to run: the theme, the splits, line numbers, and what was typed.

A place that cannot be written is never an error for whoever asked: it is kept as a note, and nothing is remembered.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from workbench.store.drafts import DraftFiles
from workbench.store.json_files import read_object, write_object

PREFERENCES_MAX_BYTES: Final = 64 * 1024


class FilePreferences(DraftFiles):
    """What is remembered from run to run, as JSON files in one folder; `Preferences` of the session's port."""

    def __init__(self, folder: Path) -> None:
        """Remember in `folder`, which need not exist."""
        super().__init__(folder / "drafts")
        self._preferences = folder / "preferences.json"

    def theme(self) -> str | None:
        """Return the name of the chosen theme, or None when none was chosen."""
        name = self._read_preferences().get("theme")
        return name if isinstance(name, str) else None

    def keep_theme(self, name: str) -> None:
        """Remember the chosen theme."""
        value = {**self._read_preferences(), "theme": name}
        self._note(write_object(self._preferences, value, PREFERENCES_MAX_BYTES))

    def splits(self) -> Mapping[str, object]:
        """Return where the lines between the panes were moved to; what stands there is checked by who asks."""
        found = self._read_preferences().get("splits")
        return found if isinstance(found, dict) else {}

    def keep_splits(self, percents: Mapping[str, int]) -> None:
        """Remember where the lines between the panes stand."""
        value = {**self._read_preferences(), "splits": dict(percents)}
        self._note(write_object(self._preferences, value, PREFERENCES_MAX_BYTES))

    def line_numbers(self) -> bool:
        """Say whether line numbers were asked for."""
        return self._read_preferences().get("line_numbers") is True

    def keep_line_numbers(self, shown: bool) -> None:
        """Remember whether line numbers are shown."""
        value = {**self._read_preferences(), "line_numbers": shown}
        self._note(write_object(self._preferences, value, PREFERENCES_MAX_BYTES))

    def _read_preferences(self) -> dict[str, object]:
        value, error = read_object(self._preferences, PREFERENCES_MAX_BYTES)
        self.error = error or self.error
        return value
