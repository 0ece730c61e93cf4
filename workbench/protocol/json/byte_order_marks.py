"""Marks at the start of a text that say how it is encoded. The protocol's texts are UTF-8 and have none."""

from __future__ import annotations

from typing import Final

_MARKS: Final = (
    (b"\xef\xbb\xbf", "a byte order mark (EF BB BF)"),
    (b"\xff\xfe", "UTF-16 with a byte order mark (FF FE)"),
    (b"\xfe\xff", "UTF-16 with a byte order mark (FE FF)"),
)


def byte_order_mark(content: bytes) -> str | None:
    """Return what the mark at the start of some bytes is, in words; None: there is none."""
    return next((words for mark, words in _MARKS if content.startswith(mark)), None)
