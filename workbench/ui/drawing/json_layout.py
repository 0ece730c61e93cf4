"""Lays out JSON text for people, token by token. Pure.

Values are never parsed: what is written (repeated keys, huge integers, `1.0`) is what is shown. Knows no colours.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

READ_MAX = 32_768
"""Characters of a text that are laid out for reading."""
LINES_MAX = 600
INLINE_MAX = 64
"""Characters up to which an object or array stands on one line."""

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\],:]|[^\s{}\[\],:"]+', re.DOTALL)
_OPENING = {"{": "}", "[": "]"}


@dataclass(frozen=True, slots=True)
class Layout:
    """A text that was laid out."""

    text: str
    cut: bool
    """True: the text goes on, but is not laid out any further."""


def readable(text: str, width: int = 0) -> str:
    """Return a JSON text laid out in full, for lines of `width` cells, 0 for any; text that is no JSON as it stands."""
    layout = lay_out(text, width=width)
    return layout.text if layout is not None else text


def lay_out(
    text: str,
    *,
    width: int = 0,
    read_max: int | None = None,
    lines_max: int | None = None,
    string_max: int | None = None,
) -> Layout | None:
    """Return a JSON text with one member per line, two spaces per level, and small parts on one line.

    Args:
        text: JSON text; need not be valid to the letter.
        width: Characters that a line of small parts may take; 0 means that only their own length counts.
        read_max: Characters that are looked at; None means all.
        lines_max: Lines that are written; None means all.
        string_max: Characters of a string that are kept; None means all.

    Returns None when the text is not made of JSON's tokens in a possible order, or closes what it did not open.
    """
    cut = read_max is not None and len(text) > read_max
    tokens = _tokens(text[:read_max] if cut else text, cut=cut)
    if not tokens:
        return None
    if string_max is not None:
        tokens = [_shorten(token, string_max) for token in tokens]
    writer = _Writer(tokens, lines_max, width)
    if not writer.write(open_ended=cut):
        return None
    return Layout("\n".join(writer.lines), cut or writer.full)


def token_starts(text: str) -> list[int]:
    """Return where each token of a JSON text begins; a layout changes their places, never their number."""
    return [match.start() for match in _TOKEN.finditer(text)]


def _tokens(text: str, *, cut: bool) -> list[str] | None:
    tokens: list[str] = []
    position = 0
    ended = False
    for match in _TOKEN.finditer(text):
        token = match.group()
        if text[position : match.start()].strip():
            break
        if ended and token not in ",:]}":
            return None
        ended = token not in ",:[{"
        tokens.append(token)
        position = match.end()
    if text[position:].strip() and not cut:
        return None
    return tokens


def _shorten(token: str, string_max: int) -> str:
    if token[0] != '"' or len(token) <= string_max + 2:
        return token
    return f'{token[: string_max + 1]}… +{len(token) - 2 - string_max:,}"'


@dataclass(slots=True)
class _Writer:
    tokens: list[str]
    lines_max: int | None
    width: int
    lines: list[str] = field(default_factory=list)
    line: str = ""
    stack: list[str] = field(default_factory=list)
    full: bool = False

    def write(self, *, open_ended: bool) -> bool:
        """Write all tokens; return False when brackets do not match."""
        index = 0
        while index < len(self.tokens) and not self.full:
            token = self.tokens[index]
            if token in _OPENING:
                inline = _inline(self.tokens, index, self.room) if self.stack else None
                inline = inline or _numbers(self.tokens, index)
                inline = inline or _empty(self.tokens, index)
                if inline:
                    shown, index = inline
                    self.line += shown
                    continue
                self.line += token
                self.stack.append(_OPENING[token])
                self.break_line()
            elif token in "}]":
                if not self.stack or self.stack.pop() != token:
                    return False
                self.break_line()
                self.line += token
            elif token == ",":
                self.line += ","
                self.break_line()
            else:
                self.line += ": " if token == ":" else token
            index += 1
        if self.line.strip():
            self.lines.append(self.line)
        return open_ended or self.full or not self.stack

    @property
    def room(self) -> int:
        """How long a part may be to stand on this line, with the comma behind it."""
        return min(INLINE_MAX, self.width - len(self.line) - 1) if self.width else INLINE_MAX

    def break_line(self) -> None:
        if self.line.strip():
            self.lines.append(self.line)
        self.line = "  " * len(self.stack)
        self.full = self.lines_max is not None and len(self.lines) >= self.lines_max


def _empty(tokens: list[str], start: int) -> tuple[str, int] | None:
    if start + 1 < len(tokens) and tokens[start + 1] == _OPENING[tokens[start]]:
        return tokens[start] + tokens[start + 1], start + 2
    return None


def _numbers(tokens: list[str], start: int) -> tuple[str, int] | None:
    """Return a short array of numbers on one line, even if it will be wrapped: a column of them is no help."""
    end = start + 1
    while end < len(tokens) and (tokens[end] == "," or tokens[end][0] in "-0123456789"):
        end += 1
    if tokens[start] != "[" or end >= len(tokens) or tokens[end] != "]" or end == start + 1:
        return None
    return _inline(tokens, start, INLINE_MAX)


def _inline(tokens: list[str], start: int, room: int) -> tuple[str, int] | None:
    """Return a whole object or array on one line and the index behind it, or None when it is too long."""
    depth, parts, length = 0, [], 0
    for index in range(start, len(tokens)):
        token = tokens[index]
        if token in _OPENING:
            depth += 1
            shown = "{ " if token == "{" and tokens[index + 1 : index + 2] != ["}"] else token
        elif token in "}]":
            depth -= 1
            shown = " }" if token == "}" and tokens[index - 1] != "{" else token
        else:
            shown = {",": ", ", ":": ": "}.get(token, token)
        parts.append(shown)
        length += len(shown)
        if length > room:
            return None
        if not depth:
            return "".join(parts), index + 1
    return None
