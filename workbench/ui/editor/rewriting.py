"""Rewrites JSON text as a whole. Pure. Numbers, repeated keys and escapes stay as they are written."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Final

_TOKEN: Final = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\],:]|[^\s{}\[\],:"]+')
_DEPTH_MAX: Final = 500
"""Levels of a text whose keys are sorted."""


def minified(text: str) -> str | None:
    """Return JSON without white space between its parts; None when it is no JSON."""
    return "".join(_TOKEN.findall(text)) if _is_json(text) else None


def with_sorted_keys(text: str) -> str | None:
    """Return JSON whose keys are sorted at every level, without white space; None when it is no JSON, or too deep.

    Repeated keys keep their order.
    """
    if not _is_json(text):
        return None
    tokens = iter(_TOKEN.findall(text))
    try:
        return _value(next(tokens), tokens, _DEPTH_MAX)
    except RecursionError:
        return None


def _value(token: str, tokens: Iterator[str], left: int) -> str:
    """Return the value that begins with a token, and take it from the others."""
    if token not in ("{", "["):
        return token
    if not left:
        raise RecursionError
    members: list[tuple[str, str]] = []
    while (first := next(tokens)) not in ("}", "]"):
        if first == ",":
            continue
        if token == "[":
            members.append(("", _value(first, tokens, left - 1)))
            continue
        next(tokens)  # the colon
        members.append((json.loads(first), f"{first}:{_value(next(tokens), tokens, left - 1)}"))
    if token == "{":
        members.sort(key=lambda member: member[0])
    inner = ",".join(written for _, written in members)
    return f"{{{inner}}}" if token == "{" else f"[{inner}]"


def _is_json(text: str) -> bool:
    try:
        json.loads(text, parse_int=len, parse_float=len, parse_constant=_refuse)
    except (ValueError, RecursionError):
        return False
    return True


def _refuse(name: str) -> None:
    raise ValueError(name)
