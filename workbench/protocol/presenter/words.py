"""How counts and names stand in the sentences. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

LISTED_MAX: Final = 4
"""Names that one sentence lists."""


def counted(number: int, one: str) -> str:
    """Return `no capability`, `1 capability`, `7 functions`."""
    if not number:
        return f"no {one}"
    if number == 1:
        return f"1 {one}"
    return f"{number:,} {one[:-1] + 'ies' if one.endswith('y') else one + 's'}"


def listed(names: Iterable[str]) -> str:
    """Return `a`, `a and b`, `a, b and c`, `a, b, c and 3 more`; `none` for no name."""
    found: Sequence[str] = tuple(names)
    if len(found) > LISTED_MAX:
        found = (*found[: LISTED_MAX - 1], f"{len(found) - LISTED_MAX + 1:,} more")
    if len(found) < 2:
        return "".join(found) or "none"
    return f"{', '.join(found[:-1])} and {found[-1]}"


_UNANSWERED: Final = {
    "Call": "the call ends with an error in place of an answer",
    "Timeout": "its time or its fuel is used up before it has answered",
    "OutputTooLarge": "the answer is larger than this layer allows",
}

NO_VERDICT: Final = (
    "This limit is the workbench's own, which protects this machine, and no host has it: what a host would say of the "
    "plugin is not known."
)
"""Why a layer that a limit of ours ended says nothing of a host."""


def unanswered(kind: str) -> str:
    """Return what became of a call that gave no answer, by the kind of its error, in a clause."""
    return _UNANSWERED.get(kind, "no usable answer comes back")
