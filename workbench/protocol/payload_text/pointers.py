"""JSON pointers (RFC 6901) into answers, and on into the JSON that a base64 field of them holds. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Final

from workbench.protocol.json import parsing
from workbench.protocol.wire.bytes64 import decoded_base64

_ENCODED_FIELD: Final = "_base64"
_INDEX: Final = re.compile(r"0|[1-9][0-9]{0,8}")
_BAD_ESCAPE: Final = re.compile(r"~(?![01])")


class NothingThere(Exception):
    """A pointer leads nowhere."""


def pointer_fault(pointer: str) -> str | None:
    """Return why a text is no JSON pointer; None: it is one."""
    if pointer and not pointer.startswith("/"):
        return "a text that does not begin with /"
    return "~ without 0 or 1 behind it" if _BAD_ESCAPE.search(pointer) else None


def steps_of(pointer: str) -> list[str]:
    """Return the steps of a JSON pointer; none for the whole value."""
    return [step.replace("~1", "/").replace("~0", "~") for step in pointer.split("/")[1:]]


def value_at(value: Any, pointer: str) -> Any:
    """Return what stands at a pointer. One that goes on behind a `*_base64` text leads into the JSON that this holds.

    Raises:
        NothingThere: Nothing does.
    """
    last = ""
    for step in steps_of(pointer):
        if isinstance(value, str) and last.endswith(_ENCODED_FIELD):
            value = _held_json(value)
        if isinstance(value, dict) and step in value:
            value = value[step]
        elif isinstance(value, list) and _INDEX.fullmatch(step) and int(step) < len(value):
            value = value[int(step)]
        else:
            raise NothingThere
        last = step
    return value


def is_ignored(pointer: str, ignore: Sequence[str]) -> bool:
    """Say whether a pointer, or one above it, is among those to ignore; `*` matches one part."""
    steps = pointer.split("/")
    return any(
        len(pattern) <= len(steps) and all(want in ("*", step) for want, step in zip(pattern, steps, strict=False))
        for pattern in (one.split("/") for one in ignore)
    )


def _held_json(encoded: str) -> Any:
    content = decoded_base64(encoded)
    try:
        return None if content is None else parsing.parse(content)
    except parsing.JsonTextError:
        return None
