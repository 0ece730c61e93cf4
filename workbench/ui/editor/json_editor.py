"""The payload editor: a text area with JSON colours, problem marks and formatting. Keeps undo.

Colours and marks stand in the text area's highlight map, in bytes of UTF-8 per line. The map is filled line by line
as lines are drawn, so a key costs the same in a text of any length. Knows nothing of the protocol: who checks the
text calls `mark`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.style import Style as RichStyle
from rich.text import Text
from textual._text_area_theme import TextAreaTheme
from textual.binding import BindingType
from textual.document._document import Selection
from textual.style import Style
from textual.widgets import TextArea

from workbench.ui.drawing.json_layout import lay_out
from workbench.ui.editor.highlight import STYLES, byte_offset, line_spans

WRAPPED_MAX = 1_000
"""Characters of the longest line up to which lines are wrapped: drawing a row draws its whole line."""
THEME = "workbench"

_PICTURES = {code: chr(0x2400 + code) for code in range(0x20) if code != 0x09} | {0x7F: "\u2421"}
_PICTURES |= dict.fromkeys(
    [*range(0x80, 0xA0), *range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x2028, 0x2029], "\ufffd"
)
_ERROR, _ADVICE = "problem", "advice"


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in the text that something is to be said of. Lines and columns count from 0."""

    start: tuple[int, int]
    end: tuple[int, int]
    is_error: bool


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


class JsonEditor(TextArea):
    """Edits JSON text."""

    BINDINGS: ClassVar[list[BindingType]] = []

    def __init__(self, text: str = "", *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(
            text, id=id, tab_behavior="focus", show_line_numbers=False, soft_wrap=True, highlight_cursor_line=False
        )
        self._highlights = LazyMap(self._line_highlights)
        self._spots: Sequence[Spot] = ()
        self._take_text()

    def on_mount(self) -> None:
        """Take the colours of the app's theme, after the first frame."""
        self.call_after_refresh(self._take_theme)

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
        line, column = self.cursor_location
        self.replace(text, (0, 0), self.document.end)
        line = min(line, self.document.line_count - 1)
        self.move_cursor((line, min(column, len(self.document.get_line(line)))))

    def lay_out(self) -> bool:
        """Lay the JSON out for reading; return False when it is no JSON."""
        layout = lay_out(self.text, width=max(self.scrollable_content_region.width - 1, 0))
        if layout is not None:
            self.put(layout.text)
        return layout is not None

    def get_line(self, line_index: int) -> Text:
        """Return a line as it is drawn: control characters become signs of the same length."""
        line = self.document.get_line(line_index)
        if not line.isprintable():
            line = line.translate(_PICTURES)
        return Text(line, end="", no_wrap=True)

    def _refresh_size(self) -> None:
        # Undo and redo come here before the cursor is put back: it may stand behind the new end, and a scrollbar that
        # vanishes scrolls to it.
        start, end = (self.clamp_visitable(place) for place in self.selection)
        if (start, end) != self.selection:
            self.set_reactive(TextArea.selection, Selection(start, end))
        super()._refresh_size()

    def _take_text(self) -> None:
        """Wrap lines, unless one is so long that each key would take seconds."""
        longest = max((len(line) for line in self.document.lines), default=0)
        if self.soft_wrap != (longest <= WRAPPED_MAX):
            self.soft_wrap = longest <= WRAPPED_MAX

    def on_text_area_changed(self) -> None:
        """Look at the length of the lines anew."""
        self._take_text()

    def _build_highlight_map(self) -> None:
        """Forget what was coloured: lines are coloured when they are drawn."""
        self._line_cache.clear()
        self._highlights.clear()

    def _line_highlights(self, line: int) -> list[tuple[int, int | None, str]]:
        text = self.document.get_line(line)
        found: list[tuple[int, int | None, str]] = [(start, end, ink.value) for start, end, ink in line_spans(text)]
        for spot in self._spots:
            if spot.start[0] <= line <= spot.end[0]:
                first = spot.start[1] if line == spot.start[0] else len(text) - len(text.lstrip())
                last = max(spot.end[1] if line == spot.end[0] else len(text), first + 1)
                span = byte_offset(text, first), byte_offset(text, last)
                if span[1] > span[0]:
                    found.append((*span, _ERROR if spot.is_error else _ADVICE))
        return found

    def _take_theme(self) -> None:
        base = self.visual_style
        parse = self.app.stylesheet.parse_style
        styles = {ink.value: _rich(base, parse(style)) for ink, style in STYLES.items()}
        styles[_ERROR] = _rich(base, parse("underline $text-error"))
        styles[_ADVICE] = _rich(base, parse("underline $text-warning"))
        self.register_theme(TextAreaTheme(THEME, syntax_styles=styles))
        if self.theme == THEME:
            self._set_theme(THEME)
        else:
            self.theme = THEME
        self._build_highlight_map()
        self.refresh()

    def _app_theme_changed(self) -> None:
        # The stylesheet takes over the theme's variables after this.
        self.call_after_refresh(self._take_theme)


def _rich(base: Style, style: Style) -> RichStyle:
    combined = (base + style).rich_style
    return RichStyle(color=combined.color, bold=style.bold, underline=style.underline)
