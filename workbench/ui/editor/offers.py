"""What can be typed at the cursor, as the editor shows it. Pure; where it comes from the editor does not know."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

_PLAIN: Final = re.compile(r'-?[\d.]+|""|\{\}|\[\]|null')
"""Values that nobody needs to be offered: they are typed as fast as they are read."""
_WORD_START: Final = re.compile(r"[_\-/ .]")


@dataclass(frozen=True, slots=True)
class CompletionOffer:
    """One thing that can be put in."""

    label: str
    text: str
    """What takes the place of the token at the cursor; its lines begin at the first column."""
    gap: int
    """Where the cursor stands afterwards: characters from the start of the text."""
    selected: int = 0
    """Characters before it that are selected."""
    type: str = ""
    meaning: str = ""
    is_required: bool = False
    gaps: tuple[tuple[int, int], ...] = ()
    """What is to be filled in, the first one included: where each begins in the text, and where it ends."""


@dataclass(frozen=True, slots=True)
class Offers:
    """All that can be put in at a place."""

    start: int
    end: int
    """What is replaced, in characters of the text."""
    offers: tuple[CompletionOffer, ...]
    """The best first."""
    typed: str = ""
    """What they were chosen by."""
    about: str = ""
    """What belongs at the place; empty when nothing is known of it."""

    def unasked(self) -> Offers:
        """Return what is worth a list that nobody asked for: what begins with what was typed, and is worth reading."""
        kept = tuple(one for one in self.offers if _begins(one.label, self.typed))
        if all(_PLAIN.fullmatch(one.label) for one in kept) or [one.label for one in kept] == [self.typed]:
            kept = ()
        return replace(self, offers=kept)


Complete = Callable[[str, int], Offers]
"""Text and cursor, in characters from its start -> what can be put in there. Must not raise for any text."""


def nothing(text: str, cursor: int) -> Offers:
    """CompletionOffer nothing."""
    return Offers(cursor, cursor, ())


def _begins(label: str, typed: str) -> bool:
    """Say whether a label, or a word in it, begins with what was typed, whatever the case."""
    wanted, folded = typed.casefold(), label.casefold()
    if folded.startswith(wanted):
        return True
    return any(folded.startswith(wanted, found.end()) for found in _WORD_START.finditer(folded))
