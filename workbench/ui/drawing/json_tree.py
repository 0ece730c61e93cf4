"""A JSON text as rows that fold and unfold. Pure.

Rows are made as far as they are wanted, so that a text of any size shows its first ones at once; `grow` makes more.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from enum import Enum
from typing import Final

from workbench.ui.drawing.base64_content import ContentForm
from workbench.ui.drawing.json_nodes import CONTAINERS, Node, NodeKind, Place, root_of, within

ROWS_MAX: Final = 500_000
"""Rows that are made; what stands behind them is reached by folding what stands before."""
SMALL_MAX: Final = 16_384
"""Characters up to which a text is shown unfolded."""
_INDENT: Final = 2
_MANY: Final = 1_000
"""Members from which those of an object or array are kept for the next search."""
_KEPT_MAX: Final = 4


class Unfolded(Enum):
    """What is unfolded unless somebody has folded it."""

    TOP = "top"
    """The whole alone."""
    PARTS = "parts"
    """Every object and array."""
    ALL = "all"
    """The JSON that base64 values hold, too."""


class JsonTree:
    """The rows of one text."""

    def __init__(self, text: str, width: int = 80) -> None:
        """Make no row but the first.

        Args:
            text: JSON, valid or not.
            width: Cells of a row.
        """
        self.width = width
        self._level = Unfolded.PARTS if len(text) <= SMALL_MAX else Unfolded.TOP
        self._others: set[Place] = set()
        """Places of nodes that are not as the level says."""
        self._kept: dict[Place, list[Node]] = {}
        self.rows: list[Node] = [root_of(text)]
        self._pending: list[Iterator[Node]] = []
        self._cut(0)

    @property
    def root(self) -> Node:
        """The whole."""
        return self.rows[0]

    @property
    def is_complete(self) -> bool:
        """True: all rows are made, or as many as are made at all."""
        return not self._pending

    def grow(self, count: int) -> None:
        """Make rows until there are so many, or no more."""
        rows, pending = self.rows, self._pending
        while pending and len(rows) < count:
            node = next(pending[-1], None)
            if node is None:
                pending.pop()
                continue
            rows.append(node)
            if node.kind is NodeKind.BROKEN:
                # What this stands in does not end either: once is enough.
                pending.clear()
            elif self.is_unfolded(node):
                pending.append(self._within(node))
        if len(rows) >= ROWS_MAX:
            pending.clear()

    def is_unfolded(self, node: Node) -> bool:
        """Say whether what stands in a node is shown below it."""
        is_other = bool(self._others) and node.place in self._others
        return self._unfolds_by_itself(node) != is_other and node.can_unfold

    def toggle(self, index: int) -> None:
        """Fold or unfold the node of a row; a line folds its string."""
        place = self.rows[index].place
        if not self.rows[index].can_unfold:
            return
        self._others ^= {place}
        self._cut(index)

    def unfold_all(self, index: int) -> int:
        """Unfold every node; return the row on which the node of a row stands then."""
        return self._set_level(Unfolded.ALL, index)

    def fold_all(self, index: int) -> int:
        """Fold everything below the whole; return the row of the part in which the node of a row is."""
        return self._set_level(Unfolded.TOP, index)

    def _set_level(self, level: Unfolded, index: int) -> int:
        lineage = [one for one in lineage_of(self.rows[index]) if one.kind is not NodeKind.LINE]
        self._level = level
        self._others.clear()
        self._cut(0)
        shown = lineage if level is Unfolded.ALL else lineage[:2]
        return self.row_of(shown[-1]) or 0

    def rewrap(self, width: int, index: int) -> int:
        """Break lines anew for rows of `width` cells; return the row on which the node of a row stands then."""
        node = self.rows[index]
        self.width = width
        if node.kind is NodeKind.LINE and node.parent is not None:
            node = node.parent
        self._cut(0)
        return self.row_of(node) or 0

    def parent_row(self, index: int) -> int:
        """Return the row of what the node of a row stands in; of the whole its own."""
        parent = self.rows[index].parent
        return index if parent is None else self.row_of(parent) or 0

    def row_of(self, node: Node) -> int | None:
        """Return the row of a node that is shown; None: it is behind the last that is made."""
        place = node.place
        while self.rows[-1].place < place and not self.is_complete:
            self.grow(len(self.rows) + 1_000)
        index = bisect_left(self.rows, place, key=lambda one: one.place)
        return index if index < len(self.rows) and self.rows[index].place == place else None

    def reveal(self, node: Node) -> int | None:
        """Unfold what a node stands in, and return its row; None: it is behind the last that is made."""
        for one in lineage_of(node)[:-1]:
            index = self.row_of(one)
            if index is None:
                return None
            if not self.is_unfolded(self.rows[index]):
                self.toggle(index)
        return self.row_of(node)

    def nearest(self, steps: Sequence[str]) -> tuple[Node, int]:
        """Return the node that the steps of a JSON pointer lead to, as far as they lead, and how many of them do."""
        node = self.root
        for taken, step in enumerate(steps):
            # Of a repeated key the last one counts, as it does for a host.
            found = [one for one in self._named(node, step) if one.kind is not NodeKind.LINE]
            if not found or found[-1].kind is NodeKind.BROKEN:
                return node, taken
            node = found[-1]
        return node, len(steps)

    def _named(self, node: Node, step: str) -> list[Node]:
        """Return what stands at a step of a JSON pointer directly in a node."""
        children = self.children(node)
        if node.kind is NodeKind.ARRAY:
            return children[int(step) : int(step) + 1] if step.isdecimal() and str(int(step)) == step else []
        return [one for one in children if str(one.step) == step]

    def at(self, place: Place) -> Node:
        """Return the innermost node at or before a place, whether its row is shown or not."""
        node = self.root
        while True:
            children = [one for one in self.children(node) if one.kind is not NodeKind.LINE]
            following = bisect_left(children, (*place, 0), key=lambda one: one.place)
            if not following:
                return node
            node = children[following - 1]

    def children(self, node: Node) -> list[Node]:
        """Return all that stands directly in a node."""
        found = self._kept.get(node.place)
        if found is None:
            found = list(self._within(node)) if node.can_unfold else []
            if len(found) >= _MANY:
                while len(self._kept) >= _KEPT_MAX:
                    del self._kept[next(iter(self._kept))]
                self._kept[node.place] = found
        return found

    def _unfolds_by_itself(self, node: Node) -> bool:
        if self._level is Unfolded.TOP:
            return node.parent is None
        if node.kind in CONTAINERS:
            return True
        if self._level is not Unfolded.ALL or not node.is_base64 or not node.may_hold_json:
            return False
        held = node.held
        return held is not None and held.is_encoded and held.form is ContentForm.JSON

    def _within(self, node: Node, after: Node | None = None) -> Iterator[Node]:
        return within(node, after, self.width - (node.depth + 1) * _INDENT - 4)

    def _cut(self, index: int) -> None:
        """Make the rows behind one anew, when they are wanted."""
        del self.rows[index + 1 :]
        child = node = self.rows[index]
        pending = []
        while child.parent is not None:
            pending.append(self._within(child.parent, after=child))
            child = child.parent
        self._pending = pending[::-1]
        if self.is_unfolded(node):
            self._pending.append(self._within(node))


def lineage_of(node: Node) -> list[Node]:
    """Return the whole, and each node on the way down to a node, itself included."""
    found = [node]
    while found[-1].parent is not None:
        found.append(found[-1].parent)
    return found[::-1]
