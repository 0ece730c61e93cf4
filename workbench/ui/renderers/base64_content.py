"""What base64 values hold, below the editor and below the lines of an answer. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from textual.content import Content

from workbench.protocol.wire.bytes64 import base64_fault, decoded_base64, mended_base64
from workbench.ui.drawing import styles
from workbench.ui.drawing.base64_content import Base64Value, ContentForm, base64_values, form_of, readable, summary
from workbench.ui.drawing.json_layout import READ_MAX
from workbench.ui.drawing.lines import Line, json_lines
from workbench.ui.drawing.styles import grey, say
from workbench.ui.editor.highlight import coloured
from workbench.visible import visible

LINES_MAX: Final = 60
"""Lines of one value that are shown below it."""
SHORT_MAX: Final = 60
SHORTENED_TO: Final = 12
"""Characters of a long value above its content."""
WRONG: Final = f"reverse {styles.WARN}"
BELOW_EDITOR_MAX: Final = 5
_SHOWN_MAX: Final = 20_000
"""Characters of a value that are looked at to show its first lines."""


def below_editor(value: Base64Value, key: str, width: int) -> Content:
    """Return what stands below the editor while the cursor is at a base64 value.

    Args:
        value: The value.
        key: The key that opens it.
        width: Cells of a line.
    """
    content = value.content
    opens = (f"   {key} opens it", styles.GREY)
    if content is None:
        wrong = say((f"{value.key} ", styles.ACCENT), ("is no standard base64", styles.WARN), opens)
        fault = fault_text(value.plain)
        return Content("\n").join([wrong, say((f"found {visible(fault)}", styles.WARN))]) if fault else wrong
    title = say((f"{value.key} ", styles.ACCENT), summary(content), opens)
    rows = [row.truncate(max(width, 1), ellipsis=True) for row in _rows(content, width, BELOW_EDITOR_MAX)]
    return Content("\n").join([title, *rows])


def _rows(content: bytes, width: int, lines_max: int) -> list[Content]:
    form = form_of(content)
    text = readable(content[:_SHOWN_MAX], form if len(content) <= _SHOWN_MAX else _unlaid(form), width)
    lines = visible(text, limit=_SHOWN_MAX, multiline=True).expandtabs(4).split("\n") if text else []
    shown = [coloured(line) if form is ContentForm.JSON else Content(line) for line in lines[:lines_max]]
    if len(lines) > lines_max or len(content) > _SHOWN_MAX:
        shown[-1:] = [grey(f"… {len(lines) - lines_max + 1:,} lines more")]
    return shown


def _unlaid(form: ContentForm) -> ContentForm:
    return ContentForm.TEXT if form is ContentForm.JSON else form


def fault_text(text: str) -> str | None:
    """Return why a text is no base64 as a host reads it, with the place; None: it is."""
    fault = base64_fault(text)
    return None if fault is None else fault.found


def message_lines(text: str, *, width: int = 0) -> list[Line]:
    """Return a JSON message laid out for reading in `width` cells, 0 for any, with what its base64 values hold."""
    return with_contents(json_lines(text, width=width), text, width)


def with_contents(lines: Sequence[Line], text: str, width: int = 0) -> list[Line]:
    """Return the lines of a JSON text, below each with base64 values what these hold.

    Args:
        lines: The text laid out: values may be cut in it.
        text: The text.
        width: Cells of a line; 0 for any.
    """
    values: Iterator[Base64Value] = base64_values(text[:READ_MAX])
    shown: list[Line] = []
    for line in lines:
        plain = line.content.plain
        found = [(seen, next(values, None)) for seen in base64_values(plain)] if "_base64" in plain else []
        indent = len(plain) - len(plain.lstrip(" ")) + 2
        shown.append(_with_marks(line, found) if line.is_json and found else line)
        for _, value in found:
            shown += _below(value, indent, width) if value is not None else []
    return shown


def _shortened(line: str, found: Sequence[tuple[Base64Value, Base64Value | None]]) -> str:
    """Return a line with the beginning of each value that is shown below it: nobody reads the rest."""
    for seen, value in reversed(found):
        if seen.text is not None and value is not None and value.content and len(seen.text) > SHORTENED_TO * 2:
            line = f'{line[: seen.start]}"{seen.text[:SHORTENED_TO]}…"{line[seen.end :]}'
    return line


def _with_marks(line: Line, found: Sequence[tuple[Base64Value, Base64Value | None]]) -> Line:
    """Return a line with its values begun only; where one is no base64, what is wrong in it is marked."""
    shortened = _shortened(line.content.plain, found)
    wrong = [seen for seen in base64_values(shortened) if seen.text and seen.content is None and "…" not in seen.text]
    if not wrong:
        return replace(line, content=Content(shortened))
    content = coloured(shortened)
    for seen in wrong:
        fault = base64_fault(seen.text or "")
        if fault is not None:
            # Where something is missing the quote behind it stands for it.
            start = seen.start + 1 + fault.start
            content = content.stylize(WRONG, start, max(seen.start + 1 + fault.end, start + 1))
    return replace(line, content=content, is_json=False)


def _below(value: Base64Value, indent: int, width: int) -> list[Line]:
    content = value.content
    if value.text is None or content == b"":
        return []
    if content is None:
        return _below_wrong(value, indent, width)
    return _held(content, indent, width)


def _below_wrong(value: Base64Value, indent: int, width: int) -> list[Line]:
    """Return what is wrong with a value, and what it holds when it is mended."""
    space = " " * indent
    fault = fault_text(value.plain)
    said = f": found {visible(fault)}" if fault else ""
    lines = [Line(say(space, (f"! no standard base64{said}", styles.WARN)), hang=indent + 2)]
    mended = mended_base64(value.plain)
    content = decoded_base64(mended) if mended is not None else None
    if not content:
        return lines
    return [
        *lines,
        Line(say(space, ("  mended it holds", styles.GREY)), hang=indent + 2),
        *_held(content, indent, width),
    ]


def _held(content: bytes, indent: int, width: int) -> list[Line]:
    space = " " * indent
    rows = _rows(content, max(width - indent - 2, 0), LINES_MAX)
    if len(rows) == 1 and len(rows[0]) <= SHORT_MAX and form_of(content) is ContentForm.TEXT:
        return [Line(say(space, (f"{styles.HINT} ", styles.GREY), rows[0]), hang=indent + 2)]
    title = Line(say(space, (f"{styles.HINT} {summary(content)}", styles.GREY)), hang=indent + 2)
    return [title, *(Line(say(space, "  ", row), hang=indent + 4) for row in rows)]
