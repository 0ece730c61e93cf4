"""What is said for a moment, as a value, and how it is drawn in few lines. Pure; knows no widget."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from textual.content import Content

from workbench.ui.drawing import styles
from workbench.ui.drawing.lines import Line, rows_of

ROWS_MAX: Final = 4
"""Rows that notices may take together."""

Severity = Literal["information", "warning", "error"]
_SIGNS: Final[dict[Severity, tuple[str, str]]] = {
    "information": (styles.HINT, styles.ACCENT),
    "warning": ("!", styles.WARN),
    "error": (styles.FAILED, styles.BAD),
}


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing that was said."""

    text: str
    """Nothing in it drives a terminal."""
    title: str
    """What it is about; empty when the text says that itself."""
    severity: Severity
    at: float
    """Unix seconds."""


def notice_content(notice: Notice) -> Content:
    """Return a notice on one line, behind its sign."""
    sign, style = _SIGNS[notice.severity]
    title = (f"{notice.title}: ", styles.STRONG) if notice.title else ""
    return styles.say((f"{sign} ", style), title, " ".join(notice.text.split()))


def notice_rows(notices: Sequence[Notice], width: int, more: str) -> list[Content]:
    """Return the rows of what is said now, the newest last; what there is no room for gives way to it.

    Args:
        notices: In the order in which they came.
        width: Cells of a row.
        more: Stands at the end of what is cut: where the whole is shown.
    """
    rows: list[Content] = []
    for notice in reversed(notices):
        wrapped = rows_of(Line(notice_content(notice), hang=2), width)
        room = ROWS_MAX - len(rows)
        if len(wrapped) > room:
            if rows:
                break
            last = wrapped[room - 1].truncate(max(width - len(more) - 2, 1), ellipsis=False)
            wrapped = [*wrapped[: room - 1], styles.say(last, "… ", (more, styles.GREY))]
        rows = [*wrapped, *rows]
    return rows
