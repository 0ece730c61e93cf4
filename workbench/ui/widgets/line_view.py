"""What list and reader share: lines drawn only when seen, one look, keys of read-only lists, copying."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from rich.style import Style as RichStyle
from textual.binding import BindingType
from textual.content import Content
from textual.geometry import Region, Size
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.style import Style
from textual.visual import Visual
from textual.widget import Widget

from workbench.ui.commands import Scope, bindings
from workbench.ui.messages import CopyRequested, ViewTurned


class LineView(ScrollView, can_focus=True):
    """A scrollable region that draws its own lines."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(Scope.LIST)

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

    def find_next(self, step: int) -> None:
        """Go to the next (1) or former (-1) place."""

    def copied(self) -> str:
        """Return what `c` copies."""
        return ""

    def action_copy(self) -> None:
        """Ask for the copy of this region's text."""
        self.post_message(CopyRequested(self.copied()))

    def action_turn(self, step: int) -> None:
        """Ask for the next or former view of this region."""
        self.post_message(ViewTurned(step))

    def action_choose(self) -> None:
        """Choose what the cursor stands on; a text has nothing to choose."""

    def action_first(self) -> None:
        """Go to the start."""
        self.scroll_home(animate=False)

    def action_last(self) -> None:
        """Go to the end."""
        self.scroll_end(animate=False)

    def action_down(self) -> None:
        """Go one row down."""
        self.scroll_relative(y=1, animate=False)

    def action_up(self) -> None:
        """Go one row up."""
        self.scroll_relative(y=-1, animate=False)
