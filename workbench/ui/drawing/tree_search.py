"""Where a term stands in a JSON text, also in what its base64 values hold, folded or not. Pure."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from itertools import islice
from typing import Final

from workbench.ui.drawing.base64_content import ContentForm, base64_values, form_of
from workbench.ui.drawing.json_nodes import CONTAINERS, Node, Place
from workbench.ui.drawing.json_tree import JsonTree

PLACES_MAX: Final = 10_000
"""Places of a term that are looked for."""
_DEPTH_MAX: Final = 4
"""Base64 values within base64 values that are looked into."""


class TreeSearch:
    """The places of one term."""

    def __init__(self, tree: JsonTree, term: str) -> None:
        """Look for a term, whatever the case of its letters; for an empty one nowhere."""
        self._tree = tree
        # Between key and value a blank is shown, whether one is written or not.
        pattern = re.compile(re.escape(term).replace(r'":\ ', r'":\s*'), re.IGNORECASE)
        self.places = sorted(_places(tree.root.source, pattern, (), _DEPTH_MAX)) if term else []

    def next_from(self, node: Node, step: int) -> Node | None:
        """Return the next (1) or previous (-1) node that holds the term, round the end; None: no other does."""
        at = bisect_left(self.places, _behind(node) if step > 0 else node.place) - (0 if step > 0 else 1)
        for number in range(len(self.places)):
            place = self.places[(at + step * number) % len(self.places)]
            found = self._tree.at(place)
            if found.place != node.place and _is_shown(found, place):
                return found
        return None

    def first_from(self, node: Node) -> Node | None:
        """Return the node itself where it holds the term, else the next one that does; None: no one does."""
        at = bisect_left(self.places, node.place)
        for number in range(len(self.places)):
            place = self.places[(at + number) % len(self.places)]
            found = self._tree.at(place)
            if _is_shown(found, place):
                return found
        return None


def _is_shown(node: Node, place: Place) -> bool:
    """Say whether a place is in the row of a node, and not between it and the next one."""
    return place < _behind(node) or len(place) > len(node.place)


def _behind(node: Node) -> Place:
    """Return the place behind what the row of a node shows."""
    end = node.start + 1 if node.kind in CONTAINERS else node.end
    return *node.base, end if end is not None else node.start + 1


def _places(text: str, pattern: re.Pattern[str], base: Place, depth: int) -> Iterator[Place]:
    for match in islice(pattern.finditer(text), PLACES_MAX):
        yield *base, match.start()
    if "_base64" not in text or not depth:
        return
    for value in base64_values(text):
        content = value.content
        if not content:
            continue
        held = content.decode(errors="ignore")
        is_there = pattern.search(held) is not None
        if not is_there and "_base64" not in held:
            continue
        if form_of(content) is ContentForm.JSON:
            yield from _places(held, pattern, (*base, value.end), depth - 1)
        elif is_there:
            # Its lines are no nodes: the value stands for all of them.
            yield *base, value.start
