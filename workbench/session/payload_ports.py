"""What the session needs of where payloads, drafts and preferences are kept, which stands in `workbench.store`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from workbench.errors import WorkbenchError
    from workbench.session.values.payload import OtherDraft
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


class DraftStore(Protocol):
    """Keeps what was typed from run to run. A place that cannot be written is not an error: nothing is kept there."""

    @property
    def error(self) -> WorkbenchError | None:
        """Why nothing is kept at present, or what was set aside as damaged; None when all is well."""

    def draft(self, plugin: str, function: str) -> str | None:
        """Return the payload last typed for a function of a plugin, or None."""

    def keep_draft(self, plugin: str, function: str, payload: str) -> bool:
        """Remember a payload that was typed, so that a crash does not lose it.

        Returns whether another window had kept another one meanwhile: that is kept beside it, among `other_drafts`.
        """

    def other_drafts(self, plugin: str, function: str) -> tuple[OtherDraft, ...]:
        """Return what other windows kept for a function of a plugin, the newest first."""


class Preferences(DraftStore, Protocol):
    """What is remembered from run to run. A place that cannot be written is not an error: nothing is kept."""

    def theme(self) -> str | None:
        """Return the name of the chosen theme, or None when none was chosen."""

    def keep_theme(self, name: str) -> None:
        """Remember the chosen theme."""

    def splits(self) -> Mapping[str, object]:
        """Return where the lines between the panes were moved to, in percent by name; as it was found, unchecked."""

    def keep_splits(self, percents: Mapping[str, int]) -> None:
        """Remember where the lines between the panes stand."""

    def line_numbers(self) -> bool:
        """Say whether line numbers were asked for."""

    def keep_line_numbers(self, shown: bool) -> None:
        """Remember whether line numbers are shown."""
