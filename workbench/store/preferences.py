"""What is remembered from run to run: the theme, and what was typed.

A place that cannot be written is never an error for whoever asked: it is kept as a note, and nothing is remembered.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from workbench.errors import WorkbenchError
from workbench.errors.operator import FileDamaged, PlaceUnwritable
from workbench.store.writing import write_atomically

PREFERENCES_MAX_BYTES: Final = 64 * 1024
DRAFT_MAX_BYTES: Final = 8 * 1024 * 1024
DRAFTS_MAX: Final = 200
"""Above this many, those that were written longest ago are dropped."""


class FilePreferences:
    """What is remembered from run to run, as JSON files in one folder; `Preferences` of the session's port.

    Two workbenches may share the folder: the last one that writes wins, file by file.
    """

    def __init__(self, folder: Path) -> None:
        """Remember in `folder`, which need not exist."""
        self._folder = folder
        self.error: WorkbenchError | None = None
        """Why nothing is kept at present, or which file was set aside as damaged; None when all is well."""

    def theme(self) -> str | None:
        """Return the name of the chosen theme, or None when none was chosen."""
        name = self._read(self._preferences, PREFERENCES_MAX_BYTES).get("theme")
        return name if isinstance(name, str) else None

    def keep_theme(self, name: str) -> None:
        """Remember the chosen theme."""
        kept = self._read(self._preferences, PREFERENCES_MAX_BYTES)
        self._write(self._preferences, {**kept, "theme": name}, PREFERENCES_MAX_BYTES)

    def draft(self, plugin: str, function: str) -> str | None:
        """Return the payload last typed for a function of a plugin, or None."""
        kept = self._read(self._draft_path(plugin, function), DRAFT_MAX_BYTES)
        payload = kept.get("payload")
        return payload if isinstance(payload, str) else None

    def keep_draft(self, plugin: str, function: str, payload: str) -> None:
        """Remember a payload that was typed, so that a crash does not lose it."""
        draft = {"plugin": plugin, "function": function, "payload": payload}
        self._write(self._draft_path(plugin, function), draft, DRAFT_MAX_BYTES)
        self._drop_old_drafts()

    @property
    def _preferences(self) -> Path:
        return self._folder / "preferences.json"

    def _draft_path(self, plugin: str, function: str) -> Path:
        """Return a name that no plugin can lead out of the folder by."""
        name = json.dumps([plugin, function]).encode()
        return self._folder / "drafts" / f"{hashlib.sha256(name).hexdigest()[:32]}.json"

    def _read(self, path: Path, max_bytes: int) -> dict[str, Any]:
        """Return the object that a file holds; empty when there is none. A damaged file is set aside."""
        try:
            with path.open("rb") as stream:
                content = stream.read(max_bytes + 1)
        except FileNotFoundError:
            return {}
        except OSError as error:
            self.error = FileDamaged(str(path), "a readable file", _words(error))
            return {}
        found = "a larger file" if len(content) > max_bytes else ""
        try:
            value = None if found else json.loads(content)
        except (ValueError, RecursionError) as error:
            value, found = None, f"no JSON: {type(error).__name__}"
        if isinstance(value, dict):
            return value
        expected = f"a JSON object of at most {max_bytes:,} bytes"
        self.error = FileDamaged(str(_set_aside(path)), expected, found or "another JSON value")
        return {}

    def _write(self, path: Path, value: Mapping[str, Any], max_bytes: int) -> None:
        # ASCII escapes keep lone surrogates, which UTF-8 cannot carry.
        content = json.dumps(value, ensure_ascii=True, indent=1).encode()
        if len(content) > max_bytes:
            self.error = PlaceUnwritable(str(path), f"more than {max_bytes:,} bytes to keep")
            return
        try:
            write_atomically(path, content)
        except OSError as error:
            self.error = PlaceUnwritable(str(path), _words(error))
        else:
            if isinstance(self.error, PlaceUnwritable):
                self.error = None

    def _drop_old_drafts(self) -> None:
        with contextlib.suppress(OSError):
            drafts = list((self._folder / "drafts").glob("*.json"))
            if len(drafts) > DRAFTS_MAX:
                drafts.sort(key=lambda draft: draft.stat().st_mtime_ns)
                for draft in drafts[:-DRAFTS_MAX]:
                    draft.unlink(missing_ok=True)


def _set_aside(path: Path) -> Path:
    """Rename a damaged file, so that it is neither read again nor lost; return where it stands."""
    aside = path.with_name(f"{path.name}.damaged")
    try:
        return path.replace(aside)
    except OSError:
        return path


def _words(error: OSError) -> str:
    return (error.strerror or type(error).__name__).lower()
