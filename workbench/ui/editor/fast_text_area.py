"""A text area in which a key costs the same in a text of any length.

Only rows that have changed are drawn, and of a large text only what is seen. Overrides what grows with the text in
Textual's own; knows neither keys nor JSON.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import Any, Final, cast

from rich.style import Style as RichStyle
from rich.text import Text
from textual.document._document import Location, Selection
from textual.geometry import Region
from textual.strip import Strip
from textual.widgets import TextArea

from workbench.ui.editor import brackets
from workbench.ui.editor.cells import cells, column_at, pictured
from workbench.ui.editor.flat_row import FlatRow
from workbench.ui.editor.folded_rows import FoldNavigator
from workbench.ui.editor.folds import Fold
from workbench.ui.editor.highlight import byte_offset, marks
from workbench.ui.editor.text_document import TextDocument
from workbench.ui.editor.wrapping import EditorWrapping

_KEPT_MAX: Final = 4_000
"""Characters of a line above which its row is not kept to be drawn again."""

_NOTE_GAP: Final = 2
_NOTE_MIN: Final = 8
"""Cells below which nothing is said behind a line."""
NOTE: Final = "note"
"""The name of the style in which that is said."""

CharacterMarks = list[tuple[int, int, str]]
"""First character, the one behind the last, name of the style."""


class LazyMap(defaultdict[int, list[tuple[int, int | None, str]]]):
    """Line -> highlights, made when a line is first drawn."""

    def __init__(self, made: Callable[[int], list[tuple[int, int | None, str]]]) -> None:
        super().__init__(list)
        self._made = made

    def __missing__(self, line: int) -> list[tuple[int, int | None, str]]:
        self[line] = found = self._made(line)
        return found

    def __bool__(self) -> bool:
        """Say that there are highlights, as long as nobody knows better."""
        return True


class FastTextArea(TextArea):
    """Edits text whose lines are coloured as JSON."""

    document: TextDocument
    wrapped_document: EditorWrapping

    is_json = True
    """Its lines are coloured as JSON, and typed as such."""

    _base: RichStyle = RichStyle.null()
    """The style under all others, in the frame that is drawn."""

    def __init__(self, text: str = "", *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(
            text, id=id, tab_behavior="focus", show_line_numbers=False, soft_wrap=True, highlight_cursor_line=False
        )
        self._highlights = LazyMap(self._byte_marks)

    def said_of(self, line: int) -> CharacterMarks:
        """Return the parts of a line that are marked, besides its colours."""
        return []

    def get_line(self, line_index: int) -> Text:
        """Return a line as it is drawn: control characters become signs of the same length."""
        return Text(pictured(self.document[line_index]), end="", no_wrap=True)

    # ---- what grows with the text in a text area, and does not here -------------------------------------------------

    def _set_document(self, text: str, language: str | None) -> None:
        self._highlight_query = None
        self.document = TextDocument(text)
        self.set_reactive(TextArea.soft_wrap, not self.document.is_large)
        self.wrapped_document = EditorWrapping(self.document, tab_width=self.indent_width)
        self.navigator = FoldNavigator(self.wrapped_document)
        self._build_highlight_map()
        self.move_cursor((0, 0))
        self._rewrap_and_refresh_virtual_size()

    def _refresh_size(self) -> None:
        # Undo and redo come here before the cursor is put back: it may stand behind the new end, and a scrollbar that
        # vanishes scrolls to it.
        start, end = (self.clamp_visitable(place) for place in self.selection)
        if (start, end) != self.selection:
            self.set_reactive(TextArea.selection, Selection(start, end))
        if self.soft_wrap == self.document.is_large:
            self.set_reactive(TextArea.soft_wrap, not self.document.is_large)
            self.wrapped_document.wrap(self.wrap_width, self.indent_width)
            self.call_after_refresh(self.scroll_cursor_visible)
        super()._refresh_size()

    def find_matching_bracket(self, bracket: str, search_from: Location) -> Location | None:
        """Return where the partner of a bracket stands; None: it is none, or has no partner nearby."""
        return brackets.partner(self.document.lines, search_from)

    def get_column_width(self, row: int, column: int) -> int:
        """Return the cell of a line at which a character begins."""
        return cells(self.document[row][:column])

    def cell_width_to_column_index(self, cell_width: int, row_index: int) -> int:
        """Return the character of a line at a cell."""
        return column_at(self.document[row_index], cell_width)

    # ---- drawing ----------------------------------------------------------------------------------------------------

    def render_lines(self, crop: Region) -> list[Strip]:
        """Return the rows of a part of the widget."""
        self._base = self._theme.base_style or self.rich_style
        return super().render_lines(crop)

    def render_line(self, y: int) -> Strip:
        """Return a row; one that looks as it did is not drawn again, wherever it stands."""
        row = y + self.scroll_offset.y
        if row >= self.wrapped_document.height:
            return Strip.blank(self.size.width, self._base)
        line, section = self.wrapped_document.line_at(row)
        text = self.document[line]
        flat = self._flat_row(line)
        width, fold = self.wrapped_document._width, self.fold_at(line)
        key = (text, section, fold and fold.hidden, width, self._base, self.size, self.gutter_width, *flat.key)
        strip = self._line_cache.get(key) if len(text) <= _KEPT_MAX else None
        if strip is None:
            if self.wrapped_document.is_flat:
                strip = flat.draw(self.app.console, self._theme, self._base)
            else:
                with self.wrapped_document.showing_all():
                    strip = self._render_line(self.wrapped_document.folded.whole(row) - self.scroll_offset.y)
            strip = self._with_note(self.with_sign(strip, line, section), line, section)
            if len(text) <= _KEPT_MAX:
                self._line_cache[key] = strip
        return strip

    def _with_note(self, strip: Strip, line: int, section: int) -> Strip:
        """Return the last row of a line with what is said behind it, where there is room."""
        text = self.document[line]
        breaks = self.wrapped_document.get_offsets(line)
        if len(text) > _KEPT_MAX or section != len(breaks):
            return strip
        seen = text[breaks[-1] :] if breaks else text
        used = self.gutter_width + max(cells(seen) - int(self.scroll_offset.x), 0) + _NOTE_GAP
        room = self.size.width - used
        fold = self.fold_at(line)
        said = self.note_of_fold(fold) if fold is not None else self.note_behind(text)
        note = said if room >= _NOTE_MIN else ""
        if not note:
            return strip
        drawn = Text(note, end="", no_wrap=True)
        # As a part of the text: the style of the whole is not drawn.
        drawn.stylize(self._theme.syntax_styles.get(NOTE, RichStyle.null()))
        drawn.truncate(room, overflow="ellipsis")
        shown = Strip(drawn.render(self.app.console), drawn.cell_len).apply_style(self._base)
        return Strip.join([strip.crop(0, used), shown, strip.crop(used + shown.cell_length)])

    def gaps_changed(self) -> None:
        """Draw the gaps that are still to be filled in."""
        self._build_highlight_map()
        self.refresh()

    def fold_at(self, line: int) -> Fold | None:
        """Return what is folded behind a line; None: nothing."""
        return None

    def note_of_fold(self, fold: Fold) -> str:
        """Return what is said behind a line of what is folded behind it."""
        return ""

    def with_sign(self, strip: Strip, line: int, section: int) -> Strip:
        """Return a row with what stands before it."""
        return strip

    def note_behind(self, line: str) -> str:
        """Return what is said behind a line, beside what stands in it."""
        return ""

    def _flat_row(self, line: int) -> FlatRow:
        """Return all that decides on how a line is drawn."""
        start, end = sorted(self.selection)
        text = self.document[line]
        selected = None
        if start != end and start[0] <= line <= end[0]:
            selected = (start[1] if line == start[0] else 0, end[1] if line == end[0] else len(text))
        cursor_row, cursor_column = self.cursor_location
        paired: tuple[int, ...] = ()
        if self.match_cursor_bracket and self._matching_bracket_location is not None and start == end:
            both = (self.cursor_location, self._matching_bracket_location)
            paired = tuple(column for row, column in both if row == line)
        return FlatRow(
            text=text,
            left=self.scroll_offset.x,
            width=self.size.width,
            gutter=self.gutter_width,
            number=line + self.line_number_start if self.show_line_numbers else None,
            selected=selected,
            has_cursor=cursor_row == line,
            cursor=cursor_column if cursor_row == line and self._draw_cursor else None,
            brackets=paired,
            suggestion=self.suggestion if cursor_row == line else "",
            marks=tuple(self.said_of(line)),
            is_json=self.is_json,
        )

    def _build_highlight_map(self) -> None:
        """Forget where coloured lines stood: rows are known by what stands in them."""
        self._highlights.clear()

    def _byte_marks(self, line: int) -> list[tuple[int, int | None, str]]:
        """Return the coloured parts of a line as a text area wants them, in bytes of UTF-8."""
        text = self.document[line]
        inks = marks(text) if self.is_json else ()
        found = [*((mark.start, mark.end, mark.ink.value) for mark in inks), *self.said_of(line)]
        if text.isascii():
            return cast(list[Any], found)
        return [(byte_offset(text, start), byte_offset(text, end), name) for start, end, name in found]
