"""Which characters each part of a URL keeps, and which are percent-encoded (PROTOCOL.md section 8a).

Everything outside printable ASCII is encoded everywhere, as the bytes of its UTF-8.
"""

from __future__ import annotations

from typing import Final
from urllib.parse import quote

_PRINTABLE: Final = frozenset(map(chr, range(0x21, 0x7F)))


def _kept(encoded: str, *, space: bool = False) -> str:
    """Return the characters that stay, given the printable ones that do not."""
    return "".join(sorted(_PRINTABLE - frozenset(encoded))) + (" " if space else "")


_FRAGMENT_ENCODED: Final = '"<>`'
_PATH_ENCODED: Final = _FRAGMENT_ENCODED + "#?{}"
_QUERY_ENCODED: Final = '"#<>'

OPAQUE: Final = _kept("", space=True)
"""In the path of a URL such as `mailto:a@b`, and in hosts of schemes that are not special."""
FRAGMENT: Final = _kept(_FRAGMENT_ENCODED)
PATH: Final = _kept(_PATH_ENCODED)
USERINFO: Final = _kept(_PATH_ENCODED + "/:;=@[\\]^|")
QUERY: Final = _kept(_QUERY_ENCODED)
SPECIAL_QUERY: Final = _kept(_QUERY_ENCODED + "'")


def encoded(text: str, kept: str) -> str:
    """Return a text with everything percent-encoded that is not among the kept characters. `%` itself stays."""
    return quote(text, safe=kept)
