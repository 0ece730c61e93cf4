"""What stands on the sheet of the host, view by view."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.ui import states
from tests.ui.renderers.test_sheet_renderers import cells, text
from workbench.protocol.calls import LogLine, LogOrigin
from workbench.protocol.host_functions import ClockSetting, HostSnapshot, RandomSetting
from workbench.session.values.state import SessionState
from workbench.ui.renderers import host, host_log, typed

HOST = HostSnapshot(
    storage={"dialect": {"seen": b"3", "raw\x1b": b"\x00\xff"}},
    used_bytes={"dialect": 400},
    counters={"dialect": {"shaped_total": 7, "other": 1}},
    logs=(
        LogLine("debug", "hello", LogOrigin("handshake", 2)),
        LogLine("debug", "old", LogOrigin("shape", 1, 7)),
        LogLine("info", "shaped demo-1 for team-a", LogOrigin("shape", 1, 1)),
        LogLine("warn", "no query \x07given", LogOrigin("shape", 1, 1)),
        LogLine("error", "just now"),
    ),
    logs_before=40,
    clock=ClockSetting(1_700_000_000_000, 10),
    random=RandomSetting("fish", 32),
)


def with_host() -> SessionState:
    return replace(states.ready(), host=HOST, snapshots={"before": HOST}, host_undo="the dispatch of shape")


def test_entries_are_shown_as_text_or_as_bytes() -> None:
    rows = cells(host.table(with_host(), "storage").rows)
    assert rows == [["seen", "1 B", "3", "dialect"], ["raw␛", "2 B", "hex:00ff", "dialect"]]
    shown = text(host.detail_lines(with_host(), "storage", "dialect\0raw\x1b", as_bytes=False, width=80))
    assert "000000  00 ff" in shown


def test_a_long_text_is_cut_between_two_signs() -> None:
    long = "방문".encode() * 100
    state = replace(states.ready(), host=HostSnapshot(storage={"dialect": {"k": b"x" + long}}))
    assert cells(host.table(state, "storage").rows)[0][2] == "x" + "방문" * 19 + "방"


def test_the_share_of_the_quota_and_what_can_be_undone_are_said() -> None:
    said = host.summary(with_host()).plain
    assert said == "storage of dialect 400 B of 1 MiB, <0.1%   u undoes the dispatch of shape"


def test_counters_say_what_the_last_dispatch_added() -> None:
    rows = cells(host.table(with_host(), "counters").rows)
    assert [row[:3] for row in rows] == [["shaped_total", "7", "+1"], ["other", "1", "–"]]


def test_log_lines_say_which_call_wrote_them() -> None:
    state = with_host()
    rows = cells(host.table(state, "log").rows)
    assert [row[1] for row in rows] == ["handshake, gen 2", "#7 shape", "#1 shape", "#1 shape", "–"]
    running = cells(host.table(replace(state, running="shape"), "log").rows)
    assert running[-1][1] == "◐ running"
    shown = text(host.detail_lines(state, "log", "43", as_bytes=False, width=80))
    assert shown == "#1 shape   warn\nno query ␇given"
    assert host.detail_lines(state, "log", "39", as_bytes=False, width=80) == [], "it has fallen out"


def test_log_lines_are_filtered_by_level_and_by_call() -> None:
    state, only = with_host(), LogOrigin("shape", 1, 1)
    assert [row[0] for row in cells(host.table(state, "log", "warn").rows)] == ["warn", "error"]
    assert [row.key for row in host.table(state, "log", only=only).rows] == ["42", "43"]
    said = host.summary(state, "log", "warn", only).plain
    assert said == "warn and above   only #1 shape   u undoes the dispatch of shape"


def test_kept_states_say_what_they_hold_and_whether_dispatches_start_there() -> None:
    state = replace(with_host(), host_start="before")
    assert cells(host.table(state, "snapshots").rows) == [
        ["before", "● start here", "2, 400 B", "frozen", "seed 'fish'"]
    ]
    assert host.summary(state, "snapshots").plain.startswith("each dispatch starts from before")
    shown = text(host.detail_lines(state, "snapshots", "before", as_bytes=False, width=80))
    assert "always gives the same result" in shown
    assert "seen  3" in shown


def test_clock_and_random_source_say_what_they_are_set_to() -> None:
    rows = cells(host.table(with_host(), "clock").rows)
    assert rows[0][1] == "frozen at 2023-11-14 22:13:20.000 UTC, each reading adds 10 ms"
    assert rows[1][1] == "seed 'fish', 32 bytes drawn"


def test_what_is_typed_becomes_an_entry_or_a_clock() -> None:
    assert typed.typed_entry("a=b=c") == ("a", b"b=c")
    assert typed.typed_entry("a=hex:00 ff") == ("a", b"\x00\xff")
    assert typed.typed_value(typed.value_text(b"\x00")) == b"\x00"
    assert typed.typed_clock("real") == (None, 0, 0)
    assert typed.typed_clock("1700 +10") == (1700, 10, 0)
    assert typed.typed_clock("-5") == (None, 0, -5)
    for wrong in ("a", "=b", "a=hex:0g"):
        with pytest.raises(ValueError, match="expected"):
            typed.typed_entry(wrong)
    with pytest.raises(ValueError, match="expected: real"):
        typed.typed_clock("tomorrow")
    for far in (f"{2**53 + 1}", f"-{2**60}", f"1 {2**60}"):
        with pytest.raises(ValueError, match="expected at most"):
            typed.typed_clock(far)


def test_lines_of_the_log_are_found_by_their_number_and_by_what_they_say() -> None:
    lines = tuple(LogLine(level, f"line {level}") for level in ("info", "warn", "error"))
    rows = host_log.rows(states.ready(), HostSnapshot(logs=lines, logs_before=40), "warn", None)
    assert [row.key for row in rows] == ["41", "42"]
    assert [rows.place_of(key) for key in ("41", "42", "40", "43", "dialect/seen")] == [0, 1, None, None, None]
    assert [list(rows.holding(text)) for text in ("line", "error", "info")] == [[0, 1], [1], []]
