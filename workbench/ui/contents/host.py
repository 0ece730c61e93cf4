"""The host's state as a person sees it: storage, counters, log, clock and random source, kept states. Pure."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass

from textual.content import Content

from workbench.protocol.host_functions import ClockSetting, HostSnapshot
from workbench.session.state import SessionState
from workbench.ui import ink
from workbench.ui.contents.cards import hex_lines
from workbench.ui.grid import Column, Row
from workbench.ui.ink import grey, say
from workbench.ui.lines import BLANK, Line, empty_state, facts, json_lines, text_lines
from workbench.ui.ribbon import Choice
from workbench.visible import size, visible

VIEWS = ("storage", "counters", "log", "clock", "states")
LEVELS = ("trace", "debug", "info", "warn", "error")
PART = "\0"
"""Stands between a plugin's name and its key in the key of a row: neither list of host functions lets a NUL through."""
HEX = "hex:"
"""Before a value that is typed in hexadecimal digits."""
_LEVEL_STYLES = {"error": ink.BAD, "warn": ink.WARN}
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
    "log": (Column("level"), Column("dispatch", rank=1), Column("message", stretches=True, least=20)),
    "clock": (Column(""), Column("setting", stretches=True, least=20)),
    "states": (Column("name", stretches=True, least=12),),
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
    notes = (entries, counters, len(host.logs), "set" if frozen else "", len(state.snapshots))
    return [
        Choice(view, "clock & random" if view == "clock" else view, str(note or ""))
        for view, note in zip(VIEWS, notes, strict=True)
    ]


def table(state: SessionState, view: str, level: str = LEVELS[0]) -> Table:
    """Return the list of a view; `level` is the least of the log lines that are shown."""
    host = state.host or HostSnapshot()
    if view == "storage":
        rows = [_entry(plugin, key, value) for plugin, one in host.storage.items() for key, value in one.items()]
    elif view == "counters":
        rows = _counters(state, host)
    elif view == "log":
        rows = _log(state, host, level)
    elif view == "clock":
        rows = [
            Row("clock", (Content("clock"), say(clock_text(host.clock)))),
            Row("random", (Content("random source"), _random(host))),
        ]
    else:
        rows = [Row(name, (Content(visible(name, limit=120)),)) for name in state.snapshots]
    return Table(_COLUMNS[view], rows)


def _entry(plugin: str, key: str, value: bytes) -> Row:
    shown = grey("empty") if not value else Content(visible(value_text(value[:120]), limit=120))
    return Row(
        f"{plugin}{PART}{key}",
        (Content(visible(key, limit=200)), grey(size(len(value))), shown, grey(visible(plugin, limit=80))),
    )


def _counters(state: SessionState, host: HostSnapshot) -> list[Row]:
    call = state.last.outcome.call if state.last else None
    serving = state.serving
    changed = dict(call.activity.counters) if call is not None else {}
    rows = []
    for plugin, counters in host.counters.items():
        ours = serving is not None and serving.plugin_name == plugin
        for name, value in counters.items():
            added = changed.get(name, 0) if ours else 0
            change = say((f"+{added:,}", ink.GOOD)) if added else grey(ink.NOTHING)
            cells = (Content(visible(name, limit=200)), Content(f"{value:,}"), change, grey(visible(plugin, limit=80)))
            rows.append(Row(f"{plugin}{PART}{name}", cells))
    return rows


def _log(state: SessionState, host: HostSnapshot, level: str) -> list[Row]:
    wanted = LEVELS[LEVELS.index(level) :]
    call = state.last.outcome.call if state.last else None
    of_last = len(call.activity.logs) if call is not None else 0
    rows = []
    for place, line in enumerate(host.logs):
        if line.level in wanted or line.level not in LEVELS:
            is_last = place >= len(host.logs) - of_last and state.last is not None
            dispatch = say((f"#{state.last.number}", ink.ACCENT)) if is_last and state.last else grey("earlier")
            style = _LEVEL_STYLES.get(line.level, ink.GREY)
            cells = (say((visible(line.level, limit=8), style)), dispatch, Content(visible(line.message, limit=400)))
            rows.append(Row(str(place), cells))
    return rows


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


def _random(host: HostSnapshot) -> Content:
    if host.random.seed is None:
        return Content("secure random bytes")
    return say(f"seed {visible(host.random.seed, limit=80)!r}", (f", {host.random.position:,} bytes drawn", ink.GREY))


def summary(state: SessionState) -> Content:
    """Return the share of the quota that the plugin uses, and what undoing would take back."""
    if state.host is None:
        return grey("the host's state is not known")
    plugin = state.serving.plugin_name if state.serving is not None else ""
    used = state.host.used_bytes.get(plugin, 0)
    quota = ink.size_beside(used, state.settings.budget.storage_quota_bytes)
    parts = [say((f"storage of {visible(plugin, limit=60)} ", ink.GREY), quota)] if plugin else []
    undo = grey(f"u undoes {visible(state.host_undo, limit=60)}") if state.host_undo else Content()
    return ink.joined([*parts, undo])


def detail_lines(state: SessionState, view: str, key: str | None, *, as_bytes: bool, width: int) -> list[Line]:
    """Return what stands behind a row."""
    host = state.host or HostSnapshot()
    if key is None:
        return _nothing(view)
    if view == "storage":
        plugin, _, name = key.partition(PART)
        value = host.storage.get(plugin, {}).get(name, b"")
        head = Line(
            say((visible(name, limit=400), ink.STRONG), (f"   {size(len(value))} of {plugin}", ink.GREY)), hang=2
        )
        if as_bytes or not is_text(value):
            return [head, *hex_lines(value, 0, min(len(value), 4_096), width=width)]
        return [head, *json_lines(value.decode(), width=width)]
    if view == "log":
        return text_lines(host.logs[int(key)].message) if int(key) < len(host.logs) else []
    if view == "clock":
        asked = {
            "clock": (
                ("real", "the real time"),
                ("1700000000000", "stand still there, milliseconds since 1970"),
                ("1700000000000 +10", "and go on by 10 ms at each reading"),
                ("+1000", "move it by 1,000 ms"),
            ),
            "random": (("", "secure random bytes"), ("any text", "the same bytes for the same seed, from the start")),
        }[key]
        return [
            BLANK,
            Line(grey("enter asks for")),
            *facts((f"  {typed or '(nothing)'}", grey(what)) for typed, what in asked),
        ]
    return []


def _nothing(view: str) -> list[Line]:
    if view == "storage":
        return empty_state("The plugin has stored nothing.", ("a", "stores a value: key=value"))
    if view == "states":
        return empty_state("No state is kept.", ("s", "keeps the host's state under a name"))
    return empty_state({"counters": "Nothing was counted.", "log": "Nothing was logged."}.get(view, ""))


def is_text(value: bytes) -> bool:
    """Say whether a value can be read, and typed, as text."""
    try:
        text = value.decode()
    except UnicodeDecodeError:
        return False
    return all(sign.isprintable() or sign in "\n\t" for sign in text)


def value_text(value: bytes) -> str:
    """Return a value as it is typed: text, or hexadecimal digits behind `hex:`."""
    return value.decode() if is_text(value) and not value.startswith(HEX.encode()) else f"{HEX}{value.hex()}"


def typed_entry(text: str) -> tuple[str, bytes]:
    """Return key and value of `key=value`.

    Raises:
        ValueError: There is no key, or what stands behind `hex:` is not hexadecimal; the text says so.
    """
    key, equals, value = text.partition("=")
    if not key or not equals:
        raise ValueError("expected key=value")
    return key, typed_value(value)


def typed_value(text: str) -> bytes:
    """Return the bytes that were typed. Raises ValueError, as `typed_entry`."""
    if not text.startswith(HEX):
        return text.encode("utf-8", "replace")
    try:
        return bytes.fromhex(text.removeprefix(HEX))
    except ValueError:
        raise ValueError(f"expected pairs of hexadecimal digits behind {HEX}") from None


def typed_clock(text: str) -> tuple[int | None, int, int]:
    """Return where the clock is to stand (None: nowhere), what each reading adds, and by how much it is moved, in ms.

    Raises:
        ValueError: It is none of the forms that are taken.
    """
    words = text.split()
    if words in ([], ["real"]):
        return None, 0, 0
    try:
        if words[0][0] in "+-":
            return None, 0, int(words[0])
        return int(words[0]), int(words[1]) if len(words) > 1 else 0, 0
    except ValueError:
        raise ValueError("expected: real, milliseconds since 1970, or +milliseconds") from None
