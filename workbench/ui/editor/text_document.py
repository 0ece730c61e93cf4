"""The text of the editor by lines, with what each key asks for kept up to date instead of counted anew."""

from __future__ import annotations

import re
from typing import Final, Literal, cast

from textual.document._document import Document, EditResult, Location
from textual.geometry import Size

from workbench.ui.editor.cells import cells
from workbench.ui.editor.folds import Folds
from workbench.ui.editor.gaps import Gaps

LARGE_CHARACTERS: Final = 262_144
"""Characters of a text above which its lines are not wrapped."""
LONG_LINE_CELLS: Final = 1_000
"""Cells of a line above which none is wrapped: drawing a row of a wrapped line draws the whole line."""
_BACK_BELOW: Final = 0.8
"""Part of those limits below which lines are wrapped again, so that it does not change with every key."""
_SLACK_CELLS: Final = 64
"""Cells by which the widest line may become narrower before it is looked for again."""
_EXACT_CELLS: Final = 256
"""Cells of the widest line up to which the width of the text is exact."""

_LINE_ENDS: Final = re.compile("\r\n|\r|\n")

Newline = Literal["\r\n", "\n", "\r"]


class TextDocument(Document):
    """Lines, ended by what ends lines of JSON. Any other separator that Unicode knows is a character like others."""

    def __init__(self, text: str) -> None:
        ends = _LINE_ENDS.findall(text)
        self._newline = cast(Newline, ends[0] if ends else "\n")
        self._lines = _LINE_ENDS.split(text)
        self._text: str | None = text if len(set(ends)) < 2 else None
        self._length = len(text)
        self._widest = max(map(cells, self._lines))
        self._is_large = False
        self.folds = Folds()
        """The lines that are not seen."""
        self.gaps = Gaps()
        """What is still to be filled in of a snippet."""
        self._judge()

    @property
    def is_large(self) -> bool:
        """Too large to wrap its lines at every key."""
        return self._is_large

    def __len__(self) -> int:
        """Return the characters of the text, each end of a line as one."""
        return self._length

    def __bool__(self) -> bool:
        """Say that there is a text, however short."""
        return True

    @property
    def text(self) -> str:
        """The whole text, put together once after each edit."""
        if self._text is None:
            self._text = self._newline.join(self._lines)
        return self._text

    def get_index_from_location(self, location: Location) -> int:
        """Return the characters before a place."""
        row, column = location
        before = self._lines[:row]
        return sum(map(len, before)) + len(self._newline) * row + column

    def get_location_from_index(self, index: int) -> Location:
        """Return the place that has so many characters before it. Raises ValueError where there is none."""
        text, newline = self.text, self._newline
        if not 0 <= index <= len(text):
            raise ValueError(f"Expected a place in the text, found {index} of {len(text)} characters")
        start = text.rfind(newline, 0, index)
        if start < 0:
            return 0, index
        return text.count(newline, 0, index), index - start - len(newline)

    def get_size(self, tab_width: int) -> Size:
        """Return width and height of what is seen, in cells. The width is that of the widest line or a little more."""
        width = self._widest
        if width > _EXACT_CELLS:
            # A size that changes with every key lays the whole screen out anew.
            width = -(-width // _SLACK_CELLS) * _SLACK_CELLS
        return Size(width, len(self._lines) - self.folds.hidden_lines)

    def get_text_range(self, start: Location, end: Location) -> str:
        """Return the text between two places."""
        (top, first), (bottom, last) = sorted((start, end))
        if top == bottom:
            return self._lines[top][first:last]
        lines = self._lines[top : bottom + 1]
        lines[0] = lines[0][first:]
        if bottom < len(self._lines):
            lines[-1] = lines[-1][:last]
        return self._newline.join(lines)

    def replace_range(self, start: Location, end: Location, text: str) -> EditResult:
        """Replace the text between two places; return where the new text ends, and what was replaced."""
        top, bottom = sorted((start, end))
        replaced = self.get_text_range(top, bottom)
        lines = self._lines
        before = lines[top[0]][: top[1]] if top[0] < len(lines) else ""
        after = lines[bottom[0]][bottom[1] :] if bottom[0] < len(lines) else ""
        inserted = _LINE_ENDS.split(text)
        column = len(inserted[-1]) + (len(before) if len(inserted) == 1 else 0)
        inserted[0] = before + inserted[0]
        inserted[-1] += after
        removed = max(map(cells, lines[top[0] : bottom[0] + 1]), default=0)
        count = len(lines)
        lines[top[0] : bottom[0] + 1] = inserted
        self.folds.edited(top[0], bottom[0], lines, len(lines) - count)
        self.gaps.edited(top, bottom, (top[0] + len(inserted) - 1, column))
        self._text = None
        self._length += len(text) - len(replaced)
        self._measure(removed, max(map(cells, inserted)))
        return EditResult((top[0] + len(inserted) - 1, column), replaced)

    def _measure(self, removed: int, added: int) -> None:
        """Take over that lines went whose widest was `removed`, and others came whose widest is `added`."""
        if added >= self._widest:
            self._widest = added
        elif removed + _SLACK_CELLS > self._widest > added + _SLACK_CELLS:
            self._widest = max(map(cells, self._lines))
        self._judge()

    def _judge(self) -> None:
        part = _BACK_BELOW if self._is_large else 1.0
        self._is_large = self._length > LARGE_CHARACTERS * part or self._widest > LONG_LINE_CELLS * part
