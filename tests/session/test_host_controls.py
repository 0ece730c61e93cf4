"""A person looks at the host, changes it, and takes it back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.loops import FUNCTION, ONE, Loop


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
    entry = loop.session.past.entry(1)
    assert entry is not None
    assert (entry.before.storage, entry.after.storage) == ({}, {"seen": b"1"})
    loop.session.host.undo()
    assert loop.state.host.storage == {}
