"""What was taken out of an export, and what looks like a secret and was kept, in words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from workbench.protocol.redaction.found import Found
from workbench.reports.text.page import Page
from workbench.visible import visible

_NAMED_MAX: Final = 8
"""Places that are named; of more the number is said."""


def found_text(found: Sequence[Found]) -> str:
    """Return places and rules in one line: `payload/request/headers/0/value_base64 (authorization)`."""
    named = [visible(str(one), limit=120) for one in found[:_NAMED_MAX]]
    more = len(found) - len(named)
    return ", ".join([*named, *([f"and {more:,} more"] if more else [])])


def note_recorded(page: Page, path: str, taken_out: Sequence[Found], kept: Sequence[Found]) -> None:
    """Say what the recording at a path has not got, and what it should not have."""
    shown = visible(path)
    if taken_out:
        page.note(f"  taken out of {shown}: {found_text(taken_out)}; --keep-secrets keeps it")
    if kept:
        page.note(f"  {shown} keeps what looks like a secret: {found_text(kept)}")
