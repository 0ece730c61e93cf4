"""`bytes64` as the host decodes it: standard letters, padding required and canonical (PROTOCOL.md section 8a).

To a decoder it is a string like any other; this is read afterwards.
"""

from __future__ import annotations

import binascii
from dataclasses import dataclass
from typing import Final

_UPPER: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_DIGITS: Final = "0123456789"
_LETTERS: Final = frozenset(_UPPER + _UPPER.lower() + _DIGITS + "+/")
_PAD: Final = "="
_GROUP: Final = 4
_STANDARD: Final = str.maketrans("-_", "+/")
_UNUSED_BITS: Final = {1: 0b11, 2: 0b1111}
_PADS_MAX: Final = 2
_VALUES: Final = {letter: at for at, letter in enumerate(_UPPER + _UPPER.lower() + _DIGITS + "+/")}


def base64_problem(text: str) -> str | None:
    """Return why a text is no base64; None: it is. Shows one character of it at most: secrets may live there."""
    letters = text.rstrip(_PAD)
    pads = len(text) - len(letters)
    if not _LETTERS.issuperset(letters):
        at, sign = next((at, sign) for at, sign in enumerate(letters) if sign not in _LETTERS)
        return f"{sign!r} at {at:,}"
    if len(letters) % _GROUP == 1 or pads > _PADS_MAX or len(text) % _GROUP:
        return f"{len(letters):,} letters with {pads} '=' behind"
    if pads and _VALUES[letters[-1]] & _UNUSED_BITS[pads]:
        return "a last letter with bits that no byte uses"
    return None


@dataclass(frozen=True, slots=True)
class Base64Fault:
    """Why a text is no base64, and where."""

    found: str
    """What was found, and what it probably is."""
    start: int
    """The first character that is wrong."""
    end: int
    """Behind the last one; as `start` when something is missing there."""


def base64_fault(text: str) -> Base64Fault | None:
    """Return why a text is no base64, for whoever is to mend it; None: it is. Shows one character of it at most."""
    problem = base64_problem(text)
    if problem is None:
        return None
    letters = text.rstrip(_PAD)
    wrong = [at for at, sign in enumerate(letters) if sign not in _LETTERS]
    if wrong:
        first = wrong[0]
        signs = {letters[at] for at in wrong}
        why = ""
        if signs <= set("-_"):
            why = ": letters of URL-safe base64; standard base64 has + and / there"
        elif all(sign.isspace() for sign in signs):
            why = ": white space, which standard base64 does not allow"
        return Base64Fault(f"{letters[first]!r} at {first:,}{why}", first, first + 1)
    missing = -len(letters) % _GROUP
    if len(letters) % _GROUP != 1 and len(text) - len(letters) < missing:
        pads = _PAD * (missing - (len(text) - len(letters)))
        return Base64Fault(f"no padding: {pads} is missing at the end", len(text), len(text))
    return Base64Fault(problem, max(len(letters) - 1, 0), len(text))


def mended_base64(text: str) -> str | None:
    """Return a text as standard base64 when it is URL-safe, has white space in it, or lacks padding; None: else."""
    letters = "".join(text.split()).translate(_STANDARD).rstrip(_PAD)
    padded = letters + _PAD * (-len(letters) % _GROUP)
    return padded if padded != text and base64_problem(padded) is None else None


def decoded_base64(text: str) -> bytes | None:
    """Return the bytes of a base64 text; None: it is none."""
    return binascii.a2b_base64(text) if base64_problem(text) is None else None
