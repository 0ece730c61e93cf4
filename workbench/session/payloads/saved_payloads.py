"""The saved payloads of the project as a screen uses them: found by name, read, saved, renamed, deleted and put back.

Owns what is asked before anything is written over, and that a hundred thousand of them are listed once and not for
every letter that is typed. May be used from any one thread at a time.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from workbench.errors.documents import DocumentChanged, DocumentExists
from workbench.protocol.payload_text.names import EXPECTATION_SUFFIX, PAYLOAD_SUFFIX
from workbench.session.values.saved_payload import FileVersion, PayloadListing, SavedHits, SavedName, SaveResult

if TYPE_CHECKING:
    from pathlib import Path

    from workbench.session.payload_ports import PayloadStore
    from workbench.session.values.saved_payload import DeletedPayload, SavedPayload

DELETED_MAX: Final = 20
"""So many deleted payloads can be put back; the newest."""


@dataclass(frozen=True, slots=True)
class _Listed:
    signature: object
    listing: PayloadListing
    keys: Sequence[str]
    """What is looked through, one text for each name, in lower case."""


class SavedPayloads:
    """Saved payloads. Raises the errors of `PayloadStore`, for the person at the keyboard."""

    def __init__(self, store: Callable[[], PayloadStore] | None) -> None:
        """Read nothing yet.

        Args:
            store: Gives where they are, when they are first asked for; it may raise an OperatorError. None: nowhere.
        """
        self._make_store = store
        self._made: PayloadStore | None = None
        self._listed: _Listed | None = None
        self._deleted: list[DeletedPayload] = []

    @property
    def _store(self) -> PayloadStore:
        if self._made is None:
            if self._make_store is None:
                raise NotImplementedError("this session has no place for payloads")
            self._made = self._make_store()
        return self._made

    def place(self, at: SavedName) -> Path:
        """Return where a payload stands, or would stand."""
        return self._store.place(at)

    def search(self, text: str, *, rows_max: int) -> SavedHits:
        """Return the payloads whose function and name hold each word of a text; first those that begin with its first.

        Args:
            text: Words; of none all payloads are found.
            rows_max: How many are returned at most; all are counted.
        """
        listed = self._list()
        words = text.casefold().split()
        names = listed.listing.names
        found = names if not words else _matches(names, listed.keys, words)
        return SavedHits(tuple(found[:rows_max]), len(found), len(names), listed.listing.problems)

    def read(self, at: SavedName) -> SavedPayload:
        """Return a saved payload."""
        return self._store.read(at)

    def save(self, at: SavedName, text: str, seen: FileVersion | None, *, in_place: bool = False) -> SaveResult:
        """Save a text; what somebody else wrote there meanwhile is left alone unless `in_place` is True.

        Args:
            at: Under which name.
            text: The payload.
            seen: What its file held when it was read or saved last; None: it is a new one.
            in_place: The person was asked.
        """
        path = str(self._store.place(at))
        try:
            version = self._store.save(at, text, seen, in_place=in_place)
        except (DocumentExists, DocumentChanged) as error:
            return SaveResult(at, path, None, error)
        return SaveResult(at, path, version)

    def save_expectation(self, at: SavedName, content: bytes) -> Path:
        """Save what is expected of a payload, in place of what was; return where."""
        self._store.save_expectation(at, content)
        place = self._store.place(at)
        return place.with_name(place.name.removesuffix(PAYLOAD_SUFFIX) + EXPECTATION_SUFFIX)

    def versions(self, wanted: Sequence[SavedName]) -> dict[SavedName, FileVersion]:
        """Return what the files of payloads hold now; empty versions where there is none."""
        return {at: self._store.version(at) for at in wanted}

    def rename(self, at: SavedName, name: str) -> SavedName:
        """Give a payload, and what is expected of it, another name."""
        self._listed = None
        return self._store.rename(at, name)

    def duplicate(self, at: SavedName, name: str) -> SavedName:
        """Copy a payload, and what is expected of it."""
        self._listed = None
        return self._store.duplicate(at, name)

    def delete(self, at: SavedName) -> None:
        """Delete a payload; `put_back` undoes it."""
        self._listed = None
        self._deleted = [*self._deleted, self._store.delete(at)][-DELETED_MAX:]

    def put_back(self) -> SavedName | None:
        """Put back what was deleted last, and return its name; None: nothing was deleted.

        Raises:
            DocumentExists, PlaceUnwritable: It cannot be put back; it can be tried again.
        """
        if not self._deleted:
            return None
        self._listed = None
        self._store.restore(self._deleted[-1])
        return self._deleted.pop().at

    def _list(self) -> _Listed:
        signature = self._store.signature()
        if self._listed is None or self._listed.signature != signature:
            listing = self._store.list()
            self._listed = _Listed(signature, listing, [str(one).casefold() for one in listing.names])
        return self._listed


def _matches(names: Sequence[SavedName], keys: Sequence[str], words: Sequence[str]) -> list[SavedName]:
    first = words[0]
    found = [at for at, key in enumerate(keys) if first in key]
    for word in words[1:]:
        found = [at for at in found if word in keys[at]]
    # `sign` is a part of `build_signer`: what begins with the word comes before what only holds it.
    begins = [names[at].name.casefold().startswith(first) for at in found]
    of_function = [keys[at].startswith(first) for at in found]
    order = sorted(range(len(found)), key=lambda at: (not begins[at], not of_function[at]))
    return [names[found[at]] for at in order]
