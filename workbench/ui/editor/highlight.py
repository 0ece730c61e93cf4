"""Pygments' JSON tokens as spans that a widget can colour. Pure; the lexer is imported when first needed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cache, lru_cache
from typing import Any

from textual.content import Content, Span

HIGHLIGHT_MAX = 4_000
"""Characters of a line above which it is left plain: nobody reads it, and each key would draw it anew."""
_KEPT_MAX = 400
"""Characters of a text above which its parts are not kept: the lines of a JSON text are drawn again and again."""


class Ink(Enum):
    """What a part of a JSON text is."""

    KEY = "key"
    STRING = "string"
    NUMBER = "number"
    CONSTANT = "constant"
    """`true`, `false`, `null`."""
    PUNCTUATION = "punctuation"
    ERROR = "error"


STYLES = {
    Ink.KEY: "$text-primary",
    Ink.STRING: "$text-success",
    Ink.NUMBER: "$text-warning",
    Ink.CONSTANT: "$text-secondary",
    Ink.PUNCTUATION: "$foreground-muted",
    Ink.ERROR: "underline $text-error",
}
"""In theme variables."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A part of a text. Offsets are characters from its start."""

    start: int
    end: int
    ink: Ink


def marks(text: str) -> Sequence[Mark]:
    """Return the parts of a JSON text that have a colour, in order; none for one above `HIGHLIGHT_MAX`."""
    if len(text) > HIGHLIGHT_MAX:
        return ()
    return _kept(text) if len(text) <= _KEPT_MAX else tuple(_marks(text))


def _marks(text: str) -> Iterator[Mark]:
    lexer, inks = _lexer()
    for start, token, value in lexer.get_tokens_unprocessed(text):
        ink = inks.get(token)
        if ink is None:
            ink = next((found for kind, found in inks.items() if token in kind), None)
            inks[token] = ink
        if ink is not None:
            yield Mark(start, start + len(value), ink)


def coloured(text: str) -> Content:
    """Return a line of JSON text in its colours. The text is shown as it stands: make it visible first."""
    return Content(text, spans=[Span(mark.start, mark.end, STYLES[mark.ink]) for mark in marks(text)])


def byte_offset(line: str, column: int) -> int:
    """Return how many bytes of UTF-8 stand before a column."""
    return len(line[:column].encode(errors="replace"))


_kept = lru_cache(4_096)(lambda text: tuple(_marks(text)))


@cache
def _lexer() -> tuple[Any, dict[Any, Ink | None]]:
    from pygments.lexers.data import JsonLexer  # noqa: PLC0415 - the first frame does not need it
    from pygments.token import Error, Keyword, Name, Number, Punctuation, String  # noqa: PLC0415

    inks: dict[Any, Ink | None] = {
        Name.Tag: Ink.KEY,
        String: Ink.STRING,
        Number: Ink.NUMBER,
        Keyword: Ink.CONSTANT,
        Punctuation: Ink.PUNCTUATION,
        Error: Ink.ERROR,
    }
    return JsonLexer(), inks
