"""What was taken out of an export, and what looks like a secret and was kept, in words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from workbench.protocol.redaction.found import Found
from workbench.visible import visible

_NAMED_MAX: Final = 8
"""Places that are named; of more the number is said."""


def found_text(found: Sequence[Found]) -> str:
    """Return places and rules in one line: `payload/request/headers/0/value_base64 (authorization)`."""
    named = [visible(str(one), limit=120) for one in found[:_NAMED_MAX]]
    more = len(found) - len(named)
    return ", ".join([*named, *([f"and {more:,} more"] if more else [])])
