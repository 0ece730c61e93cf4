"""The C scanner of the standard library, set to what the reference makes of numbers and of repeated keys.

It is quick, but takes some texts otherwise than the reference: whoever calls it looks at depth and escapes first. Owns
no error: what it rejects is read again by the exact scanner.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from itertools import accumulate
from typing import Any, Final, NoReturn

from workbench.protocol.json.numbers import decimal_value, integer_value

WINDOW_CHARACTERS: Final = 8_192
"""How far `members_ahead` looks."""

_OTHER_THAN_BRACKETS: Final = bytes(sorted(set(range(256)) - set(b"[]{}")))
_DEPTH_STEP: Final = [1 if sign in b"[{" else -1 for sign in range(256)]


class RepeatedKeys(dict[str, Any]):
    """An object in which a key stands more than once; as a dict it holds the last value of each."""

    __slots__ = ("pairs",)

    def __init__(self, pairs: Sequence[tuple[str, Any]]) -> None:
        super().__init__(pairs)
        self.pairs = tuple(pairs)
        """Every key and value, in the order of the text."""


def _reject_constant(name: str) -> NoReturn:
    raise ValueError(name)


def _object_of(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    return value if len(value) == len(pairs) else RepeatedKeys(pairs)


def _decoder(keep_repeated: bool, uncommon_numbers: bool) -> json.JSONDecoder:
    hook: Callable[[list[tuple[str, Any]]], Any] | None = _object_of if keep_repeated else None
    return json.JSONDecoder(
        object_pairs_hook=hook,
        parse_int=integer_value if uncommon_numbers else None,
        parse_float=decimal_value if uncommon_numbers else None,
        parse_constant=_reject_constant,
    )


DECODERS: Final = {(kept, odd): _decoder(kept, odd) for kept in (False, True) for odd in (False, True)}
"""By whether repeated keys are kept, and whether numbers are read as the reference does where that makes a difference.
Each raises ValueError for what it rejects."""


def depth_of(brackets: bytes) -> int:
    """Return how deep brackets nest; `brackets` holds nothing else."""
    return max(accumulate(map(_DEPTH_STEP.__getitem__, brackets)), default=0)


def brackets_of(structure: bytes) -> bytes:
    """Return the brackets of a text; `structure` is the text without its strings."""
    return structure.translate(None, _OTHER_THAN_BRACKETS)


def members_ahead(
    text: str, at: int, *, in_object: bool, room: int, keep_repeated: bool
) -> tuple[Any, str, int] | None:
    """Read many members of an open array or object at once.

    Args:
        text: The whole text.
        at: Where a member is to begin: behind a comma.
        in_object: Whether the members have keys.
        room: How deep containers may nest in the members.
        keep_repeated: Whether an object with repeated keys becomes RepeatedKeys.

    Returns:
        The members as a list or dict, never an empty one, the key of the last one (empty in an array), and the place
        behind the comma that follows them. None: what stands there is not plain, or not whole within the window.
    """
    window = text[at : at + WINDOW_CHARACTERS]
    for boundary in ("},", "],", ","):
        last = window.rfind(boundary)
        chunk = window[: last + len(boundary) - 1]
        if last < 0 or "\\" in chunk:
            continue
        brackets = brackets_of(b"".join(chunk.encode().split(b'"')[::2]))
        if len(brackets) > room and depth_of(brackets) > room:
            continue
        whole = f"{{{chunk}}}" if in_object else f"[{chunk}]"
        try:
            members = DECODERS[keep_repeated, True].decode(whole)
        except (ValueError, RecursionError):
            continue
        if members:
            return members, _last_key(whole) if in_object else "", at + len(chunk) + 1
    return None


def _last_key(text: str) -> str:
    """Return the key that stands last in an object with members; in a dict a repeated one stands where it was first."""
    value = DECODERS[True, True].decode(text)
    return str(value.pairs[-1][0] if isinstance(value, RepeatedKeys) else next(reversed(value)))
