"""Which rows the lines of a text take. A large text has a row for each line, and no tables that grow with it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from textual._wrap import compute_wrap_offsets
from textual.document._document import Location
from textual.document._wrapped_document import WrappedDocument
from textual.expand_tabs import get_tab_widths
from textual.geometry import Offset

from workbench.ui.editor.cells import cells, column_at, is_plain
from workbench.ui.editor.folded_rows import FoldedRows
from workbench.ui.editor.text_document import TextDocument


class EditorWrapping(WrappedDocument):
    """Wraps a text as long as it is small enough."""

    document: TextDocument
    _shows_all = False
    _folded: FoldedRows | None = None
    """Which rows are hidden; None: it is to be counted."""
    _folded_at = -1
    """The version of the folds that it was counted of."""

    @property
    def is_flat(self) -> bool:
        """Each line is one row."""
        return not self._width

    @property
    def height(self) -> int:
        """The number of rows."""
        height = self.document.line_count if self.is_flat else len(self._offset_to_line_info)
        return height if self._shows_all else height - self.folded.hidden

    @property
    def folded(self) -> FoldedRows:
        """Which rows are hidden."""
        folds = self.document.folds
        if self._folded is None or self._folded_at != folds.version:
            self._folded, self._folded_at = FoldedRows(folds.outer, self._first_row), folds.version
        return self._folded

    def _first_row(self, line: int) -> int:
        return line if self.is_flat else self._line_index_to_offsets[line][0]

    def line_at(self, row: int) -> tuple[int, int]:
        """Return line and section that are seen in a row."""
        whole = self.folded.whole(row)
        return (whole, 0) if self.is_flat else self._offset_to_line_info[whole]

    @contextmanager
    def showing_all(self) -> Iterator[None]:
        """Count rows as if nothing was folded, for a moment."""
        self._shows_all = True
        try:
            yield
        finally:
            self._shows_all = False

    def wrap(self, width: int, tab_width: int | None = None) -> None:
        """Wrap all lines; a width of 0, and a text that is too large, means none."""
        self._tab_width = tab_width or self._tab_width
        self._width = 0 if self.document.is_large else width
        self._folded = None
        self._wrap_offsets, self._tab_width_cache = [], []
        self._offset_to_line_info, self._line_index_to_offsets = [], []
        if self.is_flat:
            return
        row = 0
        for index, line in enumerate(self.document.lines):
            breaks, tabs = self._breaks(line)
            rows = len(breaks) + 1
            self._wrap_offsets.append(breaks)
            self._tab_width_cache.append(tabs)
            self._offset_to_line_info += [(index, section) for section in range(rows)]
            self._line_index_to_offsets.append(list(range(row, row + rows)))
            row += rows

    def _breaks(self, line: str) -> tuple[list[int], list[int]]:
        """Return where a line is broken, and the widths of its tabs."""
        if len(line) <= self._width and is_plain(line):
            return [], []
        sections = get_tab_widths(line, self._tab_width)
        breaks = compute_wrap_offsets(line, self._width, self._tab_width, precomputed_tab_sections=sections)
        return breaks, [width for _, width in sections]

    def wrap_range(self, start: Location, old_end: Location, new_end: Location) -> None:
        """Wrap the lines of an edit anew."""
        self._folded = None
        if self.is_flat:
            return
        if self.document.is_large:
            self.wrap(0)
        else:
            super().wrap_range(start, old_end, new_end)

    def offset_to_location(self, offset: Offset) -> Location:
        """Return the place in the text at a cell of a row; the nearest when there is none."""
        offset = Offset(offset[0], self.folded.whole(max(offset[1], 0)))
        if not self.is_flat:
            return super().offset_to_location(offset)
        line = min(max(offset[1], 0), self.document.line_count - 1)
        return line, column_at(self.document[line], max(offset[0], 0))

    def location_to_offset(self, location: Location) -> Offset:
        """Return cell and row of a place in the text."""
        if self.is_flat:
            line = min(max(location[0], 0), self.document.line_count - 1)
            found = Offset(cells(self.document[line][: location[1]]), line)
        else:
            found = super().location_to_offset(location)
        return Offset(found.x, self.folded.seen(found.y))

    def get_target_document_column(self, line_index: int, x_offset: int, y_offset: int) -> int:
        """Return the character of a line at a cell of one of its rows."""
        if not self.is_flat:
            return super().get_target_document_column(line_index, x_offset, y_offset)
        return column_at(self.document[line_index], x_offset)

    def get_sections(self, line_index: int) -> list[str]:
        """Return the rows of a line."""
        return [self.document[line_index]] if self.is_flat else super().get_sections(line_index)

    def get_offsets(self, line_index: int) -> list[int]:
        """Return where a line is broken.

        Raises:
            ValueError: There is no such line.
        """
        if not self.is_flat:
            return super().get_offsets(line_index)
        if not 0 <= line_index < self.document.line_count:
            raise ValueError(f"There are {self.document.line_count} lines, and none has the index {line_index}.")
        return []

    def get_tab_widths(self, line_index: int) -> list[int]:
        """Return the widths of the tabs of a line, in cells."""
        if not self.is_flat:
            return super().get_tab_widths(line_index)
        return [width for _, width in get_tab_widths(self.document[line_index], self._tab_width)]
