"""Choices that are the same for the same seed, whatever the machine and the version of Python."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from typing import Final, TypeVar

from workbench.errors.operator import SettingInvalid

GENERATOR: Final = "v1"
"""The version of the generator: a seed gives other requests under another one."""

_SEED: Final = re.compile(r"(?:v(?P<version>\d{1,9}):)?(?P<seed>[0-9a-zA-Z_-]{1,64})")
_U64: Final = 2**64 - 1
_T = TypeVar("_T")


class Chances:
    """Draws from a seed (SplitMix64)."""

    def __init__(self, seed: str) -> None:
        """Begin at the start of a seed's draws; any text is one."""
        self._state = int.from_bytes(hashlib.sha256(seed.encode()).digest()[:8])

    def below(self, count: int) -> int:
        """Return a number from 0 up to, but not with, a count of at least 1."""
        self._state = state = (self._state + 0x9E3779B97F4A7C15) & _U64
        state = ((state ^ (state >> 30)) * 0xBF58476D1CE4E5B9) & _U64
        state = ((state ^ (state >> 27)) * 0x94D049BB133111EB) & _U64
        return (state ^ (state >> 31)) * count >> 64

    def once_in(self, count: int) -> bool:
        """Return True once in so many draws."""
        return self.below(count) == 0

    def one_of(self, choices: Sequence[_T]) -> _T:
        """Return one of several things; there must be one at least."""
        return choices[self.below(len(choices))]


def seed_of(text: str) -> str:
    """Return the seed that a text names: `v1:SEED`, or `SEED` alone.

    Raises:
        SettingInvalid: It is none, or belongs to another version of the generator.
    """
    found = _SEED.fullmatch(text)
    if found is None:
        expected = f"up to 64 letters, digits, - and _, with or without {GENERATOR}: before them"
        raise SettingInvalid("seed", text, expected, "option")
    if found["version"] is not None and f"v{found['version']}" != GENERATOR:
        expected = f"{GENERATOR}:SEED: a seed of another version of the generator gives other payloads"
        raise SettingInvalid("seed", text, expected, "option")
    return found["seed"]


def seed_text(seed: str) -> str:
    """Return how a seed is shown, with the version of the generator that it belongs to."""
    return f"{GENERATOR}:{seed}"
