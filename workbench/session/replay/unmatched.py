"""Which pointers of rules lead nowhere: a misspelt one would ignore nothing, and say nothing. Pure."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from workbench.protocol.json import parsing
from workbench.session.values.replay_verdict import CallEffect


def unmatched_pointers(pointers: Iterable[str], effects: Sequence[CallEffect]) -> tuple[str, ...]:
    """Return the pointers that lead to a value in none of these effects, in their order."""
    return tuple(one for one in pointers if not any(_leads_into(effect, one.split("/")[1:]) for effect in effects))


def _leads_into(effect: CallEffect, parts: Sequence[str]) -> bool:
    if not parts:
        return True
    first, *rest = parts
    places: dict[str, Any] = {
        "@stage": effect.outcome.stage,
        "@cause": effect.outcome.cause or None,
        "@stored": {key: base64.b64encode(value).decode() for key, value in (effect.stored or {}).items()} or None,
        "@counters": dict(effect.counters) or None,
        "@log": list(effect.logs or ()) or None,
    }
    if first in places:
        return places[first] is not None and _exists(places[first], rest)
    text = effect.outcome.response_text
    return text is not None and _exists(_parsed(text), parts)


def _exists(value: Any, parts: Sequence[str]) -> bool:
    if not parts:
        return True
    first, *rest = parts
    return any(_exists(child, rest) for name, child in _children(value) if first in ("*", name))


def _children(value: Any) -> Iterator[tuple[str, Any]]:
    """Give the parts of a value; of base64 those of the JSON that it holds."""
    if isinstance(value, str):
        try:
            value = _parsed(base64.b64decode(value, validate=True))
        except (binascii.Error, ValueError):
            return
    if isinstance(value, Mapping):
        yield from ((key.replace("~", "~0").replace("/", "~1"), child) for key, child in value.items())
    elif isinstance(value, list):
        yield from ((str(index), child) for index, child in enumerate(value))


def _parsed(text: str | bytes) -> Any:
    try:
        return parsing.parse(text)
    except parsing.JsonTextError:
        return None
