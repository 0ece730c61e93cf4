"""The payload editor: a text area with JSON colours, problem marks and formatting. Keeps undo.

Knows nothing of the protocol: who checks the text calls `mark`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from rich.style import Style as RichStyle
from textual import events
from textual._text_area_theme import TextAreaTheme
from textual.document._document import Selection
from textual.style import Style

from workbench.ui.drawing.base64_content import Base64Value, beside, encoded, is_base64, summary, value_in_line
from workbench.ui.drawing.json_layout import lay_out
from workbench.ui.drawing.styles import count
from workbench.ui.editor.fast_text_area import NOTE, CharacterMarks
from workbench.ui.editor.finding_area import FindingArea
from workbench.ui.editor.folds import Fold
from workbench.ui.editor.highlight import STYLES
from workbench.ui.editor.offers import CompletionOffer, Offers
from workbench.ui.editor.rewriting import minified, with_sorted_keys
from workbench.ui.messages import GapsChanged

THEME: Final = "workbench"
_ERROR, _ADVICE, _GAP = "problem", "advice", "gap"
BASE64_LINE_MAX: Final = 4_000_000
"""Characters of a line above which no base64 value is looked for in it."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in the text that something is to be said of. Lines and columns count from 0."""

    start: tuple[int, int]
    end: tuple[int, int]
    is_error: bool


class JsonEditor(FindingArea):
    """Edits JSON text."""

    _spots: Sequence[Spot] = ()

    def on_mount(self) -> None:
        """Take the colours of the app's theme, after the first frame and whenever another is chosen."""
        self.call_after_refresh(self._take_theme)
        self.app.theme_changed_signal.subscribe(self, lambda _: self._take_theme())

    def on_unmount(self) -> None:
        """Wait for no other theme: the app would keep the editor, and with it the screen that it stood on."""
        self.app.theme_changed_signal.unsubscribe(self)

    def mark(self, spots: Sequence[Spot]) -> None:
        """Underline places, and remove the previous marks."""
        self._spots = spots
        self._build_highlight_map()
        self.refresh()

    def go_to(self, place: tuple[int, int]) -> None:
        """Put the cursor to line and column, from 0, and take the focus."""
        line = min(place[0], self.document.line_count - 1)
        column = min(place[1], len(self.document.get_line(line)))
        self.cursor_location = (line, column)
        self.scroll_cursor_visible(center=True)
        self.focus()

    def put(self, text: str) -> None:
        """Replace the whole text as one edit that can be undone. Keeps the cursor where it can be kept."""
        if text == self.text:
            return
        self.completion.close()
        line, column = self.cursor_location
        self.history.checkpoint()
        self.replace(text, (0, 0), self.document.end)
        self.history.checkpoint()
        line = min(line, self.document.line_count - 1)
        self.move_cursor((line, min(column, len(self.document.get_line(line)))))

    def lay_out(self) -> bool:
        """Lay the JSON out for reading; return False when it is no JSON."""
        return self._take_laid_out(self.text)

    def minify(self) -> bool:
        """Remove the white space between the parts of the JSON; return False when it is no JSON."""
        text = minified(self.text)
        if text is not None:
            self.put(text)
        return text is not None

    def sort_keys(self) -> bool:
        """Sort the keys at every level, and lay the JSON out; return False when it is no JSON, or too deep."""
        text = with_sorted_keys(self.text)
        return text is not None and self._take_laid_out(text)

    def _take_laid_out(self, text: str) -> bool:
        layout = lay_out(text, width=max(self.scrollable_content_region.width - 1, 0))
        if layout is not None:
            self.put(layout.text)
        return layout is not None

    def note_of_fold(self, fold: Fold) -> str:
        """Return how many lines are folded, and how many problems they hold."""
        problems = sum(fold.hides(one.start[0]) for one in self._spots)
        return super().note_of_fold(fold) + (f", {count(problems, 'problem')}" if problems else "")

    def note_behind(self, line: str) -> str:
        """Return what the base64 values of a line hold."""
        return beside(line)

    def base64_value(self) -> Base64Value | None:
        """Return the base64 value at the cursor, or in its line, with places in that; None: there is none."""
        row, column = self.cursor_location
        line = self.document[row]
        return value_in_line(line, column) if len(line) <= BASE64_LINE_MAX else None

    def write_base64(self, row: int, value: Base64Value, content: bytes) -> bool:
        """Put other content in the place of a base64 value, as one edit; return False when it stands there no more."""
        if row >= self.document.line_count or self.document[row][value.start : value.end] != f'"{value.text}"':
            return False
        self.completion.close()
        self.history.checkpoint()
        self.replace(f'"{encoded(content)}"', (row, value.start), (row, value.end))
        self.history.checkpoint()
        self.selection = Selection.cursor((row, value.start + 1))
        return True

    async def _on_paste(self, event: events.Paste) -> None:
        """Insert a paste; of what is no base64, in a base64 value, offer to make it some."""
        event.prevent_default()
        row, column = min(self.selection)
        value = self.base64_value()
        await super()._on_paste(event)
        if value is None or not value.start < column < value.end or is_base64(event.text) or self.read_only:
            return
        index_of, (end_row, end_column) = self.document.get_index_from_location, self.cursor_location
        start, end = index_of((row, value.start + 1)), index_of((end_row, end_column)) + value.end - 1 - column
        # Terminals send the end of a line as a carriage return.
        content = event.text.replace("\r\n", "\n").replace("\r", "\n").encode(errors="replace")
        text = encoded(content)
        offer = CompletionOffer("as base64", text, len(text), meaning=f"what was pasted: {summary(content)}")
        self.call_after_refresh(self.completion.present, Offers(start, end, (offer,), about=f"for {value.key}"))

    def said_of(self, line: int) -> CharacterMarks:
        """Return the parts of a line that something was said of."""
        text = self.document[line]
        found: CharacterMarks = []
        for spot in self._spots:
            if spot.start[0] <= line <= spot.end[0]:
                first = spot.start[1] if line == spot.start[0] else len(text) - len(text.lstrip())
                last = max(spot.end[1] if line == spot.end[0] else len(text), first + 1)
                if first < len(text):
                    found.append((first, min(last, len(text)), _ERROR if spot.is_error else _ADVICE))
        # With a character on each side: an empty one would not be seen.
        gaps = [(start[1], end[1]) for start, end in self.document.gaps.spans[:-1] if start[0] == line == end[0]]
        return found + [(max(start - 1, 0), min(end + 1, len(text)), _GAP) for start, end in gaps]

    def gaps_changed(self) -> None:
        """Draw the gaps that are still to be filled in, and say that there are others."""
        super().gaps_changed()
        self.post_message(GapsChanged())

    def _take_theme(self) -> None:
        base = self.visual_style
        parse = self.app.stylesheet.parse_style
        styles = {ink.value: _rich(base, parse(style)) for ink, style in STYLES.items()}
        styles[_ERROR] = _rich(base, parse("underline $text-error"))
        styles[NOTE] = _rich(base, parse("$foreground-muted"))
        styles[_GAP] = _rich(base, parse("underline $text-primary"))
        styles[_ADVICE] = _rich(base, parse("underline $text-warning"))
        self.register_theme(TextAreaTheme(THEME, syntax_styles=styles))
        if self.theme == THEME:
            self._set_theme(THEME)
        else:
            self.theme = THEME
        self._line_cache.clear()
        self.refresh()

    def _app_theme_changed(self) -> None:
        # The variables of the new theme are not set yet: `theme_changed_signal` comes when they are.
        pass


def _rich(base: Style, style: Style) -> RichStyle:
    combined = (base + style).rich_style
    return RichStyle(color=combined.color, bold=style.bold, underline=style.underline)
