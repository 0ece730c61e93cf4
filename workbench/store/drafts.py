"""Drafts on disk: what was typed for each function of each plugin, one JSON file for each.

Owns that two windows, or two checkouts, of one plugin lose nothing to each other: who finds that another one has kept
another text keeps both. A draft need not survive a loss of power, so that it can be written while somebody types; it
survives the end of the process, by whatever signal.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from workbench.errors import WorkbenchError
from workbench.errors.operator import PlaceUnwritable
from workbench.session.values.payload import OtherDraft
from workbench.store.json_files import read_object, write_object

DRAFT_MAX_BYTES: Final = 8 * 1024 * 1024
DRAFTS_MAX: Final = 200
"""Above this many, those that were written longest ago are dropped."""
OTHERS_MAX: Final = 8
"""So many texts of other windows are kept beside one draft; the newest."""

_Signature = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class _Known:
    """What stood in a file."""

    signature: _Signature | None
    """How the file stood; None: there was none."""
    text: str | None
    others: tuple[OtherDraft, ...]


class DraftFiles:
    """Drafts in one folder; `DraftStore` of the session's port. Raises nothing for the disk's sake."""

    def __init__(self, folder: Path, clock: Callable[[], float] = time.time) -> None:
        """Keep drafts in `folder`, which need not exist; `clock` gives unix seconds."""
        self._folder = folder
        self._clock = clock
        self._known: dict[Path, _Known] = {}
        """Each file as this window last read or wrote it."""
        self.error: WorkbenchError | None = None
        """Why nothing is kept at present, or which file was set aside as damaged; None when all is well."""

    def draft(self, plugin: str, function: str) -> str | None:
        """Return the payload last typed for a function of a plugin, or None."""
        return self._read(self._path(plugin, function)).text

    def keep_draft(self, plugin: str, function: str, payload: str) -> bool:
        """Remember a payload; return whether another window had kept another one meanwhile, which is kept beside it."""
        path = self._path(plugin, function)
        known = self._known.get(path)
        standing = known if known is not None and known.signature == _signature(path) else self._read(path)
        theirs = standing.text
        is_other = theirs is not None and theirs != payload and (known is None or theirs != known.text)
        others = [OtherDraft(theirs, self._clock())] if theirs is not None and is_other else []
        others = [one for one in (*others, *standing.others) if one.text != payload][:OTHERS_MAX]
        value: dict[str, object] = {"plugin": plugin, "function": function, "payload": payload}
        if others:
            value["others"] = [{"payload": one.text, "at": one.at} for one in others]
        self._note(write_object(path, value, DRAFT_MAX_BYTES, durable=False))
        self._known[path] = _Known(_signature(path), payload, tuple(others))
        self._drop_old()
        return is_other

    def other_drafts(self, plugin: str, function: str) -> tuple[OtherDraft, ...]:
        """Return what other windows kept for a function of a plugin, the newest first."""
        return self._read(self._path(plugin, function)).others

    def _path(self, plugin: str, function: str) -> Path:
        """Return a name that no plugin can lead out of the folder by."""
        name = json.dumps([plugin, function]).encode()
        return self._folder / f"{hashlib.sha256(name).hexdigest()[:32]}.json"

    def _read(self, path: Path) -> _Known:
        signature = _signature(path)
        value, error = read_object(path, DRAFT_MAX_BYTES)
        self.error = error or self.error
        text = value.get("payload")
        found = _Known(signature, text if isinstance(text, str) else None, tuple(_others(value.get("others"))))
        if path not in self._known:
            self._known[path] = found
        return found

    def _note(self, error: WorkbenchError | None) -> None:
        """Take note of how a write ended; that it went well says nothing of a file that was damaged."""
        if error is not None or isinstance(self.error, PlaceUnwritable):
            self.error = error

    def _drop_old(self) -> None:
        with contextlib.suppress(OSError):
            with os.scandir(self._folder) as found:
                count = sum(1 for _ in found)
            if count > DRAFTS_MAX:
                drafts = sorted(self._folder.glob("*.json"), key=lambda draft: draft.stat().st_mtime_ns)
                for draft in drafts[:-DRAFTS_MAX]:
                    draft.unlink(missing_ok=True)


def _signature(path: Path) -> _Signature | None:
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_ino, status.st_size, status.st_mtime_ns


def _others(value: Any) -> Iterator[OtherDraft]:
    for one in value if isinstance(value, list) else ():
        text, at = (one.get("payload"), one.get("at")) if isinstance(one, dict) else (None, None)
        if isinstance(text, str) and isinstance(at, (int, float)):
            yield OtherDraft(text, float(at))
