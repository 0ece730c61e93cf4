"""Which payload documents are open, as a text that is kept beside their drafts. Trusts nothing that it reads."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from workbench.session.values.payload import Origin, OriginKind, PayloadDocument
from workbench.session.values.saved_payload import FileVersion

OPEN_MAX = 200
"""So many open documents are remembered."""


def draft_key(function: str, slot: int) -> str:
    """Return the key that the draft of a document is kept under; that of the first is the function alone."""
    return f"{function}#{slot}" if slot else function


def list_text(documents: Iterable[PayloadDocument]) -> str:
    """Return what is remembered of open documents beside their texts."""
    rows = [
        {
            "function": one.function,
            "slot": one.slot,
            "name": one.name,
            "sha256": one.version.sha256 if one.version else None,
            "origin": [one.origin.kind.value, one.origin.reference],
        }
        for one in documents
    ]
    return json.dumps(rows[:OPEN_MAX])


def documents_of(
    text: str | None, function: str, draft: Callable[[str], str | None], number: Callable[[], int]
) -> Iterator[PayloadDocument]:
    """Yield the documents of a function that were open, as far as they can still be had.

    Args:
        text: What was remembered; None: nothing.
        function: The wire function.
        draft: Gives what was typed, by the key of the draft.
        number: Gives a number to each document.
    """
    seen = set()
    for row in _rows(text):
        slot = row.get("slot")
        if row.get("function") != function or type(slot) is not int or slot < 0 or slot in seen:
            continue
        seen.add(slot)
        typed = draft(draft_key(function, slot))
        if typed is not None:
            yield _document(row, function, slot, typed, number())


def _rows(text: str | None) -> list[dict[str, Any]]:
    try:
        rows = json.loads(text or "[]")
    except ValueError:
        return []
    return [row for row in rows[:OPEN_MAX] if isinstance(row, dict)] if isinstance(rows, list) else []


def _document(row: dict[str, Any], function: str, slot: int, typed: str, number: int) -> PayloadDocument:
    name, sha256 = row.get("name"), row.get("sha256")
    version = FileVersion(sha256) if isinstance(sha256, str) and isinstance(name, str) and name else None
    saved = None
    if version is not None:
        is_saved = hashlib.sha256(typed.encode(errors="surrogatepass")).hexdigest() == version.sha256
        saved = typed if is_saved else ""
    return PayloadDocument(
        function,
        typed,
        name if isinstance(name, str) and version is not None else "",
        _origin(row.get("origin")),
        typed,
        saved=saved,
        version=version,
        number=number,
        slot=slot,
    )


_KEPT = {one.value for one in OriginKind} - {OriginKind.SAMPLE.value, OriginKind.NEW.value}


def _origin(value: Any) -> Origin:
    match value:
        case [str(kind), str(reference)] if kind in _KEPT:
            return Origin(OriginKind(kind), reference)
        case _:
            return Origin(OriginKind.DRAFT)
