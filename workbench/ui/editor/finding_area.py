"""Finding and replacing in the editor's text."""

from __future__ import annotations

import re

from textual.document._document import Selection

from workbench.ui.editor.completing_area import CompletingArea
from workbench.ui.editor.finding import Span, nearest, spans


class FindingArea(CompletingArea):
    """Edits JSON, and looks for a term in it, whatever its case."""

    _term = ""

    def find(self, term: str) -> int:
        """Select the first place of a term from the cursor on, and return how many there are; an empty one has none."""
        self._term = term
        found = spans(self.document.lines, term)
        self._select(nearest(found, min(self.selection), 0))
        return len(found)

    def find_next(self, step: int) -> None:
        """Select the next (1) or previous (-1) place of the term."""
        found = spans(self.document.lines, self._term)
        start, end = sorted(self.selection)
        self._select(nearest(found, end if step > 0 else start, step))

    @property
    def found_place(self) -> tuple[int, int]:
        """Which place of the term is selected, from 1 (0: none is), and how many there are."""
        found = spans(self.document.lines, self._term)
        selected = tuple(sorted(self.selection))
        return (found.index(selected) + 1 if selected in found else 0), len(found)

    def replace_found(self, text: str) -> bool:
        """Replace the place that is selected, as one edit, and select the next one; return False when none was."""
        selected = tuple(sorted(self.selection))
        is_found = bool(self._term) and selected in spans(self.document.lines, self._term)
        if is_found:
            self.completion.close()
            self.history.checkpoint()
            end = self.replace(text, *selected).end_location
            self.history.checkpoint()
            self.selection = Selection.cursor(end)
        self.find_next(1)
        return is_found

    def replace_all(self, text: str) -> int:
        """Replace every place of the term, as one edit; return how many there were."""
        if not self._term:
            return 0
        pattern = re.compile(re.escape(self._term), re.IGNORECASE)
        row, column = self.cursor_location
        replaced = [pattern.subn(lambda _: text, line) for line in self.document.lines]
        count = sum(found for _, found in replaced)
        if count:
            self.completion.close()
            self.history.checkpoint()
            self.replace(self.document.newline.join(line for line, _ in replaced), (0, 0), self.document.end)
            self.history.checkpoint()
            self.move_cursor((row, min(column, len(self.document[row]))))
        return count

    def _select(self, span: Span | None) -> None:
        if span is not None:
            self.selection = Selection(*span)
            self.scroll_cursor_visible(center=True)
