"""Pygments' JSON tokens as spans that a widget can colour. Pure; the lexer is imported when first needed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from functools import cache
from typing import Any

from textual.content import Content, Span

HIGHLIGHT_MAX = 262_144
"""Characters above which a text is left plain: lexing it would take longer than reading it is worth."""


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


def marks(text: str) -> Iterator[Mark]:
    """Yield the parts of a JSON text that have a colour, in order; none for a text above `HIGHLIGHT_MAX`."""
    if len(text) > HIGHLIGHT_MAX:
        return
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


def marks_by_line(text: str) -> dict[int, list[tuple[int, int, Ink]]]:
    """Return per line, from 0, the spans in bytes of UTF-8 from the line's start."""
    by_line: dict[int, list[tuple[int, int, Ink]]] = {}
    line, line_start = 0, 0
    ascii_only = text.isascii()
    for mark in marks(text):
        while (feed := text.find("\n", line_start, mark.start)) >= 0:
            line, line_start = line + 1, feed + 1
        if ascii_only:
            span = mark.start - line_start, mark.end - line_start, mark.ink
        else:
            before = len(text[line_start : mark.start].encode(errors="replace"))
            span = before, before + len(text[mark.start : mark.end].encode(errors="replace")), mark.ink
        by_line.setdefault(line, []).append(span)
    return by_line


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
