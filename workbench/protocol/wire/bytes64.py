"""`bytes64` as the host decodes it: standard letters, padding required and canonical (PROTOCOL.md section 8a).

To a decoder it is a string like any other; this is read afterwards.
"""

from __future__ import annotations

import binascii
import string
from typing import Final

_LETTERS: Final = frozenset(string.ascii_letters + string.digits + "+/")
_PAD: Final = "="
_GROUP: Final = 4
_UNUSED_BITS: Final = {1: 0b11, 2: 0b1111}
_PADS_MAX: Final = 2
_VALUES: Final = {
    letter: at for at, letter in enumerate(string.ascii_uppercase + string.ascii_lowercase + string.digits + "+/")
}


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


def decoded_base64(text: str) -> bytes | None:
    """Return the bytes of a base64 text; None: it is none."""
    return binascii.a2b_base64(text) if base64_problem(text) is None else None
