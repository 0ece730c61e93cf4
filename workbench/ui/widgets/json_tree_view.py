"""A JSON text as a tree that folds: what its keys do. It is searched whether it is seen or not."""

from __future__ import annotations

from collections.abc import Hashable
from typing import ClassVar

from textual import events
from textual.binding import BindingType

from workbench.ui.commands.command import Command, declared_in
from workbench.ui.commands.keymap import bindings
from workbench.ui.drawing.json_layout import readable
from workbench.ui.drawing.json_nodes import NodeKind
from workbench.ui.drawing.tree_row import FaultOf
from workbench.ui.drawing.tree_search import TreeSearch
from workbench.ui.messages import CopyRequested
from workbench.ui.widgets.line_view import LineView
from workbench.ui.widgets.list_commands import ListCommands
from workbench.ui.widgets.tree_commands import TreeCommands
from workbench.ui.widgets.tree_rows import TreeRows


class JsonTreeView(TreeRows):
    """Folds, goes, finds and copies."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(declared_in(TreeCommands))
    COMMANDS: ClassVar[dict[str, Command[ListCommands]]] = {
        **LineView.COMMANDS,
        **{one.id: one for one in declared_in(TreeCommands)},
    }

    def __init__(self, fault_of: FaultOf, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(fault_of, id=id)
        self._search: TreeSearch | None = None

    def show(self, text: str, *, topic: Hashable) -> bool:
        """Show a text from its top, unless what it is about is shown already; return whether it was not."""
        is_new = super().show(text, topic=topic)
        if is_new and self._search is not None:
            self._search = TreeSearch(self.tree_rows, self.term)
        return is_new

    def copied(self) -> str:
        """Return the part under the cursor: the text of a string, else its JSON laid out."""
        node = self.node
        return node.text if node.kind is NodeKind.STRING else readable(node.written)

    def copy_pointer(self) -> None:
        """Request the copy of the pointer; that of the whole is empty, and is not copied."""
        self.post_message(CopyRequested(self.node.pointer))

    def find(self, term: str) -> int:
        """Go to the first part from here on that holds a term, and return in how many places it stands."""
        self.term = term.lower()
        self._search = TreeSearch(self.tree_rows, term) if term else None
        self.refresh()
        if self._search is None:
            return 0
        found = self._search.first_from(self.node)
        if found is not None:
            self.go_to(found)
        return len(self._search.places)

    def find_next(self, step: int) -> None:
        """Go to the next (1) or previous (-1) part that holds the term, round the end."""
        found = self._search.next_from(self.node, step) if self._search is not None else None
        if found is not None:
            self.go_to(found)

    def choose(self) -> None:
        """Fold or unfold the part under the cursor."""
        self.fold()

    def go_down(self) -> None:
        """Go one row down."""
        self.move_to(self.cursor + 1)

    def go_up(self) -> None:
        """Go one row up."""
        self.move_to(self.cursor - 1)

    def go_page_down(self) -> None:
        """Go one page down."""
        self.move_to(self.cursor + max(self.size.height - 1, 1))

    def go_page_up(self) -> None:
        """Go one page up."""
        self.move_to(self.cursor - max(self.size.height - 1, 1))

    def go_to_first(self) -> None:
        """Go to the whole."""
        self.move_to(0)

    def go_to_last(self) -> None:
        """Go to the last row, as soon as it is made."""
        self.move_to_last()

    def fold(self) -> None:
        """Fold or unfold the part under the cursor; a line folds its string."""
        is_line = self.tree_rows.rows[self.cursor].kind is NodeKind.LINE
        row = self.tree_rows.parent_row(self.cursor) if is_line else self.cursor
        self.tree_rows.toggle(row)
        self.changed()
        self.move_to(row)

    def unfold_all(self) -> None:
        """Unfold every part; the cursor stays with its own."""
        row = self.tree_rows.unfold_all(self.cursor)
        self.changed()
        self.move_to(row)

    def fold_all(self) -> None:
        """Fold every part but the whole; the cursor goes to what its own stands in."""
        row = self.tree_rows.fold_all(self.cursor)
        self.changed()
        self.move_to(row)

    def go_to_parent(self) -> None:
        """Go to what the part under the cursor stands in."""
        self.move_to(self.tree_rows.parent_row(self.cursor))

    def on_click(self, event: events.Click) -> None:
        """Go to the row under the mouse; a click on the row of the cursor folds it."""
        row = int(self.scroll_offset.y) + event.y
        if row >= len(self.tree_rows.rows):
            return
        folds = row == self.cursor
        self.move_to(row)
        if folds:
            self.fold()
