"""What can be done in a JSON tree by a key, beside what can be done in each list: one method per command."""

from __future__ import annotations

from textual.scroll_view import ScrollView

from workbench.ui.commands.command import Scope, command

LIST = Scope.LIST


class TreeCommands(ScrollView):
    """The commands of a tree; it does them itself."""

    @command("tree-fold", "Fold or unfold", "Fold or unfold the part under the cursor.", LIST, "space", footer="fold")
    def fold(self) -> None:
        """Fold or unfold the part under the cursor."""

    @command("tree-unfold-all", "Unfold all", "Unfold every part of the tree.", LIST, "plus", footer="unfold all")
    def unfold_all(self) -> None:
        """Unfold every part, and the JSON in base64 values."""

    @command("tree-fold-all", "Fold all", "Fold every part of the tree but the whole.", LIST, "minus")
    def fold_all(self) -> None:
        """Fold every part but the whole."""

    @command("tree-parent", "To the parent", "Go to what the part under the cursor stands in.", LIST, "u")
    def go_to_parent(self) -> None:
        """Go to what the part stands in."""

    @command("tree-copy-pointer", "Copy the pointer", "Copy the JSON pointer of the part.", LIST, "p", footer="pointer")
    def copy_pointer(self) -> None:
        """Request the copy of the part's JSON pointer."""
