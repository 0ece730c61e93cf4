"""Where a part of the answer stands in a view of it: by lines and characters. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from workbench.protocol.payload_text.pointers import steps_of
from workbench.ui.drawing.json_layout import token_starts
from workbench.ui.drawing.json_tree import JsonTree
from workbench.ui.drawing.lines import Line
from workbench.visible import visible

_OFFSET: Final = re.compile("[0-9a-f]{6} ")
BYTES_PER_ROW_MAX: Final = 16
Place = tuple[int, int]
"""A line, and characters from its start."""


def place_in(view: str, lines: Sequence[Line], output: str, response: str | None, pointer: str) -> Place | None:
    """Return where the part at a JSON pointer stands in a view of the answer.

    Args:
        view: `response`, `own`, `raw`, `hex` or `diff`; the others have no places.
        lines: What the view shows.
        output: What the plugin wrote.
        response: The response as the host reads it; None: there is none, and what the plugin wrote stands in its place.
        pointer: It may go on into the JSON of a base64 value: then that value is gone to.

    Returns None where the part is not shown.
    """
    if view == "diff":
        return _by_pointer(lines, pointer)
    text = response if view == "response" and response is not None else output
    start = _start_of(text, pointer)
    if start is None:
        return None
    if view in ("response", "own"):
        return _in_layout(lines, text, start)
    if view == "raw":
        return _in_text(lines, text, start)
    return _in_bytes(lines, len(text[:start].encode())) if view == "hex" else None


def _start_of(text: str, pointer: str) -> int | None:
    """Return the first character of a part, its key included."""
    steps = steps_of("" if pointer == "/" else pointer)
    node, taken = JsonTree(text).nearest(steps)
    if taken < len(steps):
        return None
    while node.source is not text and node.parent is not None:
        node = node.parent
    return node.start if node.key_start is None else node.key_start


def _in_layout(lines: Sequence[Line], text: str, start: int) -> Place | None:
    wanted = len(token_starts(text[:start]))
    found = None
    for number, line in enumerate(lines):
        if line.tokens_before is not None and line.tokens_before <= wanted:
            found = number, wanted - line.tokens_before
    if found is None:
        return None
    number, token = found
    line_text = lines[number].content.plain
    sign = 2 if line_text.startswith("+ ") else 0
    starts = token_starts(line_text[sign:])
    return (number, sign + starts[token]) if token < len(starts) else None


def _in_text(lines: Sequence[Line], text: str, start: int) -> Place | None:
    number = text.count("\n", 0, start)
    before = text[text.rfind("\n", 0, start) + 1 : start]
    column = len(visible(before, limit=len(before), multiline=True).expandtabs(4))
    is_shown = number < len(lines) and column < len(lines[number].content.plain)
    return (number, column) if is_shown else None


def _in_bytes(lines: Sequence[Line], offset: int) -> Place | None:
    firsts = [int(line.content.plain[:6], 16) for line in lines if _OFFSET.match(line.content.plain)]
    per_row = firsts[1] if len(firsts) > 1 else BYTES_PER_ROW_MAX
    number = offset // per_row
    return (number, 0) if number < len(firsts) else None


def _by_pointer(lines: Sequence[Line], pointer: str) -> Place | None:
    wanted = pointer or "/"
    while wanted:
        for number, line in enumerate(lines):
            if line.content.plain == wanted:
                return number, 0
        wanted = wanted.rpartition("/")[0]
    return None
