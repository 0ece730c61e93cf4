"""A list with aligned columns and a cursor. Columns take what they need; a stretching one gives way first."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest
from typing import ClassVar

from textual import events, on
from textual.content import Content
from textual.geometry import Size
from textual.reactive import reactive
from textual.strip import Strip
from textual.style import Style

from workbench.ui.drawing import styles
from workbench.ui.drawing.table import Column, LazyRows, Row, column_widths, table_row
from workbench.ui.messages import RowChosen, RowShown
from workbench.ui.widgets.line_view import LineView


class Grid(LineView):
    """Shows rows under a fixed line of titles."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"grid--title", "grid--cursor", "grid--cursor-blurred"}

    cursor = reactive(0, repaint=False)

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self._columns: Sequence[Column] = ()
        self._rows: Sequence[Row] = ()
        self._widths: list[int] = []
        self._term = ""
        self._laid_out = -1

    def show(self, columns: Sequence[Column], rows: Sequence[Row], *, key: str | None = None) -> None:
        """Show rows; the cursor stays on the row of its key, or goes to `key` when that is given."""
        wanted = key if key is not None else self.key
        previous, titles = self._rows, self._columns
        self._columns, self._rows = columns, rows
        widths, self._widths = self._widths, column_widths(columns, rows, max(self.layout_width - 2, 1))
        # Of rows that are made when they are looked at, nobody compares all.
        if widths != self._widths or columns != titles or _is_lazy(previous, rows):
            self.refresh()
        else:
            self._refresh_rows_at(_changed(previous, rows))
        if len(rows) != self._laid_out:
            self._laid_out = len(rows)
            self.refresh(layout=True)
        found = _place_of(rows, wanted)
        self.cursor = min(self.cursor, max(len(rows) - 1, 0)) if found is None else found
        self.set_height(len(rows) + 1)
        self._see_cursor()

    @property
    def key(self) -> str | None:
        """The key of the row under the cursor; None when there are no rows."""
        return self._rows[self.cursor].key if self.cursor < len(self._rows) else None

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Return how many rows it takes to show everything."""
        return len(self._rows) + 1

    def find(self, term: str) -> int:
        """Go to the first row that holds a term, and return how many do."""
        self._term = term.lower()
        found = _holding(self._rows, self._term)
        if found:
            self.cursor = found[0]
        return len(found)

    def find_next(self, step: int) -> None:
        """Go to the next (1) or previous (-1) row that holds the term, round the end."""
        found = _holding(self._rows, self._term)
        if found:
            ahead = [row for row in found if (row > self.cursor if step > 0 else row < self.cursor)]
            self.cursor = (ahead or found)[0 if step > 0 else -1]

    def copied(self) -> str:
        """Return the rows, columns parted by tabs."""
        return "\n".join("\t".join(cell.plain for cell in row.cells) for row in self._rows)

    def watch_cursor(self, previous: int, cursor: int) -> None:
        """Draw the new row, and tell of it."""
        self._refresh_rows_at((previous, cursor))
        self._see_cursor()
        if self.key is not None:
            self.post_message(RowShown(self.id or "", self.key))

    def go_down(self) -> None:
        """Go one row down."""
        self.cursor = min(self.cursor + 1, max(len(self._rows) - 1, 0))

    def go_up(self) -> None:
        """Go one row up."""
        self.cursor = max(self.cursor - 1, 0)

    def go_to_first(self) -> None:
        """Go to the first row."""
        self.cursor = 0

    def go_to_last(self) -> None:
        """Go to the last row."""
        self.cursor = max(len(self._rows) - 1, 0)

    def choose(self) -> None:
        """Choose the row under the cursor."""
        if self.key is not None:
            self.post_message(RowChosen(self.id or "", self.key))

    def on_click(self, event: events.Click) -> None:
        """Go to the row under the mouse, and choose it by a second click."""
        row = int(self.scroll_offset.y) + event.y - 1
        if event.y >= 1 and 0 <= row < len(self._rows):
            chosen = row == self.cursor
            self.cursor = row
            if chosen or event.chain > 1:
                self.choose()

    def fit(self) -> None:
        """Fit the columns anew; the row of the cursor stays in sight."""
        self._widths = column_widths(self._columns, self._rows, max(self.layout_width - 2, 1))
        self.refresh()
        self._see_cursor()

    @on(events.Focus)
    @on(events.Blur)
    def draw_cursor(self) -> None:
        """Draw the cursor as the focused one, or as a quiet one."""
        self._refresh_rows_at((self.cursor,))

    def render_line(self, y: int) -> Strip:
        """Draw one row; the first is always the titles."""
        width = self.size.width
        if not self._columns:
            return self.blank()
        if y == 0:
            titles = [Content(column.title) for column in self._columns]
            return self._padded(titles, width, "grid--title")
        index = int(self.scroll_offset.y) + y - 1
        if index >= len(self._rows):
            return self.blank()
        look = None
        if index == self.cursor:
            look = "grid--cursor" if self.has_focus else "grid--cursor-blurred"
        return self._padded(self._rows[index].cells, width, look)

    def _padded(self, cells: Sequence[Content], width: int, look: str | None) -> Strip:
        style = None
        if look is not None:
            rules = self.get_component_styles(look)
            style = Style(foreground=rules.color) if look == "grid--title" else Style(background=rules.background)
        sign = (styles.CURSOR, styles.ACCENT) if look == "grid--cursor" else " "
        content = styles.say(sign, table_row(cells, self._widths, self._columns))
        return self.draw(content.truncate(max(width, 1)), width, style)

    def _refresh_rows_at(self, rows: Sequence[int]) -> None:
        seen = [row - int(self.scroll_offset.y) + 1 for row in rows]
        self.refresh_rows([row for row in seen if 1 <= row < self.size.height])

    def _see_cursor(self) -> None:
        height = max(self.size.height - 1, 1)
        top = int(self.scroll_offset.y)
        if self.cursor < top:
            self.scroll_to(y=self.cursor, animate=False, force=True)
        elif self.cursor >= top + height:
            self.scroll_to(y=self.cursor - height + 1, animate=False, force=True)


def _is_lazy(*tables: Sequence[Row]) -> bool:
    return any(isinstance(rows, LazyRows) for rows in tables)


def _place_of(rows: Sequence[Row], key: str | None) -> int | None:
    """Return where the row of a key stands; None: it is none of them."""
    if isinstance(rows, LazyRows):
        return None if key is None else rows.place_of(key)
    return next((index for index, row in enumerate(rows) if row.key == key), None)


def _changed(previous: Sequence[Row], rows: Sequence[Row]) -> list[int]:
    """Return the places of the rows that are not as they were."""
    return [place for place, (old, new) in enumerate(zip_longest(previous, rows)) if not _alike(old, new)]


def _holding(rows: Sequence[Row], term: str) -> list[int]:
    """Return the places of the rows that hold a term; none for an empty one."""
    if not term:
        return []
    if isinstance(rows, LazyRows):
        return list(rows.holding(term))
    return [place for place, row in enumerate(rows) if any(term in cell.plain.lower() for cell in row.cells)]


def _alike(old: Row | None, new: Row | None) -> bool:
    if old is None or new is None:
        return False
    return len(old.cells) == len(new.cells) and all(map(styles.alike, old.cells, new.cells))
