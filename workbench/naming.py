"""Which known name a person meant. Pure."""

from __future__ import annotations

from collections.abc import Iterable


def nearest(name: str, known: Iterable[str], *, at_least: float = 0.6) -> str | None:
    """Return the known name that is most alike, whatever its case, or None when none is.

    `at_least` is how alike, from 0 to 1: a slip of a letter is mostly above 0.85, another word below.
    """
    import difflib  # noqa: PLC0415 - only a name that is not known needs it

    by_folded = {one.casefold(): one for one in known}
    matches = difflib.get_close_matches(name.casefold(), by_folded, n=1, cutoff=at_least)
    return by_folded[matches[0]] if matches else None
