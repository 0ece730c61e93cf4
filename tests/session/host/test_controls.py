"""A person looks at the host, changes it, and takes it back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from tests.loops import FUNCTION, ONE, PAYLOAD, TWO, Loop
from workbench.errors.operator import StorageTooLarge
from workbench.protocol.calls import CallOutcome, HostActivity, LogLine, LogOrigin
from workbench.protocol.host_functions import ClockSetting


@pytest.fixture
def loop() -> Loop:
    return Loop()


def test_a_person_changes_the_host_and_takes_it_back(loop: Loop) -> None:
    loop.load(ONE)
    host = loop.session.host
    changes: list[tuple[Callable[[], None], str]] = [
        (lambda: host.put("key", b"1"), "storing key"),
        (lambda: host.freeze_clock(5, step_ms=2), "freezing the clock"),
        (lambda: host.step_clock(10), "moving the clock"),
        (lambda: host.seed_random("s"), "seeding the random source"),
        (lambda: host.delete("key"), "deleting key"),
        (lambda: host.freeze_clock(None), "letting the clock run"),
    ]
    for change, words in changes:
        change()
        assert loop.state.host_undo == words
    assert loop.state.host is not None
    assert (loop.state.host.storage, loop.state.host.clock.frozen_unix_ms) == ({}, None)
    for _ in range(2):
        host.undo()
    assert loop.state.host.storage == {"sample": {"key": b"1"}}
    assert loop.state.host.clock.frozen_unix_ms == 15
    for _ in range(5):
        host.undo()
    assert (loop.state.host.storage, loop.state.host_undo) == ({}, "")


def test_a_value_above_the_quota_is_refused_with_what_it_would_use(loop: Loop) -> None:
    loop.load(ONE)
    loop.session.host.put("key", b"1", quota_bytes=20)
    with pytest.raises(StorageTooLarge) as refused:
        loop.session.host.put("more", b"1234567890", quota_bytes=20)
    assert (refused.value.plugin, refused.value.used_bytes) == ("sample", 11 + 21)
    assert loop.state.host_undo == "storing key"


def test_states_of_the_host_are_kept_under_names(loop: Loop) -> None:
    loop.load(ONE)
    host = loop.session.host
    host.put("key", b"1")
    host.keep("full")
    host.clear()
    host.restore("full")
    host.restore("unknown")
    assert loop.state.host is not None
    assert loop.state.host.storage == {"sample": {"key": b"1"}}
    assert list(loop.state.snapshots) == ["full"]
    host.drop("full")
    assert not loop.state.snapshots


def test_what_a_dispatch_stored_is_shown_and_can_be_undone(loop: Loop) -> None:
    loop.load(ONE)
    genuine = loop.engine.call

    def storing(*arguments: Any, **named: Any) -> Any:
        loop.host.put("sample", "seen", b"1")
        return genuine(*arguments, **named)

    loop.engine.call = storing  # type: ignore[method-assign]
    loop.send()
    assert loop.state.host is not None
    assert loop.state.host.storage == {"sample": {"seen": b"1"}}
    assert loop.state.host_undo == f"the dispatch of {FUNCTION}"
    entry = loop.session.history.entry(1)
    assert entry is not None
    assert (entry.before.storage, entry.after.storage) == ({}, {"seen": b"1"})
    loop.session.host.undo()
    assert loop.state.host.storage == {}


def logging(loop: Loop, *levels: str) -> None:
    """Let each call of the engine log a line at each of these levels."""
    for name in ("call", "call_fresh"):
        genuine = getattr(loop.engine, name)

        def call(*arguments: Any, genuine: Callable[..., CallOutcome] = genuine, **named: Any) -> CallOutcome:
            lines = tuple(LogLine(level, "hello") for level in levels)
            loop.host.note_activity("sample", lines, (), (None, 0), revision=-1)
            return replace(genuine(*arguments, **named), activity=HostActivity(logs=lines))

        setattr(loop.engine, name, call)


def test_each_line_of_the_log_is_bound_to_the_call_that_wrote_it(loop: Loop) -> None:
    logging(loop, "info", "warn")
    loop.load(ONE)
    for _ in range(2):
        loop.send()
    loop.load(TWO)
    assert loop.state.host is not None
    origins = [line.origin for line in loop.state.host.logs]
    assert (
        origins[::2]
        == origins[1::2]
        == [
            LogOrigin("handshake", 1),
            LogOrigin("self-check", 1),
            LogOrigin(FUNCTION, 1, 1),
            LogOrigin(FUNCTION, 1, 2),
            LogOrigin("handshake", 2),
            LogOrigin("self-check", 2),
            LogOrigin(FUNCTION, 2, 3),
        ]
    )


def test_each_dispatch_begins_with_the_chosen_state(loop: Loop) -> None:
    logging(loop, "info")
    loop.load(ONE)
    host = loop.session.host
    host.put("visits", b"1")
    host.freeze_clock(5)
    host.keep("start")
    host.put("visits", b"9")
    host.start_from("start")
    assert loop.state.host_start == "start"
    record = loop.send()
    assert (record.started_from, record.outcome.ok) == ("start", True)
    assert loop.state.host is not None
    assert loop.state.host.storage == {"sample": {"visits": b"1"}}
    assert len(loop.state.host.logs) == 3, "the log goes on"
    entry = loop.session.history.entry(1)
    assert entry is not None
    assert (entry.before.storage, entry.before.clock) == ({"visits": b"1"}, ClockSetting(5))
    assert entry.started_from == "start"
    host.undo()
    assert loop.state.host.storage == {"sample": {"visits": b"9"}}
    host.start_from(None)
    loop.send()
    assert loop.state.host.storage == {"sample": {"visits": b"9"}}


def test_a_state_that_is_dropped_or_unknown_is_begun_with_no_more(loop: Loop) -> None:
    loop.load(ONE)
    host = loop.session.host
    host.keep("start")
    host.start_from("start")
    host.drop("start")
    assert loop.state.host_start == ""
    host.start_from("unknown")
    assert loop.state.host_start == ""
    assert loop.session.dispatch(FUNCTION, PAYLOAD).started_from == ""
