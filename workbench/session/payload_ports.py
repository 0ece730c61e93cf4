"""What the session needs of the place where payloads are saved. The implementation stands in `workbench.store`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from pathlib import Path

    from workbench.session.values.saved_payload import (
        DeletedPayload,
        FileVersion,
        PayloadListing,
        SavedName,
        SavedPayload,
    )


class PayloadStore(Protocol):
    """Saved payloads. Every method may raise DocumentNameInvalid and NameUnknown: it cannot be named so."""

    def place(self, at: SavedName) -> Path:
        """Return where a payload stands, or would stand."""

    def list(self) -> PayloadListing:
        """Return every saved payload. Reads no file. Raises FileDamaged: the folder cannot be listed."""

    def signature(self) -> object:
        """Return what changes when payloads come and go, without listing them."""

    def read(self, at: SavedName) -> SavedPayload:
        """Return a payload. Raises DocumentUnknown, FileDamaged."""

    def version(self, at: SavedName) -> FileVersion:
        """Return what a file holds now; one that did not change since it was asked for is not read again.

        An empty version: there is no file, or none that can be read.
        """

    def save(self, at: SavedName, text: str, seen: FileVersion | None, *, in_place: bool = False) -> FileVersion:
        """Write a payload, unless somebody else changed it. Raises DocumentExists, DocumentChanged, PlaceUnwritable."""

    def save_expectation(self, at: SavedName, content: bytes) -> None:
        """Write what is expected of a payload, in place of what was. Raises PlaceUnwritable."""

    def rename(self, at: SavedName, name: str) -> SavedName:
        """Give a payload another name. Raises DocumentUnknown, DocumentExists, PlaceUnwritable."""

    def duplicate(self, at: SavedName, name: str) -> SavedName:
        """Copy a payload under another name. Raises as `rename` does, and FileDamaged."""

    def delete(self, at: SavedName) -> DeletedPayload:
        """Delete a payload. Raises DocumentUnknown, FileDamaged, PlaceUnwritable; then it stands as it was."""

    def restore(self, deleted: DeletedPayload) -> None:
        """Put back what was deleted. Raises DocumentExists, PlaceUnwritable."""
