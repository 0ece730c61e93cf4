"""The files that an agent can name: those below one folder, whatever links and races say.

A path is resolved and held against the folder; then it is opened folder by folder, none of which may be a link by then.
Pipes and devices are refused. Owns where files may stand; what they hold is others' business.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO, Final

from workbench.errors.agents import PathOutside
from workbench.errors.artifact import PluginFileTooLarge, PluginUnreadable
from workbench.errors.operator import FileUnreadable
from workbench.loop.artifact import ARTIFACT_MAX_BYTES, FileSignature, signature_of
from workbench.session.values.generation import Artifact
from workbench.store.bounded_files import BoundedFiles
from workbench.store.named_files import read_up_to

_READS_MAX: Final = 20
"""How often a plugin that changes while it is read is read again."""
_PLUGIN: Final = "a .wasm file"


class FolderFiles:
    """Reads files below a folder; relative paths start there. Writes nothing."""

    def __init__(self, folder: Path) -> None:
        """Take the folder, which is resolved once."""
        self.folder = Path(os.path.realpath(folder))
        self._files = BoundedFiles(self.folder, unless="")

    def place(self, named: str) -> Path:
        """Return where a path leads, as it is written, which need not be there.

        Raises:
            PathOutside: It leads out of the folder, or cannot be a path.
        """
        place = Path(os.path.abspath(self.folder / named)) if "\0" not in named else None  # noqa: PTH100 - no links yet
        try:
            is_below = place is not None and Path(os.path.realpath(place)).is_relative_to(self.folder)
        except (OSError, ValueError):
            is_below = False
        if place is None or not is_below:
            raise PathOutside(named, str(self.folder))
        return place

    def content(self, named: str, what: str, max_bytes: int) -> bytes:
        """Return what a file holds; `what` says what it should be, as in `a recording`.

        Raises:
            PathOutside: It stands elsewhere.
            FileUnreadable: It is missing, a pipe or device, or cannot be read.
            FileDamaged: It is too large.
        """
        return self._files.read(self.place(named), what, max_bytes)

    def artifacts(self, named: Iterable[str]) -> list[Artifact]:
        """Return several builds, which together are no larger than one may be. Errors are those of `artifact`."""
        read: list[Artifact] = []
        for one in named:
            read.append(self.artifact(one, max_bytes=ARTIFACT_MAX_BYTES - sum(before.size_bytes for before in read)))
        return read

    def artifact(self, named: str, *, max_bytes: int = ARTIFACT_MAX_BYTES) -> Artifact:
        """Return the build that stands at a path, read whole while it stood still.

        Raises:
            PathOutside: It stands elsewhere.
            PluginUnreadable, PluginFileTooLarge: There is none that can be read, or it is larger than `max_bytes`.
        """
        place = self.place(named)
        for _ in range(_READS_MAX):
            try:
                with self._files.opened(place, _PLUGIN) as stream:
                    module = _read_standing(stream, named, max_bytes)
            except FileUnreadable as error:
                # Its own words are those that every command has for a plugin.
                raise PluginUnreadable(named, signature_of(place).obstacle or error.reason) from error
            if module is not None:
                return Artifact(named, module, hashlib.sha256(module).hexdigest())
        raise PluginUnreadable(named, "it is being written to")


def _read_standing(stream: BinaryIO, named: str, max_bytes: int) -> bytes | None:
    """Return what is in a file; None: it was written to meanwhile. Raises PluginFileTooLarge, OSError."""
    standing = FileSignature.of(os.fstat(stream.fileno()))
    if standing.size_bytes > max_bytes:
        raise PluginFileTooLarge(named, standing.size_bytes, max_bytes)
    module = read_up_to(stream, standing.size_bytes + 1)
    is_same = FileSignature.of(os.fstat(stream.fileno())) == standing and len(module) == standing.size_bytes
    return module if is_same else None
