"""Lines of text as values, and how they are broken into rows of a given width. Pure; knows no widget."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from textual.content import Content

from workbench.ui.drawing import styles
from workbench.ui.drawing.json_layout import LINES_MAX, READ_MAX, lay_out, token_starts
from workbench.ui.drawing.key_hints import key_hint
from workbench.ui.editor.highlight import coloured
from workbench.visible import size, visible

STRING_MAX = 400
"""Characters of one JSON string that are shown when it is laid out."""


@dataclass(frozen=True, slots=True)
class SourcePlace:
    """A place in a source that the person's editor can open. The file is untrusted text."""

    file: str
    line: int
    """From 1."""
    column: int | None = None
    """From 1; None: not known."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line, before it is broken into rows."""

    content: Content
    hang: int = 0
    """Cells by which its second and later rows are indented."""
    is_json: bool = False
    """True: coloured when it is drawn, so that lines out of sight cost nothing."""
    target: SourcePlace | None = None
    """Where enter leads from here; None: nowhere."""
    tokens_before: int | None = None
    """Tokens of a JSON text in the lines before this one; None: it is no line of one."""

    def is_like(self, other: Line) -> bool:
        """Say whether another line is drawn the same."""
        if self is other:
            return True
        looks = (self.hang, self.is_json, self.target) == (other.hang, other.is_json, other.target)
        return looks and styles.alike(self.content, other.content)

    def drawn(self) -> Content:
        """Return the line in its colours."""
        return coloured(self.content.plain) if self.is_json else self.content


BLANK = Line(Content(""))


def rows_of(line: Line, width: int) -> list[Content]:
    """Break a line at words into rows of at most `width` cells. At least one row."""
    drawn = line.drawn()
    if width < 4 or drawn.cell_length <= width:
        return [drawn]
    rows = drawn.wrap(width)
    hang = min(line.hang, width // 2)
    if not hang or len(rows) < 2:
        return rows
    rest = drawn[len(rows[0]) :]
    skipped = len(rest.plain) - len(rest.plain.lstrip())
    return [rows[0], *(row.pad_left(hang) for row in rest[skipped:].wrap(width - hang))]


def is_one_row(line: Line, width: int) -> bool:
    """Say whether a line takes one row, without drawing it."""
    return len(line.content) * 2 <= width or line.content.cell_length <= width


def text_lines(text: str, *, read_max: int = READ_MAX, lines_max: int = LINES_MAX) -> list[Line]:
    """Return untrusted text line by line, as it stands; what is cut is said in a last line."""
    shown = visible(text[:read_max], limit=read_max, multiline=True).expandtabs(4).split("\n")
    lines = [Line(Content(line)) for line in shown[:lines_max]]
    if len(text) > read_max or len(shown) > lines_max:
        lines.append(cut_note(text))
    return lines


def json_lines(text: str, *, width: int = 0) -> list[Line]:
    """Return JSON text laid out for reading in `width` cells, 0 for any; text that is no JSON as it stands."""
    layout = lay_out(text, read_max=READ_MAX, lines_max=LINES_MAX, string_max=STRING_MAX, width=width)
    if layout is None:
        return text_lines(text)
    lines = []
    tokens = 0
    for line in layout.text.split("\n"):
        indent = len(line) - len(line.lstrip(" "))
        lines.append(Line(Content(visible(line)), hang=indent + 2, is_json=True, tokens_before=tokens))
        tokens += len(token_starts(line))
    if layout.cut:
        lines.append(cut_note(text))
    return lines


def cut_note(text: str) -> Line:
    """Return the line that stands for what is not shown."""
    return Line(styles.grey(f"… shown in part: the whole is {size(len(text))}; c copies all of it"))


def facts(pairs: Iterable[tuple[str, Content | str]]) -> Iterator[Line]:
    """Yield `label  value` lines with the labels in one column; empty values are left out."""
    kept = [(label, value) for label, value in pairs if value]
    column = max((len(label) for label, _ in kept), default=0) + 2
    for label, value in kept:
        yield Line(styles.say((label.ljust(column), styles.GREY), value), hang=column)


def empty_state(title: str, *steps: tuple[str, str]) -> list[Line]:
    """Return what stands where nothing is yet: one sentence, and the keys that lead on."""
    lines = [BLANK, Line(styles.grey(title)), BLANK]
    lines.extend(
        Line(styles.say((f"{key_hint(key):>5}", styles.ACCENT), "  ", (what, styles.GREY)), hang=7)
        for key, what in steps
    )
    return lines
