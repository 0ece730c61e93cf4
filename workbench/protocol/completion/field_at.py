"""Which field a cursor stands at, in a text that may be cut off or wrong."""

from __future__ import annotations

from workbench.protocol.json.cursor_place import Awaited, cursor_place
from workbench.protocol.json.parsing import Steps


def steps_at(text: str, cursor: int) -> Steps:
    """Return the path of the key or value at a cursor, or just behind it; where there is none, of what is around it."""
    if text[cursor : cursor + 1] == '"':
        # In front of a string is at it.
        cursor += 1
    place = cursor_place(text, cursor)
    if place.awaited is not Awaited.KEY or place.start == place.end:
        return place.path
    return (*place.path, text[place.start : place.end].strip('"'))
