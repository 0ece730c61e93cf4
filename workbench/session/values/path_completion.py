"""How a path that is typed can go on."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PathCompletion:
    """What a path becomes that is completed as far as only one way leads on."""

    text: str
    """The path; as it was typed when nothing goes on from there."""
    names: tuple[str, ...] = ()
    """The names among which a person has to choose, folders with a `/` behind them; empty: there is no choice."""
    more: int = 0
    """Names that are not among them."""
