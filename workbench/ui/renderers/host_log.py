"""The host's log as rows: each line with the call that wrote it. Pure."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from typing import Final

from textual.content import Content

from workbench.protocol.calls import LOG_LEVELS, LogLine, LogOrigin
from workbench.protocol.host_functions import HostSnapshot
from workbench.session.values.state import SessionState
from workbench.ui.drawing import styles
from workbench.ui.drawing.lines import Line, text_lines
from workbench.ui.drawing.styles import grey, say
from workbench.ui.drawing.table import Column, LazyRows, Row
from workbench.visible import visible

COLUMNS: Final = (Column("level"), Column("written by", rank=1), Column("message", stretches=True, least=20))
LEVELS: Final = LOG_LEVELS
_TYPICAL_ROWS: Final = 50
"""Rows at either end of the list by which its columns are laid out."""
_LEVEL_STYLES: Final = {"error": styles.BAD, "warn": styles.WARN}


def rows(state: SessionState, host: HostSnapshot, level: str, only: LogOrigin | None) -> LazyRows:
    """Return the lines of a level and above, of one call or of all for None; the key is a line's number in this run."""
    wanted = LEVELS[LEVELS.index(level) :]
    places = [
        place
        for place, line in enumerate(host.logs)
        if (line.level in wanted or line.level not in LEVELS) and (only is None or line.origin == only)
    ]

    def place_of(key: str) -> int | None:
        # The rows of other views have other keys.
        at = int(key) - host.logs_before if key.isdecimal() else -1
        place = bisect_left(places, at)
        return place if place < len(places) and places[place] == at else None

    def holding(text: str) -> Iterator[int]:
        for place, at in enumerate(places):
            if any(text in cell.plain.lower() for cell in make(place).cells) or text in host.logs[at].message.lower():
                yield place

    def make(place: int) -> Row:
        line = host.logs[places[place]]
        style = _LEVEL_STYLES.get(line.level, styles.GREY)
        message = Content(visible(line.message, limit=400))
        cells = (say((visible(line.level, limit=8), style)), _written_by(state, line.origin), message)
        return Row(str(host.logs_before + places[place]), cells)

    ends = {*range(min(_TYPICAL_ROWS, len(places))), *range(max(len(places) - _TYPICAL_ROWS, 0), len(places))}
    return LazyRows(len(places), make, place_of, holding, [make(place) for place in sorted(ends)])


def _written_by(state: SessionState, origin: LogOrigin | None) -> Content:
    if origin is None:
        return say((f"{styles.RUNNING} running", styles.ACCENT)) if state.running else grey(styles.NOTHING)
    last = state.last
    is_last = last is not None and origin.dispatch in (last.entry, last.number) and origin.dispatch is not None
    return say((origin_text(origin), styles.ACCENT if is_last else styles.GREY))


def origin_text(origin: LogOrigin) -> str:
    """Return a call in a few words: `#17 shape`, `handshake, gen 2`."""
    name = visible(origin.name, limit=40)
    if origin.dispatch is not None:
        return f"#{origin.dispatch} {name}"
    return f"{name}, gen {origin.generation}" if origin.generation else name


def line_at(host: HostSnapshot, key: str | None) -> LogLine | None:
    """Return the line of a row; None: it is no longer kept."""
    place = -1 if key is None else int(key) - host.logs_before
    return host.logs[place] if 0 <= place < len(host.logs) else None


def detail_lines(state: SessionState, host: HostSnapshot, key: str) -> list[Line]:
    """Return a line in full, with the call that wrote it."""
    line = line_at(host, key)
    if line is None:
        return []
    head = say(_written_by(state, line.origin), (f"   {visible(line.level, limit=8)}", styles.GREY))
    return [Line(head), *text_lines(line.message)]


def shown_only(level: str, only: LogOrigin | None) -> list[Content]:
    """Return which lines are shown, where it is not all of them."""
    least = [say((f"{level} and above", styles.ACCENT))] if level != LEVELS[0] else []
    return least if only is None else [*least, say(("only ", styles.GREY), (origin_text(only), styles.ACCENT))]
