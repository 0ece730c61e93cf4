"""The views of the host: storage and counters here, the others from their own modules. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from textual.content import Content

from workbench.protocol.calls import LogOrigin
from workbench.protocol.host_functions import HostSnapshot
from workbench.session.values.state import SessionState
from workbench.ui.drawing import styles
from workbench.ui.drawing.choices import Choice
from workbench.ui.drawing.lines import BLANK, Line, empty_state, facts, json_lines
from workbench.ui.drawing.styles import grey, say
from workbench.ui.drawing.table import Column, Row
from workbench.ui.renderers import faults, host_log, host_settings, host_snapshots
from workbench.ui.renderers.cards import hex_lines
from workbench.ui.renderers.host_log import LEVELS
from workbench.ui.renderers.typed import is_text, value_text
from workbench.visible import size, visible

VIEWS = ("storage", "counters", "log", "clock", "snapshots", "faults", "settings")
PART = "\0"
"""Stands between a plugin's name and its key in the key of a row: neither list of host functions lets a NUL through."""
HEAD_BYTES = 120
"""Of a value that are shown in the list."""
_COLUMNS = {
    "storage": (
        Column("key", stretches=True, least=12),
        Column("size", right=True),
        Column("value", stretches=True, least=16),
        Column("plugin", stretches=True, rank=1),
    ),
    "counters": (
        Column("counter", stretches=True, least=16),
        Column("value", right=True),
        Column("last dispatch", right=True),
        Column("plugin", stretches=True, rank=1),
    ),
    "log": host_log.COLUMNS,
    "clock": (Column(""), Column("setting", stretches=True, least=20)),
    "snapshots": host_snapshots.COLUMNS,
    "faults": faults.COLUMNS,
    "settings": host_settings.COLUMNS,
}


@dataclass(frozen=True, slots=True)
class Table:
    """What a view lists."""

    columns: Sequence[Column]
    rows: Sequence[Row]


def view_choices(state: SessionState) -> list[Choice]:
    """Return the views, with how much there is in each."""
    host = state.host or HostSnapshot()
    entries = sum(len(one) for one in host.storage.values())
    counters = sum(len(one) for one in host.counters.values())
    frozen = host.clock.frozen_unix_ms is not None or host.random.seed is not None
    plan = state.settings.faults.specs
    notes = (entries, counters, len(host.logs), "set" if frozen else "", len(state.snapshots), len(plan), "")
    return [
        Choice(
            view,
            "clock & random" if view == "clock" else view,
            str(note or ""),
            styles.WARN if view == "faults" else styles.GREY,
        )
        for view, note in zip(VIEWS, notes, strict=True)
    ]


def table(state: SessionState, view: str, level: str = LEVELS[0], only: LogOrigin | None = None) -> Table:
    """Return the list of a view.

    Args:
        state: The session.
        view: One of `VIEWS`.
        level: The least of the log lines that are shown.
        only: The call whose log lines are shown; None: those of all.
    """
    host = state.host or HostSnapshot()
    rows: Sequence[Row]
    if view == "storage":
        rows = [_entry(plugin, key, value) for plugin, one in host.storage.items() for key, value in one.items()]
    elif view == "counters":
        rows = _counters(state, host)
    elif view == "log":
        rows = host_log.rows(state, host, level, only)
    elif view == "clock":
        rows = [
            Row("clock", (Content("clock"), say(host_snapshots.clock_text(host.clock)))),
            Row("random", (Content("random source"), host_snapshots.random_text(host.random))),
        ]
    elif view == "snapshots":
        rows = host_snapshots.rows(state)
    else:
        rows = faults.rows(state) if view == "faults" else host_settings.rows(state)
    return Table(_COLUMNS[view], rows)


def _entry(plugin: str, key: str, value: bytes) -> Row:
    shown = grey("empty") if not value else Content(visible(value_text(_head(value)), limit=HEAD_BYTES))
    return Row(
        f"{plugin}{PART}{key}",
        (Content(visible(key, limit=200)), grey(size(len(value))), shown, grey(visible(plugin, limit=80))),
    )


def _head(value: bytes) -> bytes:
    """Return the start of a value, cut between two signs where it is text."""
    heads = (value[: HEAD_BYTES - less] for less in range(4))
    return next((head for head in heads if is_text(head)), value[:HEAD_BYTES])


def _counters(state: SessionState, host: HostSnapshot) -> list[Row]:
    call = state.last.outcome.call if state.last else None
    serving = state.serving
    changed = dict(call.activity.counters) if call is not None else {}
    rows = []
    for plugin, counters in host.counters.items():
        ours = serving is not None and serving.plugin_name == plugin
        for name, value in counters.items():
            added = changed.get(name, 0) if ours else 0
            change = say((f"+{added:,}", styles.GOOD)) if added else grey(styles.NOTHING)
            cells = (Content(visible(name, limit=200)), Content(f"{value:,}"), change, grey(visible(plugin, limit=80)))
            rows.append(Row(f"{plugin}{PART}{name}", cells))
    return rows


def summary(
    state: SessionState, view: str = VIEWS[0], level: str = LEVELS[0], only: LogOrigin | None = None
) -> Content:
    """Return what matters of a view beside its list, and what undoing would take back."""
    if view in ("faults", "settings"):
        return faults.summary(state) if view == "faults" else host_settings.summary(state)
    if state.host is None:
        return grey("the host's state is unknown")
    parts: list[Content] = []
    if view == "storage":
        parts = _share(state)
    elif view == "log":
        parts = host_log.shown_only(level, only)
    elif view == "snapshots":
        parts = host_snapshots.start(state)
    undo = grey(f"u undoes {visible(state.host_undo, limit=60)}") if state.host_undo else Content()
    return styles.joined([*parts, undo])


def _share(state: SessionState) -> list[Content]:
    """Return how much of its quota the plugin that answers uses."""
    if state.serving is None or state.host is None:
        return []
    plugin, quota = state.serving.plugin_name, state.settings.budget.storage_quota_bytes
    used = state.host.used_bytes.get(plugin, 0)
    # Above half of the quota the share is said in any case.
    share = f", {styles.share(used, quota)}" if used * 2 <= quota else ""
    beside = say(styles.size_beside(used, quota), (share, styles.GREY))
    return [say((f"storage of {visible(plugin, limit=60)} ", styles.GREY), beside)]


def detail_lines(state: SessionState, view: str, key: str | None, *, as_bytes: bool, width: int) -> list[Line]:
    """Return what stands behind a row."""
    host = state.host or HostSnapshot()
    if view in ("faults", "settings"):
        return faults.detail_lines(state, key) if view == "faults" else host_settings.detail_lines(state, key)
    if key is None:
        return _nothing(view)
    if view == "log":
        return host_log.detail_lines(state, host, key)
    if view == "snapshots":
        return host_snapshots.detail_lines(state, key)
    if view == "clock":
        return _asked(key)
    return _value(host, key, as_bytes=as_bytes, width=width) if view == "storage" else []


def _value(host: HostSnapshot, key: str, *, as_bytes: bool, width: int) -> list[Line]:
    """Return a value in full."""
    plugin, _, name = key.partition(PART)
    value = host.storage.get(plugin, {}).get(name, b"")
    about = f"   {size(len(value))} of {visible(plugin, limit=80)}"
    head = Line(say((visible(name, limit=400), styles.STRONG), (about, styles.GREY)), hang=2)
    if as_bytes or not is_text(value):
        return [head, *hex_lines(value, 0, min(len(value), 4_096), width=width)]
    return [head, *json_lines(value.decode(), width=width)]


def _asked(key: str) -> list[Line]:
    """Return what can be typed for the clock or the random source."""
    asked = {
        "clock": (
            ("real", "the real time"),
            ("1700000000000", "stops the clock there; milliseconds since 1970"),
            ("1700000000000 +10", "stops there, and adds 10 ms at each reading"),
            ("+1000", "moves it by 1,000 ms"),
        ),
        "random": (("", "secure random bytes"), ("any text", "the same bytes for the same seed")),
    }[key]
    forms = facts((f"  {typed or '(nothing)'}", grey(what)) for typed, what in asked)
    return [BLANK, Line(grey("enter takes")), *forms]


def _nothing(view: str) -> list[Line]:
    if view == "storage":
        return empty_state(
            "The plugin has stored nothing.", ("a", "stores a value: key=value"), ("I", "imports a file")
        )
    if view == "snapshots":
        return empty_state(
            "There are no snapshots.",
            ("s", "takes a snapshot of the host's state"),
            ("f", "starts each dispatch from it"),
        )
    return empty_state({"counters": "No counter has been changed.", "log": "The log is empty."}.get(view, ""))
