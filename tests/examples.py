"""How many examples a test tries: few in each run, many in the run that takes its time."""

from __future__ import annotations

from hypothesis import settings

_FEW = 20


def examples(few: int, many: int) -> int:
    """Return `few`, or `many` when property tests try many examples, too (`HYPOTHESIS_PROFILE=thorough`)."""
    return few if settings().max_examples <= _FEW else many
