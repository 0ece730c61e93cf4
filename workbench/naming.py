"""Which known name a person meant. Pure."""

from __future__ import annotations

from collections.abc import Iterable


def nearest(name: str, known: Iterable[str]) -> str | None:
    """Return the known name that is most alike, whatever its case, or None when none is."""
    import difflib  # noqa: PLC0415 - only a name that is not known needs it

    by_folded = {one.casefold(): one for one in known}
    matches = difflib.get_close_matches(name.casefold(), by_folded, n=1)
    return by_folded[matches[0]] if matches else None
