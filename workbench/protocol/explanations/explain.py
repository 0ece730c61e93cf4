"""What a name means: the rule, why it is there, how to fix what breaks it."""

from __future__ import annotations

from typing import Final

from workbench.errors.operator import NameUnknown
from workbench.naming import nearest
from workbench.protocol.explanations import (
    audit,
    dispatch,
    documents,
    handshake,
    hazards,
    host_effect,
    host_stages,
    identity,
    records,
    self_check,
    workbench_errors,
)
from workbench.protocol.explanations.explanation import Explanation
from workbench.protocol.explanations.messages import MessageField, field_by_name, field_names
from workbench.protocol.explanations.words import WORDS, Word

__all__ = ["EXPLANATIONS", "WORDS", "Explanation", "MessageField", "Word", "explain"]

_PARTS: Final = (
    identity,
    handshake,
    self_check,
    records,
    dispatch,
    host_effect,
    host_stages,
    hazards,
    audit,
    documents,
    workbench_errors,
)

_A_SLIP: Final = 0.85
"""How alike a name is that was mistyped; one that is less alike means something else, and would mislead."""

EXPLANATIONS: Final[dict[str, Explanation]] = {entry.kind: entry for part in _PARTS for entry in part.ENTRIES}
"""By name, layer by layer."""


def explain(kind: str) -> Explanation | Word | MessageField:
    """Return what stands behind a name that a verdict may carry, or behind a layer, a function, a word or a field.

    Args:
        kind: `DowngradeAttempt`, `handshake`, `wall time`, `accept.chosen_versions`.

    Raises:
        NameUnknown: It is none of them.
    """
    if kind in EXPLANATIONS:
        return EXPLANATIONS[kind]
    if kind in WORDS:
        return WORDS[kind]
    try:
        return field_by_name(kind)
    except NameUnknown as error:
        likely = error.nearest if "." in kind else _field_called(kind)
        likely = likely or nearest(kind, {**EXPLANATIONS, **WORDS}, at_least=_A_SLIP)
        raise NameUnknown("kind", kind, likely) from None


def _field_called(name: str) -> str | None:
    """Return the shortest name of a field that is called so in some message; None: no message has one."""
    return min((field for field in field_names() if field.endswith(f".{name}")), key=len, default=None)
