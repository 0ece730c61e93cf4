"""Where a secret was found, and by which rule."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Found:
    """One place where a secret stood, or where something stands that looks like one."""

    place: str
    """What it stood in, and the JSON pointer into it: `payload/request/headers/0/value_base64`."""
    rule: str
    """The name of the header or field, or the word for the pattern."""

    def __str__(self) -> str:
        return f"{self.place} ({self.rule})"
