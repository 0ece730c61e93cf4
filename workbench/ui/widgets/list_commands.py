"""What can be done in each list and text by a key: one method per command."""

from __future__ import annotations

from textual.scroll_view import ScrollView

from workbench.ui.commands.command import Scope, command
from workbench.ui.messages import CopyRequested, ViewTurned

LIST = Scope.LIST


class ListCommands(ScrollView):
    """The commands of lists and texts, as a text does them; a list with a cursor does some in its own way."""

    def find_next(self, step: int) -> None:
        """Go to the next (1) or previous (-1) place of the term that was searched."""

    def copied(self) -> str:
        """Return what `c` copies."""
        return ""

    @command("list-copy", "Copy", "Copy the whole list or text.", LIST, "c", "y", footer="copy")
    def copy(self) -> None:
        """Request the copy of this region's text."""
        self.post_message(CopyRequested(self.copied()))

    @command("list-choose", "Choose", "Go to what the row stands for.", LIST, "enter", footer="choose")
    def choose(self) -> None:
        """Choose what the cursor stands on; a text has nothing to choose."""

    @command("list-down", "Down", "One row down.", LIST, "j", "down")
    def go_down(self) -> None:
        """Go one row down."""
        self.scroll_relative(y=1, animate=False)

    @command("list-up", "Up", "One row up.", LIST, "k", "up")
    def go_up(self) -> None:
        """Go one row up."""
        self.scroll_relative(y=-1, animate=False)

    @command("list-first", "First", "To the start.", LIST, "g", "home")
    def go_to_first(self) -> None:
        """Go to the start."""
        self.scroll_home(animate=False)

    @command("list-last", "Last", "To the end.", LIST, "G", "end")
    def go_to_last(self) -> None:
        """Go to the end."""
        self.scroll_end(animate=False)

    @command("list-page-down", "Page down", "One page down.", LIST, "ctrl+d", "pagedown")
    def go_page_down(self) -> None:
        """Go one page down."""
        self.action_page_down()

    @command("list-page-up", "Page up", "One page up.", LIST, "ctrl+u", "pageup")
    def go_page_up(self) -> None:
        """Go one page up."""
        self.action_page_up()

    @command("list-next-view", "Next view", "Show the next view of the pane.", LIST, "l", "right", footer="view")
    def next_view(self) -> None:
        """Request the next view of this region."""
        self.post_message(ViewTurned(1))

    @command("list-previous-view", "Previous view", "Show the previous view of the pane.", LIST, "h", "left")
    def previous_view(self) -> None:
        """Request the previous view of this region."""
        self.post_message(ViewTurned(-1))

    @command("find-next", "Next match", "Go to the next match.", LIST, "n")
    def find_forwards(self) -> None:
        """Go to the next match."""
        self.find_next(1)

    @command("find-previous", "Previous match", "Go to the previous match.", LIST, "N")
    def find_backwards(self) -> None:
        """Go to the previous match."""
        self.find_next(-1)
