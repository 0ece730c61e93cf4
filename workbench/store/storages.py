"""Storage of plugins on disk. What stands in the files is documented in `workbench.session.host.storage_text`.

Owns: reading and writing, as a whole. A file is named by whoever asks, and stands in no place of ours.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from workbench.session.host.storage_text import read_storage_text, storage_text
from workbench.session.values.host_view import Storage
from workbench.store.named_files import named_place, read_named, replace_named
from workbench.store.writing import PRIVATE

STORAGE_MAX_BYTES: Final = 256 * 1024 * 1024


def load_storage(path: Path) -> Storage:
    """Return what a file holds.

    Raises:
        FileUnreadable, FileDamaged: It cannot be read, is too large or not of its form.
    """
    return read_storage_text(read_named(path, "a storage", max_bytes=STORAGE_MAX_BYTES), str(path))


def save_storage(path: Path, storage: Storage) -> None:
    """Write a file, in place of what stands there; a crash leaves the old one or the new one.

    A new file is private: plugins store what they like.

    Raises:
        PlaceUnwritable: It cannot be written; what stood there stands as it was.
    """
    replace_named(path, storage_text(storage).encode(), mode_of_new=PRIVATE)


class StorageFiles:
    """Storage at the paths that it is named by; `StorageStore` of the session's port. A leading `~` is the home."""

    def save(self, path: str, storage: Storage) -> None:
        """Write a file, in place of what stands at the path. Raises PlaceUnwritable."""
        save_storage(named_place(path), storage)

    def load(self, path: str) -> Storage:
        """Return what stands at the path. Raises FileUnreadable, FileDamaged; PlaceUnwritable: the path cannot be."""
        return load_storage(named_place(path))
