"""Untrusted text made harmless: nothing that a terminal obeys is left in it. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import cache
from typing import Final

from workbench.quoting import bad_byte

HIDDEN: Final = (
    "\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0"
    "\ufff0-\ufffb\ud800-\udfff\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
"""What a terminal obeys or does not show, above the control characters of ASCII, as a class of a regular expression:
DEL and C1, what changes direction or width of the text around it, fillers, and tags, by which text hides."""
_PICTURES = {chr(code): chr(0x2400 + code) for code in range(0x20)} | {"\x7f": "\u2421"}


def visible(text: str, *, limit: int = 4_000, multiline: bool = False) -> str:
    """Return a text whose control and direction characters are replaced by visible signs.

    Args:
        text: Any text, of any length.
        limit: Characters that are kept; what is cut is counted behind an ellipsis.
        multiline: Keep line feeds and tabs as they are.
    """
    cut = len(text) - limit
    if cut > 0:
        text = text[:limit]
    if text.isascii() and text.isprintable():
        shown = text
    else:
        shown = _unsafe().sub(lambda match: _sign(match.group(), multiline=multiline), text)
    return f"{shown}… ({cut:,} more characters)" if cut > 0 else shown


@cache
def _unsafe() -> re.Pattern[str]:
    # It takes a millisecond to compile, and texts of a short run seldom need it.
    return re.compile(f"[\x00-\x1f{HIDDEN}]")


def _sign(character: str, *, multiline: bool) -> str:
    if multiline and character in "\n\t":
        return character
    return bad_byte(character) or _PICTURES.get(character, f"⟨U+{ord(character):04X}⟩")


def gated(text: str, kept: Sequence[str] = ()) -> str:
    """Return lines for a terminal: nothing that it obeys is left but line feeds, tabs and the kept sequences.

    This is the last gate before a stream. Whoever has passed a text through `visible` before loses nothing here.
    """
    if text.isascii() and text.replace("\n", "").isprintable():
        return text
    if _unsafe().search(text) is None:
        return text
    if not kept:
        return visible(text, limit=len(text), multiline=True)
    between = re.split(f"({'|'.join(map(re.escape, kept))})", text)
    between[::2] = [visible(part, limit=len(part), multiline=True) for part in between[::2]]
    return "".join(between)


def width(text: str) -> int:
    """Return how many terminal cells a text takes that `visible` has passed."""
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.combining(sign) else 2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text
    )


def size(size_bytes: int) -> str:
    """Return a size for people: `96 B`, `47.9 KiB`, `1.2 MiB`."""
    if size_bytes < 1024:
        return f"{size_bytes} B"
    scaled = float(size_bytes)
    for unit in ("KiB", "MiB", "GiB"):
        scaled /= 1024
        if scaled < 1023.95 or unit == "GiB":
            break
    return f"{scaled:.1f} {unit}"


def duration(wall_us: int) -> str:
    """Return a time for people: `38 µs`, `1.2 ms`, `3.4 s`."""
    if wall_us < 1_000:
        return f"{wall_us} µs"
    if wall_us < 1_000_000:
        return f"{wall_us / 1_000:.1f} ms"
    return f"{wall_us / 1_000_000:.1f} s"
