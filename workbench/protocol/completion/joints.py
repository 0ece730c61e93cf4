"""The commas around what is put in: before it, when it follows a value, and behind it, when another part follows."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Final

from workbench.protocol.completion.snippets import Snippet
from workbench.protocol.json.cursor_place import Awaited, CursorPlace

_PART_BEHIND: Final = re.compile(r'\s*["{\[\w-]')
_LINE_BEHIND: Final = re.compile(r'[ \t]*\n\s*["{\[\w-]')
_VALUE_BEHIND: Final = re.compile(r'[ \t]*(?:"(?:[^"\\\n]|\\.)*"|\[\s*\]|\{\s*\}|[\w.+-]+)(?=\s*(?:[,}\]\n]|$))')
"""A value without parts: what is put in before it takes its place."""
_PARTS_BEHIND: Final = re.compile(r"[ \t]*[\[{]")
_MEMBER_LINE: Final = re.compile(r'[ \t]*["\]}]')
_SPACE: Final = " \t\r\n"


@dataclass(frozen=True, slots=True)
class Joints:
    """What stands between what is put in and its neighbours."""

    start: int
    """Where the text that is replaced begins, in characters."""
    before: str = ""
    behind: str = ""

    def around(self, snippet: Snippet) -> Snippet:
        """Return a snippet with the joints around it; the gap stays where it is in it."""
        by = len(self.before)
        gaps = tuple((start + by, end + by) for start, end in snippet.gaps)
        return Snippet(self.before + snippet.text + self.behind, snippet.gap + by, snippet.selected, gaps)


def next_part(place: CursorPlace) -> CursorPlace:
    """Return the place of the part that may follow a value: behind a complete value the next key or item is awaited."""
    if place.awaited is not Awaited.SEPARATOR or not place.containers:
        return place
    if place.containers[-1].is_object:
        return replace(place, awaited=Awaited.KEY, step=None)
    return replace(place, awaited=Awaited.VALUE, step=place.step + 1 if isinstance(place.step, int) else 0)


def value_behind(text: str, place: CursorPlace) -> CursorPlace | None:
    """Return a place with the value of its member in it that stands behind the cursor; None: that has parts."""
    is_member = place.awaited is Awaited.VALUE and isinstance(place.step, str) and not place.needs_comma
    if not is_member or place.start != place.end:
        return place
    value = _VALUE_BEHIND.match(text, place.end)
    if value is not None:
        return replace(place, end=value.end())
    return None if _PARTS_BEHIND.match(text, place.end) else place


def joints_at(text: str, place: CursorPlace) -> Joints:
    """Return what is missing around a part that is put in at a place, beside the part itself."""
    behind = ""
    if not place.has_colon:
        is_member_value = place.awaited is Awaited.VALUE and place.containers and place.containers[-1].is_object
        pattern = _LINE_BEHIND if is_member_value else _PART_BEHIND
        behind = "," if place.containers and pattern.match(text, place.end) else ""
    if not place.needs_comma:
        return Joints(place.start, "", behind)
    if place.start != place.end:
        return Joints(place.start, ", ", behind)
    # Nothing is typed yet: the comma goes to the value that it follows.
    start = len(text[: place.start].rstrip(_SPACE))
    line = text.rfind("\n", 0, start) + 1
    own_line = "\n" in text[start : place.start] or (line > 0 and _MEMBER_LINE.match(text, line) is not None)
    return Joints(start, ",\n" if own_line else ", ", behind)
