"""Storage of plugins on disk. What stands in the files is documented in `workbench.session.host.storage_text`.

Owns: reading and writing, as a whole. A file is named by whoever asks, and stands in no place of ours.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from workbench.errors.operator import FileDamaged, PlaceUnwritable
from workbench.session.host.storage_text import Storage, read_storage_text, storage_text
from workbench.store.writing import PRIVATE, write_atomically

STORAGE_MAX_BYTES: Final = 256 * 1024 * 1024


def load_storage(path: Path) -> Storage:
    """Return what a file holds.

    Raises:
        FileDamaged: It can not be read, is too large or not of its form.
    """
    try:
        with path.open("rb") as stream:
            content = stream.read(STORAGE_MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        found = getattr(error, "strerror", None) or str(error)
        raise FileDamaged(str(path), "a readable file", found) from error
    if len(content) > STORAGE_MAX_BYTES:
        raise FileDamaged(str(path), f"a file of at most {STORAGE_MAX_BYTES:,} bytes", "a larger one")
    return read_storage_text(content, str(path))


def save_storage(path: Path, storage: Storage) -> None:
    """Write a file, in place of what stands there; a crash leaves the old one or the new one.

    A new file is private: plugins store what they like.

    Raises:
        PlaceUnwritable: It can not be written; what stood there stands as it was.
    """
    try:
        mode = path.stat().st_mode & 0o777 if path.exists() else PRIVATE
        write_atomically(path, storage_text(storage).encode(), mode=mode)
    except (OSError, ValueError) as error:
        found = getattr(error, "strerror", None) or str(error)
        raise PlaceUnwritable(str(path), found.lower()) from error


class StorageFiles:
    """Storage at the paths that it is named by; `StorageStore` of the session's port. A leading `~` is the home."""

    def save(self, path: str, storage: Storage) -> None:
        """Write a file, in place of what stands at the path. Raises PlaceUnwritable."""
        save_storage(_place(path), storage)

    def load(self, path: str) -> Storage:
        """Return what stands at the path. Raises FileDamaged."""
        return load_storage(_place(path))


def _place(path: str) -> Path:
    try:
        return Path(path).expanduser()
    except RuntimeError:
        # There is no such home: the path is taken as it stands, and what becomes of it is told.
        return Path(path)
