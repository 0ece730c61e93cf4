"""The host's log as rows: each line with the call that wrote it. Pure."""

from __future__ import annotations

from typing import Final

from textual.content import Content

from workbench.protocol.calls import LogLine, LogOrigin
from workbench.protocol.host_functions import HostSnapshot
from workbench.session.values.state import SessionState
from workbench.ui.drawing import styles
from workbench.ui.drawing.lines import Line, text_lines
from workbench.ui.drawing.styles import grey, say
from workbench.ui.drawing.table import Column, Row
from workbench.visible import visible

COLUMNS: Final = (Column("level"), Column("written by", rank=1), Column("message", stretches=True, least=20))
LEVELS: Final = ("trace", "debug", "info", "warn", "error")
_LEVEL_STYLES: Final = {"error": styles.BAD, "warn": styles.WARN}


def rows(state: SessionState, host: HostSnapshot, level: str, only: LogOrigin | None) -> list[Row]:
    """Return the lines of a level and above, of one call or of all for None; the key is a line's number in this run."""
    wanted = LEVELS[LEVELS.index(level) :]
    rows = []
    for place, line in enumerate(host.logs, start=host.logs_before):
        if (line.level in wanted or line.level not in LEVELS) and (only is None or line.origin == only):
            style = _LEVEL_STYLES.get(line.level, styles.GREY)
            written_by = _written_by(state, line.origin)
            message = Content(visible(line.message, limit=400))
            rows.append(Row(str(place), (say((visible(line.level, limit=8), style)), written_by, message)))
    return rows


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
