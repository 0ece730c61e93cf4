"""The part of a broken JSON text that is complete: up to its first error, with what is open closed. Pure and linear."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

_PART: Final = re.compile(r'\s*("(?:[^"\\]|\\.)*"|[^\s"{}\[\],:]+|[{}\[\],:])', re.DOTALL)


@dataclass(frozen=True, slots=True)
class CompletePrefix:
    """What can be read of a text that has an error."""

    text: str
    """JSON: the text up to its last complete value before the error, and what closes it; empty when there is none."""
    open_count: int
    """How many arrays and objects are not complete, the outermost included."""
    stopped: int
    """Where the part begins that is not complete, in characters."""


def complete_prefix(text: str, end: int) -> CompletePrefix:
    """Return what can be read before the first error of a text.

    Args:
        text: A text that is no JSON.
        end: Where its first error stands, in characters.
    """
    closers: list[str] = []
    awaits_key = False
    at = complete = 0
    while (match := _PART.match(text, at, end)) is not None:
        part, at = match[1], match.end()
        if part in ("{", "["):
            closers.append("}" if part == "{" else "]")
            awaits_key = part == "{"
        elif part in ("}", "]"):
            closers.pop()
            awaits_key = False
        elif part == ",":
            awaits_key = closers[-1] == "}"
            continue
        elif awaits_key:
            awaits_key = False
            continue
        elif part == ":":
            continue
        complete = at
    stopped = len(text) - len(text[at:].lstrip(" \t\r\n"))
    return CompletePrefix(text[:complete] + "".join(reversed(closers)), len(closers), stopped)
