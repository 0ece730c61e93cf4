"""What a demo says at the foot of the screen: its text, where it stands, the keys that were pressed. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from textual.content import Content

from workbench.ui.drawing import styles
from workbench.ui.drawing.lines import Line, rows_of
from workbench.ui.drawing.styles import say
from workbench.visible import visible

ROWS_MAX = 5
"""Rows of one text."""
PROBLEM_ROWS_MAX = 2
_GUTTER = "  "


@dataclass(frozen=True, slots=True)
class Said:
    """What stands at the foot."""

    title: str
    text: str
    """Empty: nothing is said yet."""
    number: int
    """Of the stop, from 1."""
    total: int
    keys: tuple[str, ...] = ()
    """That were pressed at this step, as people write them."""
    problem: str = ""
    """Why the show is not what it should be. May quote the plugin: untrusted text."""
    busy: bool = False
    """Something goes on that is waited for."""
    waits: bool = True
    """Somebody has to go on; otherwise it goes on by itself."""


def rows(said: Said, width: int) -> list[Content]:
    """Return the rows: the text, and a last one that says where the show stands and which keys lead on."""
    room = max(width - len(_GUTTER) * 2, 20)
    drawn = [_indented(row) for row in _broken(said.text, "bold", room, ROWS_MAX)]
    if said.problem:
        drawn += [
            _indented(row) for row in _broken(f"{styles.FAILED} {said.problem}", styles.BAD, room, PROBLEM_ROWS_MAX)
        ]
    return [*(drawn or [Content("")]), _foot(said, room)]


def _broken(text: str, style: str, width: int, rows_max: int) -> Sequence[Content]:
    if not text:
        return []
    found = rows_of(Line(say((visible(text), style))), width)
    return (
        found
        if len(found) <= rows_max
        else [*found[: rows_max - 1], found[rows_max - 1].truncate(width - 1) + say(("…", style))]
    )


def _indented(row: Content) -> Content:
    return row.pad_left(len(_GUTTER))


def _foot(said: Said, width: int) -> Content:
    place = say((f"{visible(said.title, limit=60)}  {said.number}/{said.total}", styles.ACCENT))
    caps = [say((f" {styles.untrusted(key, 20)} ", "reverse")) for key in said.keys]
    left = styles.joined([place, styles.joined([say(("keys", styles.GREY)), *caps], " ") if caps else Content("")])
    sign = f"{styles.RUNNING} " if said.busy else ""
    words = f"{sign}space next · ← back · esc leaves" if said.waits else f"{sign}goes on by itself · esc leaves"
    gap = width - left.cell_length - len(words)
    if gap < 1:
        return _indented(say((words, styles.GREY)) if not said.keys else left)
    return _indented(say(left, " " * gap, (words, styles.GREY)))
