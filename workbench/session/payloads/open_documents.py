"""The documents that are open, by function, and which of each function's is shown. Knows no draft and no file."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from workbench.protocol.functions import WIRE_FUNCTIONS
from workbench.session.values.payload import PayloadDocument
from workbench.session.values.saved_payload import SavedName


class OpenDocuments:
    """Lists of documents, in the order in which they are turned to."""

    def __init__(self) -> None:
        """Have none."""
        self._lists: dict[str, list[PayloadDocument]] = {}
        self._shown: dict[str, int] = {}
        """By function, the number of the one that is shown."""

    def all(self) -> tuple[PayloadDocument, ...]:
        """Return all of them, function by function."""
        return tuple(one for function in WIRE_FUNCTIONS for one in self._lists.get(function, ()))

    def of(self, function: str) -> tuple[PayloadDocument, ...]:
        """Return those of a function."""
        return tuple(self._lists.get(function, ()))

    def put(self, function: str, documents: list[PayloadDocument]) -> None:
        """Have these as those of a function."""
        self._lists[function] = documents

    def shown(self, function: str) -> PayloadDocument | None:
        """Return the one of a function that is shown; None: it has none."""
        found = self._lists.get(function)
        return found[self.at(function)] if found else None

    def at(self, function: str) -> int:
        """Return which of a function's is shown, from 0."""
        numbers = [one.number for one in self._lists.get(function, ())]
        shown = self._shown.get(function)
        return numbers.index(shown) if shown in numbers else 0

    def show(self, document: PayloadDocument) -> None:
        """Have this as the one of its function that is shown."""
        self._shown[document.function] = document.number

    def numbered(self, number: int) -> PayloadDocument | None:
        """Return a document by its number; None: it is not open."""
        return next((one for one in self.all() if one.number == number), None)

    def saved_as(self, at: SavedName) -> PayloadDocument | None:
        """Return the document of a saved payload; None: it is not open."""
        return next((one for one in self.all() if one.at == at), None)

    def keep_own(self) -> None:
        """Drop those that no person has touched."""
        own = {function: [one for one in found if one.is_own] for function, found in self._lists.items()}
        self._lists = {function: found for function, found in own.items() if found}

    def change(self, number: int, **changes: Any) -> PayloadDocument | None:
        """Change a document field by field, and return it; None: it is not open."""
        document = self.numbered(number)
        if document is None:
            return None
        changed = replace(document, **changes)
        found = self._lists[document.function]
        found[found.index(document)] = changed
        return changed

    def insert(self, document: PayloadDocument) -> PayloadDocument:
        """Put a document behind the shown one of its function, in the place of an untouched sample; return it."""
        found, at = self._lists[document.function], self.at(document.function)
        if found[at].is_own or found[at].sent is not None:
            used = {one.slot for one in found}
            if document.slot in used:
                document = replace(document, slot=next(slot for slot in itertools.count(1) if slot not in used))
            found.insert(at + 1, document)
        else:
            found[at] = document = replace(document, slot=found[at].slot)
        self.show(document)
        return document

    def remove(self, document: PayloadDocument, otherwise: Callable[[], PayloadDocument]) -> None:
        """Take a document out, and show the one in its place; `otherwise` gives one where there is no other."""
        found = self._lists[document.function]
        at = next(at for at, one in enumerate(found) if one.number == document.number)
        del found[at]
        if not found:
            found.append(otherwise())
        self.show(found[min(at, len(found) - 1)])
