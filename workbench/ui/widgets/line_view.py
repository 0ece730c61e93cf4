"""What list and reader share: lines drawn only when seen, one look, keys of read-only lists, copying."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Final

from rich.style import Style as RichStyle
from textual.binding import BindingType
from textual.content import Content
from textual.geometry import Region, Size
from textual.strip import Strip
from textual.style import Style
from textual.visual import Visual
from textual.widget import Widget

from workbench.ui.commands.command import Command, declared_in
from workbench.ui.commands.keymap import bindings
from workbench.ui.widgets.list_commands import ListCommands

_ANY_WIDTH: Final = 10_000


class LineView(ListCommands, can_focus=True):
    """A scrollable region that draws its own lines."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(declared_in(ListCommands))
    COMMANDS: ClassVar[dict[str, Command[ListCommands]]] = {one.id: one for one in declared_in(ListCommands)}
    """What can be done in each list and text, by id."""

    def action_run(self, command_id: str) -> None:
        """Do what a command of lists and texts says."""
        self.COMMANDS[command_id].run(self)

    def draw(self, content: Content, width: int, style: Style | None = None) -> Strip:
        """Return a content as one row of exactly `width` cells."""
        base = self.visual_style if style is None else self.visual_style + style
        strips = Visual.to_strips(self, content, max(width, 1), 1, base, apply_selection=False)
        strip = strips[0] if strips else Strip.blank(width)
        return strip.crop_extend(0, width, base.rich_style)

    def blank(self) -> Strip:
        """Return an empty row."""
        return Strip.blank(self.size.width, self._ground)

    @property
    def _ground(self) -> RichStyle:
        return self.visual_style.rich_style

    @property
    def line_width(self) -> int:
        """Cells of a line; 0 before the first layout."""
        return self.scrollable_content_region.width

    @property
    def layout_width(self) -> int:
        """Cells to lay lines out for; before the first layout so many that nothing is cut or broken in its frame."""
        return self.line_width or _ANY_WIDTH

    def fit(self) -> None:
        """Lay the lines out for the width that there is."""

    def on_resize(self) -> None:
        """Fit the lines to another size."""
        self.fit()

    def watch_show_vertical_scrollbar(self) -> None:
        """Fit the lines beside a scrollbar that has come or gone: it changes their width, and no size."""
        self.fit()

    def set_height(self, rows: int) -> None:
        """Say how many rows there are to scroll over. Where that changes no scrollbar, nothing is laid out anew."""
        wanted, height = Size(0, rows), self.size.height
        if max(rows, self.virtual_size.height) <= height:
            self.set_reactive(Widget.virtual_size, wanted)
        else:
            self.virtual_size = wanted

    def refresh_rows(self, rows: Sequence[int]) -> None:
        """Draw some rows of what is seen anew, counted from its top."""
        if rows:
            self.refresh(*(Region(0, row, self.size.width, 1) for row in rows))

    def find(self, term: str) -> int:
        """Go to the first place of a term, and return how many places there are. An empty one ends the search."""
        return 0
