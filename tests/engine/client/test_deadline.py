"""Deadlines: what waits to be read puts them off, and a compile counts by the processor time of the child."""

from __future__ import annotations

import sys
import time

import pytest

from workbench.engine.client import deadline
from workbench.engine.client.deadline import Deadline, ProcessorLimit
from workbench.protocol.calls import FailureKind, LimitExceeded, Phase


def test_an_answer_that_waits_at_the_deadline_still_counts_but_not_for_ever() -> None:
    calling = Deadline(Phase.CALL, ends_at=10.0, limit_ms=1)
    assert not calling.is_over(9.9, has_unread=False)
    assert not calling.is_over(500.0, has_unread=True)
    assert not calling.is_over(500.9, has_unread=True)
    assert calling.is_over(501.1, has_unread=True)
    assert calling.is_over(500.1, has_unread=False)


def test_what_overstays_names_its_limit_and_phase() -> None:
    failure = Deadline(Phase.CALL, ends_at=10.0, limit_ms=1_200).failure()
    assert (failure.kind, failure.reason, failure.phase) == (
        FailureKind.OVERSTAYED,
        "did not end within 1,200 ms",
        Phase.CALL,
    )
    assert failure.limit is None


class Clock:
    """The processor time of some process, in seconds, set by the test."""

    def __init__(self) -> None:
        self.now = 5.0

    def __call__(self, clock: int) -> float:
        assert clock != time.CLOCK_MONOTONIC
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(time, "clock_gettime", clock)
    return clock


def compiling(limit_ms: int) -> Deadline:
    return Deadline(Phase.COMPILE, time.monotonic(), limit_ms, processor=ProcessorLimit(1, limit_ms))


def test_a_compile_is_limited_by_the_processor_time_of_the_child_alone(clock: Clock) -> None:
    watched, now = compiling(2_000), time.monotonic()
    clock.now = 6.9
    assert not watched.is_over(now + 20, has_unread=False)
    clock.now = 7.25
    assert watched.is_over(now + 21, has_unread=False)
    failure = watched.failure()
    assert failure.kind is FailureKind.COMPILE_LIMIT
    assert failure.limit == LimitExceeded("compile_limit_ms", 2_000, 2_250)
    assert failure.reason == "took more than 2,000 ms of processor time to compile"


def test_a_child_that_computes_nothing_while_it_should_compile_is_stuck(clock: Clock) -> None:
    watched, now = compiling(2_000), time.monotonic()
    assert not watched.is_over(now + deadline.STALLED_MS / 1_000 - 1, has_unread=False)
    assert watched.is_over(now + deadline.STALLED_MS / 1_000 + 1, has_unread=False)
    assert watched.failure().kind is FailureKind.OVERSTAYED


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells the processor time of another process")
def test_the_processor_time_of_a_process_is_read() -> None:
    limit = ProcessorLimit(1, 1)
    assert not limit.is_used_up(time.monotonic())
    with pytest.raises(OSError):
        ProcessorLimit(2**22 + 1, 1)
