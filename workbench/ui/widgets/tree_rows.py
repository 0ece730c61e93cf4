"""The rows of a JSON tree: made and drawn when they are seen, with a cursor. Knows no key."""

from __future__ import annotations

from collections.abc import Hashable
from time import perf_counter
from typing import ClassVar, Final

from textual import events, on
from textual.strip import Strip
from textual.style import Style
from textual.timer import Timer

from workbench.ui.drawing import styles
from workbench.ui.drawing.json_nodes import Node, NodeKind
from workbench.ui.drawing.json_tree import JsonTree
from workbench.ui.drawing.tree_row import FaultOf, row_content
from workbench.ui.messages import RowShown
from workbench.ui.widgets.line_view import LineView

AT_ONCE: Final = 1_000
"""Rows that are made without a pause."""
GROW_S: Final = 0.03
"""Seconds between two portions of the rows that nobody has seen yet."""
PORTION_S: Final = 0.01
"""Seconds that a portion takes."""
PORTION_WANTED_S: Final = 0.05
"""Seconds that a portion takes while somebody waits for the last row."""
AHEAD: Final = 5_000
"""Rows that are made behind those that are seen, before anybody wants them."""
_STEP: Final = 250


class TreeRows(LineView):
    """Shows a tree, and says on which part the cursor stands."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"tree--cursor", "tree--cursor-blurred"}

    def __init__(self, fault_of: FaultOf, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        """Show nothing yet.

        Args:
            fault_of: Gives why a text is no base64; None: it is.
            id: Its name among the widgets.
        """
        super().__init__(id=id)
        self._fault_of = fault_of
        self._topic: Hashable = None
        self.tree_rows = JsonTree("")
        self.cursor = 0
        """The row that the keys act on."""
        self.term = ""
        """Marked wherever it stands, whatever the case of its letters."""
        self._wants_last = False
        self._timer: Timer | None = None

    def show(self, text: str, *, topic: Hashable) -> bool:
        """Show a text from its top, unless what it is about is shown already; return whether it was not."""
        if topic == self._topic:
            return False
        self._topic, self.cursor, self._wants_last = topic, 0, False
        self.tree_rows = JsonTree(text, self.layout_width)
        self.scroll_home(animate=False)
        self.changed()
        self.move_to(0)
        return True

    @property
    def node(self) -> Node:
        """The part under the cursor; of a line the string that it belongs to."""
        node = self.tree_rows.rows[self.cursor]
        return node.parent if node.kind is NodeKind.LINE and node.parent is not None else node

    def go_to(self, node: Node) -> bool:
        """Unfold what a part stands in, and go to it; False: it is behind the last row that is made."""
        row = self.tree_rows.reveal(node)
        self.changed()
        if row is not None:
            self.move_to(row)
        return row is not None

    def move_to(self, row: int) -> None:
        """Put the cursor on a row, or on the nearest one that there is."""
        self._wants_last = False
        self.tree_rows.grow(row + self.size.height + 1)
        previous, self.cursor = self.cursor, min(max(row, 0), len(self.tree_rows.rows) - 1)
        self.set_height(len(self.tree_rows.rows))
        top = int(self.scroll_offset.y)
        self.refresh_rows([one - top for one in (previous, self.cursor) if 0 <= one - top < self.size.height])
        self._see_cursor()
        self._go_on()
        self.post_message(RowShown(self.id or "", self.node.pointer))

    def move_to_last(self) -> None:
        """Put the cursor on the last row, as soon as it is made."""
        self._wants_last = True
        self._grow()

    def changed(self) -> None:
        """Make the rows that are seen, and the others by and by; draw them."""
        self.tree_rows.grow(max(AT_ONCE, self.cursor + 2 * self.size.height))
        self.set_height(len(self.tree_rows.rows))
        self.refresh()
        self._go_on()

    def render_line(self, y: int) -> Strip:
        """Draw one row."""
        index = int(self.scroll_offset.y) + y
        if index >= len(self.tree_rows.rows):
            return self.blank()
        width = self.line_width
        style = None
        if index == self.cursor:
            look = "tree--cursor" if self.has_focus else "tree--cursor-blurred"
            style = Style(background=self.get_component_styles(look).background)
        sign = (styles.CURSOR, styles.ACCENT) if index == self.cursor and self.has_focus else " "
        node = self.tree_rows.rows[index]
        unfolded = self.tree_rows.is_unfolded(node)
        content = row_content(node, width, is_unfolded=unfolded, fault_of=self._fault_of)
        start = content.plain.lower().find(self.term) if self.term else -1
        while start >= 0:
            content = content.stylize("reverse", start, start + len(self.term))
            start = content.plain.lower().find(self.term, start + 1)
        return self.draw(styles.say(sign, content).truncate(max(width, 1), ellipsis=True), width, style)

    def fit(self) -> None:
        """Break lines anew."""
        width = self.layout_width
        if width != self.tree_rows.width:
            self.cursor = self.tree_rows.rewrap(width, self.cursor)
            self.changed()
        self._see_cursor()

    @on(events.Focus)
    @on(events.Blur)
    def draw_cursor(self) -> None:
        """Draw the cursor as the focused one, or as a quiet one."""
        self.refresh()

    def watch_scroll_y(self, previous: float, scrolled: float) -> None:
        """Make more rows where those that are made come to their end."""
        super().watch_scroll_y(previous, scrolled)
        self._go_on()

    @property
    def _wants_more(self) -> bool:
        tree = self.tree_rows
        ahead = max(self.cursor, int(self.scroll_offset.y)) + AHEAD
        return not tree.is_complete and (self._wants_last or len(tree.rows) < ahead)

    def _go_on(self) -> None:
        if self._wants_more and self._timer is None:
            self._timer = self.set_interval(GROW_S, self._grow)

    def _grow(self) -> None:
        """Make a portion of the rows that nobody has seen yet."""
        tree = self.tree_rows
        until = perf_counter() + (PORTION_WANTED_S if self._wants_last else PORTION_S)
        while self._wants_more and perf_counter() < until:
            tree.grow(len(tree.rows) + _STEP)
        self.set_height(len(tree.rows))
        if self._wants_more:
            self._go_on()
            return
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
        if self._wants_last:
            self.move_to(len(tree.rows) - 1)

    def _see_cursor(self) -> None:
        height, top = max(self.size.height, 1), int(self.scroll_offset.y)
        if self.cursor < top:
            self.scroll_to(y=self.cursor, animate=False, force=True)
        elif self.cursor >= top + height:
            self.scroll_to(y=self.cursor - height + 1, animate=False, force=True)
