"""The host's state that counts: what a person and what a guest change, and who is told."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from workbench.engine.client.host_state_store import HostStateStore
from workbench.protocol.calls import LogLine
from workbench.protocol.host_functions import ClockSetting, HostFunctionError, HostSnapshot, RandomSetting


def test_every_change_by_a_person_is_a_new_revision() -> None:
    desk = HostStateStore()
    seen = {desk.revision}
    changes: tuple[Callable[[], None], ...] = (
        lambda: desk.put("p", "k", b"v"),
        lambda: desk.delete("p", "k"),
        desk.clear_storage,
        lambda: desk.freeze_clock(1),
        lambda: desk.step_clock(1),
        desk.run_clock,
        lambda: desk.seed_random("s"),
        lambda: desk.restore(HostSnapshot()),
    )
    for change in changes:
        change()
        assert desk.revision not in seen
        seen.add(desk.revision)


def test_what_a_guest_changes_is_no_new_revision() -> None:
    desk = HostStateStore()
    desk.freeze_clock(1, step_ms=5)
    desk.seed_random("s")
    revision = desk.revision
    desk.note_put("p", "k", b"v", quota_bytes=100)
    desk.note_activity("p", [LogLine("info", "x")], [("hits", 2)], (7, 3), revision=revision)
    assert desk.revision == revision
    snapshot = desk.snapshot()
    assert snapshot.storage == {"p": {"k": b"v"}}
    assert snapshot.counters == {"p": {"hits": 2}}
    assert snapshot.logs == (LogLine("info", "x"),)
    assert (snapshot.clock, snapshot.random) == (ClockSetting(7, 5), RandomSetting("s", 3))


def test_readings_of_a_clock_that_runs_and_of_random_bytes_without_a_seed_change_nothing() -> None:
    desk = HostStateStore()
    desk.note_activity("p", [], [], (7, 3), revision=desk.revision)
    assert (desk.snapshot().clock, desk.snapshot().random) == (ClockSetting(), RandomSetting())


def test_a_persons_setting_is_not_overwritten_by_a_call_that_began_before() -> None:
    desk = HostStateStore()
    begun = desk.revision
    desk.freeze_clock(1_000)
    desk.note_activity("p", [], [], (7, 3), revision=begun)
    assert desk.snapshot().clock == ClockSetting(1_000)


def test_what_a_guest_stores_above_the_quota_is_left_out_and_its_copy_renewed() -> None:
    desk = HostStateStore()
    desk.put("p", "mine", b"x" * 80)
    revision = desk.revision
    desk.note_put("p", "k", b"x" * 80, quota_bytes=100)
    assert desk.revision > revision
    assert desk.snapshot().storage == {"p": {"mine": b"x" * 80}}


def test_a_person_may_be_held_to_the_quota_too() -> None:
    with pytest.raises(HostFunctionError):
        HostStateStore().put("p", "k", b"x" * 100, quota_bytes=100)


def test_stepping_a_running_clock_freezes_it_there() -> None:
    desk = HostStateStore()
    before = time.time_ns() // 1_000_000
    desk.step_clock(60_000)
    frozen = desk.snapshot().clock.frozen_unix_ms
    assert frozen is not None
    assert before + 60_000 <= frozen <= time.time_ns() // 1_000_000 + 60_000
    desk.step_clock(-60_000)
    assert desk.snapshot().clock.frozen_unix_ms == frozen - 60_000


def test_counters_and_logs_can_be_cleared() -> None:
    desk = HostStateStore()
    desk.note_activity("p", [LogLine("info", "x")], [("hits", 2)], (None, 0), revision=0)
    desk.clear_counters()
    desk.clear_logs()
    assert (desk.snapshot().counters, desk.snapshot().logs) == ({}, ())
