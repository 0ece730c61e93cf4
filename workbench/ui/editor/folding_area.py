"""Folding objects and arrays in the editor: commands, the sign beside a folded line, and what unfolds by itself."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.document._document import Selection
from textual.strip import Strip

from workbench.ui.drawing.styles import count
from workbench.ui.editor.fast_text_area import FastTextArea
from workbench.ui.editor.folds import Fold, around, foldables

SIGN: Final = "▸"
_MARGIN: Final = 2
"""Cells for the sign; beside line numbers they are there anyway."""


class FoldingArea(FastTextArea):
    """Edits a text of which objects and arrays can be folded. The cursor never stands in a line that is not seen."""

    def toggle_fold(self) -> bool:
        """Fold the object or array at the cursor, or unfold it; return False when there is none of several lines."""
        row = self.cursor_location[0]
        folds = self.document.folds
        folded = folds.headed(row) or folds.closed_by(row)
        if folded is not None:
            folds.unfold(folded)
            self._folded()
            return True
        found = around(foldables(self.document.lines), row)
        if found is not None:
            self.fold([found.fold])
        return found is not None

    def fold_level(self) -> int:
        """Fold every object and array that stands as deep as the one at the cursor; return how many."""
        every = list(foldables(self.document.lines))
        found = around(every, self.cursor_location[0])
        alike = [one.fold for one in every if found is not None and one.depth == found.depth]
        self.fold(alike)
        return len(alike)

    def unfold_all(self) -> bool:
        """Show every line again; return False when none was hidden."""
        was_folded = bool(self.document.folds)
        self.document.folds.unfold_all()
        self._folded()
        return was_folded

    def fold(self, added: Iterable[Fold]) -> None:
        """Fold lines; a cursor that stands in one of them goes to the line that is still seen."""
        row, folds = self.cursor_location[0], self.document.folds
        folds.fold(added)
        hiding = folds.hiding(row)
        if hiding is not None:
            self.selection = Selection.cursor((hiding.head, len(self.document[hiding.head])))
        self._folded()

    def _folded(self) -> None:
        """Draw what is seen by now."""
        self.wrapped_document.wrap(self.wrap_width, self.indent_width)
        self._line_cache.clear()
        self._refresh_size()
        self.scroll_cursor_visible()
        self.refresh()

    # ---- what unfolds by itself -------------------------------------------------------------------------------------

    def _watch_selection(self, previous_selection: Selection, selection: Selection) -> None:
        if self.document.folds.show(selection.end[0]):
            self._folded()
        super()._watch_selection(previous_selection, selection)

    def action_delete_left(self) -> None:
        """Delete what is selected, or the character before the cursor; lines that are not seen are shown first."""
        row, column = self.cursor_location
        self._show_before_deletion(None if column else self.document.folds.closed_by(row))
        super().action_delete_left()

    def action_delete_right(self) -> None:
        """Delete what is selected, or the character behind the cursor; lines that are not seen are shown first."""
        row, column = self.cursor_location
        self._show_before_deletion(self.document.folds.headed(row) if column == len(self.document[row]) else None)
        super().action_delete_right()

    def _show_before_deletion(self, fold: Fold | None) -> None:
        if fold is not None and self.selection.is_empty:
            self.document.folds.unfold(fold)
            self._folded()

    async def _on_mouse_down(self, event: events.MouseDown) -> None:
        if self.gutter_width and event.x < self.gutter_width + self.gutter.left:
            row = self.get_target_document_location(event)[0]
            fold = self.document.folds.headed(row)
            if fold is not None:
                event.stop()
                event.prevent_default()
                self.document.folds.unfold(fold)
                self._folded()

    # ---- drawing ----------------------------------------------------------------------------------------------------

    @property
    def gutter_width(self) -> int:
        """The cells before the text: for line numbers, and for signs as long as something is folded."""
        folds = getattr(self.document, "folds", None)
        return super().gutter_width or (_MARGIN if folds else 0)

    def fold_at(self, line: int) -> Fold | None:
        """Return what is folded behind a line; None: nothing."""
        return self.document.folds.headed(line)

    def with_sign(self, strip: Strip, line: int, section: int) -> Strip:
        """Return a row with the sign before it, if something is folded behind its line."""
        width = self.gutter_width
        if not width:
            return strip
        sign = SIGN if section == 0 and self.fold_at(line) is not None else " "
        style = self._theme.gutter_style or Style.null()
        margin = Strip([Segment(f"{sign} ", style)], _MARGIN)
        if not self.show_line_numbers:
            return Strip.join([margin, strip]).apply_style(self._base)
        if sign == " ":
            return strip
        return Strip.join([strip.crop(0, width - _MARGIN), margin, strip.crop(width)]).apply_style(self._base)

    def note_of_fold(self, fold: Fold) -> str:
        """Return what is said behind a line of what is folded behind it."""
        return f"… {count(fold.hidden, 'line')}"
