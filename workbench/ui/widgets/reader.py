"""A read-only text: wrapped, scrollable, searchable, lines drawn when they are seen."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Hashable, Sequence

from textual.content import Content
from textual.selection import Selection
from textual.strip import Strip
from textual.style import Style

from workbench.ui.drawing.lines import Line, is_one_row, rows_of
from workbench.ui.messages import SourceRequested
from workbench.ui.widgets.line_view import LineView


class Reader(LineView):
    """Shows lines. Keeps its scroll position as long as it shows the same thing."""

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id, classes=classes)
        self.lines: Sequence[Line] = ()
        """What is shown."""
        self._starts: list[int] = []
        self._rows = 0
        self._width = 0
        self._topic: Hashable = None
        self._whole: str | None = None
        self._term = ""
        self._chosen: int | None = None
        """The line from which enter leads somewhere; None: no line leads anywhere."""
        self.gone_to: tuple[int, int] | None = None
        """Line, and row within it, that was gone to; None: none was."""
        self._broken: dict[int, list[Content]] = {}
        """The rows of lines that take several."""
        self._strips: dict[int, dict[int, Strip]] = {}
        """Rows that were drawn, by line and row within it."""

    def show(self, lines: Sequence[Line], *, topic: Hashable = None, whole: str | None = None) -> None:
        """Show lines.

        Args:
            lines: What is shown.
            topic: What it is about; another topic scrolls back to the start.
            whole: What is copied, when it is more than what is shown.
        """
        previous, starts, rows, strips, width = self.lines, self._starts, self._rows, self._strips, self._width
        self.lines, self._whole = lines, whole
        targets = _leading(self.lines)
        if topic != self._topic or self._chosen not in targets:
            self._chosen = targets[0] if targets else None
        if topic != self._topic:
            self._topic, self.gone_to = topic, None
            if self.scroll_offset.y:
                self.scroll_home(animate=False)
        self._measure()
        if width != self._width:
            return
        kept = {
            index
            for index, (old, new) in enumerate(zip(previous, lines, strict=False))
            if starts[index] == self._starts[index] and old.is_like(new)
        }
        self._strips = {index: drawn for index, drawn in strips.items() if index in kept}
        top = int(self.scroll_offset.y)
        was = [_line_at(row, starts, rows) for row in range(top, top + self.size.height)]
        now = [_line_at(row, self._starts, self._rows) for row in range(top, top + self.size.height)]
        self.refresh_rows(
            [row for row, (old, new) in enumerate(zip(was, now, strict=True)) if old != new or new not in {*kept, None}]
        )

    def find(self, term: str) -> int:
        """Mark a term wherever it stands, go to its first place, and return in how many lines it stands."""
        self._term = term.lower()
        self._strips.clear()
        self.refresh()
        found = _holding(self.lines, self._term)
        if found:
            self._go_to(found[0])
        return len(found)

    def find_next(self, step: int) -> None:
        """Go to the next (1) or previous (-1) line that holds the term, round the end."""
        found = _holding(self.lines, self._term)
        if found:
            top = bisect_right(self._starts, int(self.scroll_offset.y)) - 1
            later = [line for line in found if line > top] if step > 0 else [line for line in found if line < top]
            self._go_to((later or found)[0 if step > 0 else -1])

    def go_to_place(self, line: int, column: int) -> None:
        """Go to a character of a line, and mark the row in which it stands."""
        row, behind = 0, 0
        rows = self._rows_of(line)
        while row + 1 < len(rows) and behind + len(rows[row].plain.strip()) < column:
            behind += len(rows[row].plain.strip()) + 1
            row += 1
        self.gone_to = line, row
        self._strips.clear()
        self.refresh()
        top, target = int(self.scroll_offset.y), self._starts[line] + row
        if not top <= target < top + self.size.height:
            self.scroll_to(y=max(target - self.size.height // 3, 0), animate=False)

    def choose(self) -> None:
        """Request the editor at the place that the marked line leads to."""
        target = None if self._chosen is None else self.lines[self._chosen].target
        if target is not None:
            self.post_message(SourceRequested(target.file, target.line, target.column))

    def go_down(self) -> None:
        """Mark the next line that leads somewhere; where none is near, go one row down."""
        if not self._mark_next(1):
            super().go_down()

    def go_up(self) -> None:
        """Mark the line before that leads somewhere; where none is near, go one row up."""
        if not self._mark_next(-1):
            super().go_up()

    def _mark_next(self, step: int) -> bool:
        """Mark the next (1) or previous (-1) line that leads somewhere and is on the page or the next one."""
        chosen = self._chosen
        if chosen is None:
            return False
        further = [one for one in _leading(self.lines) if (one > chosen if step > 0 else one < chosen)]
        if not further:
            return False
        following = further[0 if step > 0 else -1]
        top, height = int(self.scroll_offset.y), self.size.height
        if not top - height < self._starts[following] < top + 2 * height:
            return False
        self._chosen = following
        for line in (chosen, following):
            self._strips.pop(line, None)
        self.refresh()
        if not top <= self._starts[following] < top + height:
            self._go_to(following)
        return True

    def copied(self) -> str:
        """Return the whole text."""
        return self._whole if self._whole is not None else "\n".join(line.content.plain for line in self.lines)

    def fit(self) -> None:
        """Break the lines anew."""
        if self.layout_width != self._width:
            self._measure()

    def notify_style_update(self) -> None:
        """Draw the lines anew in the new colours."""
        super().notify_style_update()
        self._strips.clear()

    def selection_updated(self, selection: Selection | None) -> None:
        """Draw the lines anew, with what the mouse selects."""
        self._strips.clear()
        self.refresh()

    def get_selection(self, selection: Selection) -> tuple[str, str] | None:
        """Return the text that the mouse selected."""
        rows = [row.plain for index in range(len(self.lines)) for row in self._rows_of(index)]
        return selection.extract("\n".join(rows)), "\n"

    def render_line(self, y: int) -> Strip:
        """Draw one row."""
        row = int(self.scroll_offset.y) + y
        if row >= self._rows or not self.lines:
            return self.blank()
        line = bisect_right(self._starts, row) - 1
        within, strips = row - self._starts[line], self._strips.setdefault(line, {})
        strip = strips.get(within)
        if strip is None:
            strip = strips[within] = self._draw_row(line, within)
        return strip.crop_extend(0, self.size.width, None).apply_offsets(0, row)

    def _measure(self) -> None:
        width = self.layout_width
        if width != self._width:
            self._width = width
            self.refresh()
        self._strips, self._broken, self._starts = {}, {}, []
        rows = 0
        for index in range(len(self.lines)):
            self._starts.append(rows)
            rows += len(self._rows_of(index))
        self._rows = rows
        self.set_height(rows)

    def _rows_of(self, index: int) -> Sequence[Content]:
        """Return the rows of a line; one that fits is drawn in its colours only when it is seen."""
        line = self.lines[index]
        if is_one_row(line, self._width):
            return (line.content,)
        if index not in self._broken:
            self._broken[index] = rows_of(line, self._width)
        return self._broken[index]

    def _draw_row(self, index: int, within: int) -> Strip:
        rows = self._rows_of(index)
        content = rows[within] if len(rows) > 1 else self.lines[index].drawn()
        if (index == self._chosen and not within) or self.gone_to == (index, within):
            content = content.stylize("reverse")
        if self._term:
            start = content.plain.lower().find(self._term)
            while start >= 0:
                content = content.stylize("reverse", start, start + len(self._term))
                start = content.plain.lower().find(self._term, start + 1)
        selection = self.text_selection
        span = selection.get_span(self._starts[index] + within) if selection else None
        if span is not None:
            end = len(content) if span[1] == -1 else span[1]
            chosen = Style.from_styles(self.screen.get_component_styles("screen--selection"))
            content = content.stylize(chosen, span[0], end)
        return self.draw(content, self._width)

    def _go_to(self, line: int) -> None:
        self.scroll_to(y=self._starts[line], animate=False)


def _line_at(row: int, starts: Sequence[int], rows: int) -> int | None:
    return bisect_right(starts, row) - 1 if row < rows else None


def _holding(lines: Sequence[Line], term: str) -> list[int]:
    """Return the places of the lines that hold a term; none for an empty one."""
    return [index for index, line in enumerate(lines) if term in line.content.plain.lower()] if term else []


def _leading(lines: Sequence[Line]) -> list[int]:
    """Return the places of the lines that lead somewhere."""
    return [index for index, line in enumerate(lines) if line.target is not None]
