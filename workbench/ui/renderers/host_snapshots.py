"""What a state of the host is like: its clock, its random source, its entries; and the snapshots of it. Pure."""

from __future__ import annotations

import time
from typing import Final

from textual.content import Content

from workbench.protocol.host_functions import ClockSetting, HostSnapshot, RandomSetting
from workbench.session.values.state import SessionState
from workbench.ui.drawing import styles
from workbench.ui.drawing.lines import BLANK, Line, facts
from workbench.ui.drawing.styles import grey, say
from workbench.ui.drawing.table import Column, Row
from workbench.ui.renderers.typed import value_text
from workbench.visible import size, visible

COLUMNS: Final = (
    Column("name", stretches=True, least=12),
    Column("dispatches"),
    Column("entries", right=True, rank=1),
    Column("clock", rank=2),
    Column("random", rank=2),
)
_ENTRIES_MAX: Final = 20


def rows(state: SessionState) -> list[Row]:
    """Return the kept states."""
    return [_kept(name, kept, starts=name == state.host_start) for name, kept in state.snapshots.items()]


def _kept(name: str, kept: HostSnapshot, *, starts: bool) -> Row:
    entries = sum(len(one) for one in kept.storage.values())
    used = sum(kept.used_bytes.values())
    seed = kept.random.seed
    cells = (
        Content(visible(name, limit=120)),
        say((f"{styles.FULL} start here", styles.WARN)) if starts else grey(styles.NOTHING),
        Content(f"{entries:,}, {size(used)}" if entries else "none"),
        grey("frozen" if kept.clock.frozen_unix_ms is not None else "real time"),
        grey("secure" if seed is None else f"seed {visible(seed, limit=20)!r}"),
    )
    return Row(name, cells)


def detail_lines(state: SessionState, name: str) -> list[Line]:
    """Return a kept state in full, and what beginning with it means."""
    kept = state.snapshots.get(name)
    if kept is None:
        return []
    is_same_always = kept.clock.frozen_unix_ms is not None and kept.random.seed is not None
    meaning = (
        "A dispatch on a fresh instance that starts here always gives the same result."
        if is_same_always
        else "Freeze the clock and seed the random source before you take a snapshot; then a dispatch that starts "
        "there always gives the same result."
    )
    lines = [
        Line(say((visible(name, limit=120), styles.STRONG)), hang=2),
        *facts([("clock", Content(clock_text(kept.clock))), ("random", random_text(kept.random))]),
        Line(grey(meaning)),
        BLANK,
    ]
    for plugin, entries in kept.storage.items():
        lines.append(Line(grey(f"storage of {visible(plugin, limit=80)}")))
        for key, value in list(entries.items())[:_ENTRIES_MAX]:
            text = visible(value_text(value[:120]), limit=120)
            lines.append(Line(say(f"  {visible(key, limit=80)}  ", (text, styles.GREY)), hang=4))
        if len(entries) > _ENTRIES_MAX:
            lines.append(Line(grey(f"  … {len(entries) - _ENTRIES_MAX:,} more")))
    return lines


def start(state: SessionState) -> list[Content]:
    """Return which state dispatches begin with."""
    if not state.host_start:
        return [grey("dispatches use the host's state as it is")]
    return [say(("each dispatch starts from ", styles.GREY), (visible(state.host_start, limit=60), styles.WARN))]


def clock_text(clock: ClockSetting) -> str:
    """Return what the clock tells: the real time, or where it stands still."""
    if clock.frozen_unix_ms is None:
        return "the real time"
    seconds, milliseconds = divmod(clock.frozen_unix_ms, 1_000)
    try:
        moment = time.strftime("%Y-%m-%d %H:%M:%S", time.gmtime(seconds)) + f".{milliseconds:03} UTC"
    except (OverflowError, OSError, ValueError):
        moment = f"{clock.frozen_unix_ms} ms"
    step = f", each reading adds {clock.step_ms:,} ms" if clock.step_ms else ""
    return f"frozen at {moment}{step}"


def random_text(random: RandomSetting) -> Content:
    """Return what the random source gives: secure bytes, or those of a seed."""
    if random.seed is None:
        return Content("secure random bytes")
    return say(f"seed {visible(random.seed, limit=80)!r}", (f", {random.position:,} bytes drawn", styles.GREY))
