"""Parts of a payload that may be anything: an author may send what no host would. Knows no rule."""

from __future__ import annotations

from typing import Any


def part(value: Any, *steps: str) -> Any:
    """Return what stands in nested objects under these keys; None where there is no such thing."""
    for step in steps:
        value = value.get(step) if isinstance(value, dict) else None
    return value


def text_part(value: Any, *steps: str) -> str:
    """Return the string under these keys; empty where there is none."""
    found = part(value, *steps)
    return found if isinstance(found, str) else ""


def object_list(value: Any, *steps: str) -> list[tuple[int, dict[str, Any]]]:
    """Return the objects of the list under these keys, each with its index; empty where there is no list."""
    found = part(value, *steps)
    entries = found if isinstance(found, list) else []
    return [(index, entry) for index, entry in enumerate(entries) if isinstance(entry, dict)]
