"""Draws one line of a text whose lines are not wrapped: only what is seen of it, however long it is."""

from __future__ import annotations

from dataclasses import dataclass

from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from rich.text import Text
from textual._text_area_theme import TextAreaTheme
from textual.strip import Strip

from workbench.ui.editor.cells import Window, window
from workbench.ui.editor.highlight import marks

_GUTTER_MARGIN = 2


@dataclass(frozen=True, slots=True)
class FlatRow:
    """All that decides on how a line is drawn, but the style. Columns count characters of the line."""

    text: str
    left: int
    """Cells that are scrolled out of sight."""
    width: int
    """Cells of the widget."""
    gutter: int
    """Of these, cells for the line number."""
    number: int | None
    """The line number; None: it is not shown."""
    selected: tuple[int, int] | None
    """What is selected; None: nothing."""
    has_cursor: bool
    """The cursor stands in this line."""
    cursor: int | None
    """Where a cursor is drawn; None: nowhere."""
    brackets: tuple[int, ...]
    """The bracket under the cursor and its partner, those of them that stand here."""
    suggestion: str
    """What is offered behind the cursor."""
    marks: tuple[tuple[int, int, str], ...]
    """What is said of parts of it: first character, the one behind the last, name of the style."""
    is_json: bool = True
    """It is coloured as JSON."""

    @property
    def key(self) -> tuple[object, ...]:
        """What two rows of the same text must share to look the same."""
        return (
            self.left,
            self.number,
            self.selected,
            self.has_cursor,
            self.cursor,
            self.brackets,
            self.suggestion,
            self.marks,
            self.is_json,
        )

    def draw(self, console: Console, theme: TextAreaTheme, base: Style) -> Strip:
        """Return the row."""
        seen = window(self.text, self.left, max(self.width - self.gutter, 0))
        # The cursor may stand behind the end.
        drawn = Text(seen.text + " ", end="", no_wrap=True)
        if self.selected is not None and theme.selection_style is not None:
            if not self.text and not self.has_cursor:
                drawn = Text("▌", end="", no_wrap=True)
                drawn.stylize(Style(color=theme.selection_style.bgcolor))
            _stylize(drawn, seen, theme.selection_style, *self.selected)
        for mark in marks(self.text) if self.is_json else ():
            _stylize(drawn, seen, theme.syntax_styles.get(mark.ink.value), mark.start, mark.end)
        for first, last, name in self.marks:
            _stylize(drawn, seen, theme.syntax_styles.get(name), first, last)
        for column in self.brackets:
            _stylize(drawn, seen, theme.bracket_matching_style, column, column + 1)
        if self.cursor is not None and seen.first <= self.cursor:
            place = seen.place(self.cursor)
            if theme.cursor_style is not None:
                drawn.stylize(theme.cursor_style, place, place + 1)
        width = self.width - self.gutter
        strip = Strip(drawn.render(console), drawn.cell_len).crop(0, width).extend_cell_length(width, theme.base_style)
        if self.number is not None:
            gutter = Segment(
                f"{self.number:>{self.gutter - _GUTTER_MARGIN}}" + " " * _GUTTER_MARGIN, theme.gutter_style
            )
            strip = Strip.join([Strip([gutter], self.gutter), strip])
        return strip.apply_style(base)


def _stylize(drawn: Text, seen: Window, style: Style | None, first: int, last: int) -> None:
    """Give a part of the line a style, as far as it is seen."""
    if style is not None:
        start, end = seen.place(first), seen.place(last)
        if end > start:
            drawn.stylize(style, start, end)
