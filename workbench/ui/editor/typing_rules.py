"""What a typed character does in JSON text beyond being inserted: brackets close themselves, Enter keeps the indent.

Pure: the line around the cursor in, what is to be inserted out.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

INDENT: Final = 2
"""Spaces per level, as the layout has them."""
RULED_MAX: Final = 4_000
"""Characters of a line above which what is typed is just inserted."""
BALANCE_MAX: Final = 100_000
"""Characters of a text above which a closing bracket is just inserted."""

_PAIRS: Final = {"{": "}", "[": "]", '"': '"'}
_CLOSING: Final = frozenset(_PAIRS.values())
_OPENED_BY: Final = {"}": "{", "]": "["}
_QUOTE: Final = re.compile(r'\\.|"')
_TOKEN: Final = re.compile(r'"(?:\\.|[^"\\])*"?|[{}\[\]]')
INDENT_PATTERN: Final = re.compile(r"[ \t]*")
"""The space that a line begins with."""


@dataclass(frozen=True, slots=True)
class Typed:
    """What a key does: insert a text, then move the cursor."""

    text: str
    move: int = 0
    """Characters by which the cursor moves behind the inserted text; negative: back."""


def in_string(before: str) -> bool:
    """Say whether a string is open behind the start of a line. JSON has no strings of several lines."""
    quotes: list[str] = _QUOTE.findall(before)
    return quotes.count('"') % 2 == 1


def typed(character: str, before: str, after: str) -> Typed:
    """Return what a printable character does.

    Args:
        character: What was typed.
        before: The line before the cursor.
        after: The line behind it.
    """
    if len(before) + len(after) > RULED_MAX or (character not in _PAIRS and character not in _CLOSING):
        return Typed(character)
    inside = in_string(before)
    if character == '"':
        escaped = inside and _is_escaped(before)
        if inside and not escaped and after.startswith('"'):
            return Typed("", 1)
        return Typed('""', -1) if not inside and _is_free(after) else Typed(character)
    if inside:
        return Typed(character)
    if character in _CLOSING:
        return Typed("", 1) if after.startswith(character) else Typed(character)
    return Typed(character + _PAIRS[character], -1) if _is_free(after) else Typed(character)


def entered(before: str, after: str) -> Typed:
    """Return what Enter does: a new line as deep as this one, or deeper behind a bracket that opens."""
    found = INDENT_PATTERN.match(before)
    indent = found.group() if found else ""
    if len(before) + len(after) > RULED_MAX or in_string(before):
        return Typed("\n" + indent)
    opening = before.rstrip()[-1:]
    if opening not in ("{", "["):
        return Typed("\n" + indent)
    deeper = "\n" + indent + " " * INDENT
    if after.lstrip().startswith(_PAIRS[opening]):
        return Typed(f"{deeper}\n{indent}", -len(indent) - 1)
    return Typed(deeper)


def closes_below(character: str, lines: Sequence[str], row: int, column: int) -> int | None:
    """Return where, in the next line, the bracket stands that a typed one is; None: it is inserted.

    It is when nothing but space stands between, and each bracket of the text has its partner: one more would have none.
    Enter in an empty pair puts the closing bracket below, and whoever types or pastes a whole text brings their own.
    """
    if character not in _OPENED_BY or row + 1 >= len(lines) or lines[row][column:].strip(" \t"):
        return None
    below = lines[row + 1]
    at = len(below) - len(below.lstrip(" \t"))
    if not below.startswith(character, at) or in_string(lines[row][:column]) or not _is_balanced(lines):
        return None
    return at


def _is_balanced(lines: Sequence[str]) -> bool:
    """Say whether each bracket has its partner. False for a text that is too long to look at with each key."""
    open_ones: list[str] = []
    left = BALANCE_MAX
    for line in lines:
        left -= len(line) + 1
        if left < 0:
            return False
        for token in _TOKEN.findall(line):
            if token in _OPENED_BY:
                if not open_ones or open_ones.pop() != _OPENED_BY[token]:
                    return False
            elif token in _PAIRS and token != '"':
                open_ones.append(token)
    return not open_ones


def is_empty_pair(before: str, after: str) -> bool:
    """Say whether the cursor stands in an empty pair, which Backspace removes as a whole."""
    pair = before[-1:] + after[:1]
    if len(before) + len(after) > RULED_MAX or len(pair) < 2 or _PAIRS.get(pair[0]) != pair[1]:
        return False
    return pair[0] != '"' or not in_string(before[:-1])


def indented(lines: list[str], *, back: bool) -> list[str]:
    """Return lines one level deeper, or with `back` one level less deep. Empty lines stay empty."""
    if not back:
        return [" " * INDENT + line if line else line for line in lines]
    return [line[min(len(line) - len(line.lstrip(" ")), INDENT) :] for line in lines]


def _is_escaped(before: str) -> bool:
    return (len(before) - len(before.rstrip("\\"))) % 2 == 1


def _is_free(after: str) -> bool:
    """Say whether nothing stands behind the cursor that a new pair would split from its start."""
    return not after or after[0] in " \t,]}:"
