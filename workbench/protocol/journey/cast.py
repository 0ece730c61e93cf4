"""Which plugin plays which part in a journey (PROTOCOL.md sections 4, 7 and 8a)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from workbench.protocol.functions import WIRE_FUNCTIONS

DIALECT: Final = ("shape", "normalize_error")
SIGNER: Final = ("build_signer", "sign", "on_unauthorized")


@dataclass(frozen=True, slots=True)
class Player:
    """A plugin that a host would serve."""

    number: int
    """Its place among the plugins that were given, from 0."""
    name: str
    """Untrusted text."""
    functions: frozenset[str]
    """The wire functions that it implements, whether they were negotiated or not."""


@dataclass(frozen=True, slots=True)
class Cast:
    """Who is asked in each step. Nobody: the function has no player."""

    filters: tuple[Player, ...]
    """A chain: each is asked about the survivors of the one before."""
    dialect: Player | None
    """Has `shape`; without any such plugin, the first that has `normalize_error`."""
    signer: Player | None
    """Has `build_signer` and `sign`; without any such plugin, the first that has one of the signer's functions."""
    observers: tuple[Player, ...]
    idle: tuple[tuple[Player, str], ...] = ()
    """Plugins that have a function which another one plays, with the function."""

    def of(self, function: str) -> tuple[Player, ...]:
        """Return who plays a function, though it may lack it: a dialect plays `normalize_error`, whether it has it.

        Raises:
            KeyError: No function has this name.
        """
        if function == "filter":
            return self.filters
        if function == "observe":
            return self.observers
        player = self.signer if function in SIGNER else self.dialect
        # A plugin that has normalize_error alone fills no slot: it rewrites errors, and nobody's shaping fails by it.
        lacks_shape = function == "shape" and player is not None and "shape" not in player.functions
        return () if player is None or lacks_shape else (player,)


def cast_of(players: Iterable[Player]) -> Cast:
    """Give each plugin its parts; the first of several plays a part, but all filters and observers do."""
    given = tuple(players)
    dialect = _first(given, ("shape",)) or _first(given, ("normalize_error",))
    signer = _first(given, ("build_signer", "sign")) or next(
        (one for one in given if not one.functions.isdisjoint(SIGNER)), None
    )
    idle = [
        (one, function)
        for one in given
        for function in WIRE_FUNCTIONS
        if function in one.functions
        and ((function in DIALECT and one is not dialect) or (function in SIGNER and one is not signer))
    ]
    return Cast(
        tuple(one for one in given if "filter" in one.functions),
        dialect,
        signer,
        tuple(one for one in given if "observe" in one.functions),
        tuple(idle),
    )


def _first(players: tuple[Player, ...], functions: tuple[str, ...]) -> Player | None:
    return next((one for one in players if one.functions.issuperset(functions)), None)
