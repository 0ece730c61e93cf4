"""What the child says, read like a stranger's word: numbers in range, texts and lists of bounded length, known names.

Owns: the limits of what a header may hold, whatever it is about. Everything raises FrameError. Must not know messages.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Final, TypeVar

import orjson

from workbench.engine.wire.frames import FrameError, Header

HEADER_MAX_BYTES: Final = 2 << 20
"""Of a header that the child sends: bounds what its JSON becomes before anything of it is looked at."""
NUMBER_MAX: Final = (1 << 63) - 1
UNSIGNED_MAX: Final = (1 << 64) - 1
"""Of what a guest counts: the protocol's numbers are unsigned."""
TEXT_MAX_CHARACTERS: Final = 65_536 + 64
"""A line of a guest, and the remark that says how long it was."""
SHORT_MAX_CHARACTERS: Final = 200 + 64
"""An argument, a result or a name, with the same remark."""
NAME_MAX_CHARACTERS: Final = 64

T = TypeVar("T")


def header_of(text: bytearray) -> Header:
    """Return the header that a frame's text holds: strict JSON, no lone surrogates, no numbers beyond 64 bits."""
    try:
        header = orjson.loads(text)
    except ValueError as error:
        raise FrameError(f"expected a JSON header, found: {error}") from error
    if type(header) is not dict:
        raise FrameError(f"expected a JSON object as header, found {type(header).__name__}")
    return header


def take(header: Header, name: str, kind: type[T]) -> T:
    """Return a field of exactly this type: of what JSON gives, true and false would pass for numbers too."""
    value = header.get(name)
    if type(value) is not kind:
        raise FrameError(f"expected {kind.__name__} in {name!r}, found {type(value).__name__}")
    return value


def number(value: object, *, least: int = 0, most: int = NUMBER_MAX) -> int:
    """Return a whole number in this range."""
    if type(value) is not int or not least <= value <= most:
        found = f"{value:,}" if type(value) is int else type(value).__name__
        raise FrameError(f"expected a whole number from {least:,} to {most:,}, found {found}")
    return value


def number_or_none(value: object, *, least: int = 0, most: int = NUMBER_MAX) -> int | None:
    """Return a whole number in this range, or None."""
    return None if value is None else number(value, least=least, most=most)


def text(value: object, max_characters: int = TEXT_MAX_CHARACTERS) -> str:
    """Return a text of at most so many characters."""
    if type(value) is not str:
        raise FrameError(f"expected a text, found {type(value).__name__}")
    if len(value) > max_characters:
        raise FrameError(f"expected a text of at most {max_characters:,} characters, found {len(value):,}")
    return value


def text_or_none(value: object, max_characters: int = TEXT_MAX_CHARACTERS) -> str | None:
    """Return a text of at most so many characters, or None."""
    return None if value is None else text(value, max_characters)


def name_of(value: object, known: Collection[str]) -> str:
    """Return one of the known names."""
    if type(value) is not str or value not in known:
        found = value[:NAME_MAX_CHARACTERS] if type(value) is str else type(value).__name__
        raise FrameError(f"expected a known name, found {found!r}")
    return value


def items(value: object, most: int) -> list[Any]:
    """Return a list of at most so many items, which are not looked at."""
    if type(value) is not list:
        raise FrameError(f"expected a list, found {type(value).__name__}")
    if len(value) > most:
        raise FrameError(f"expected at most {most:,} items, found {len(value):,}")
    return value


def row(value: object, width: int) -> list[Any]:
    """Return a list of exactly so many items, which are not looked at."""
    if type(value) is not list or len(value) != width:
        raise FrameError(f"expected a list of {width} items, found another value")
    return value
