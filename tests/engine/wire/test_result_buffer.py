"""Outcomes that wait in shared memory: read back whole, and never trusted."""

from __future__ import annotations

import os
import struct
from collections.abc import Iterator

import pytest

from workbench.engine.client import reports
from workbench.engine.client.reports import Results
from workbench.engine.wire.activity import ActivityLedger
from workbench.engine.wire.frames import Frame, FrameError
from workbench.engine.wire.result_buffer import SIZE_BYTES, WAIT_MAX_US, QuietCall, ResultBuffer, read_calls, read_rest
from workbench.engine.wire.shared_file import shared_file

CALLS = [QuietCall(7, b"seven"), QuietCall(0, b""), QuietCall(2**40, b"x" * 100)]


@pytest.fixture
def shared() -> Iterator[int]:
    descriptor = shared_file(SIZE_BYTES)
    yield descriptor
    os.close(descriptor)


def filled(shared: int, *, request: int = 3, sent: int = 0) -> ResultBuffer:
    buffer = ResultBuffer(shared)
    buffer.start(request, sent)
    assert all(buffer.add(call) for call in CALLS)
    return buffer


def content(shared: int) -> bytes:
    return os.pread(shared, SIZE_BYTES, 0)


def test_what_waits_is_read_back(shared: int) -> None:
    assert list(read_calls(filled(shared).waiting())) == CALLS


def test_what_a_dead_child_left_is_read_back(shared: int) -> None:
    filled(shared)
    assert read_rest(content(shared), 3, 0) == tuple(CALLS)


@pytest.mark.parametrize("received", [4, 5, 6, 7])
def test_what_had_arrived_already_is_not_read_twice(shared: int, received: int) -> None:
    filled(shared, sent=4)
    assert read_rest(content(shared), 3, received) == tuple(CALLS[received - 4 :])


def test_what_another_request_left_is_not_read(shared: int) -> None:
    filled(shared)
    assert read_rest(content(shared), 4, 0) == ()


def test_what_has_waited_behind_long_calls_is_due(shared: int) -> None:
    buffer = ResultBuffer(shared)
    buffer.start(1, 0)
    assert not buffer.is_due
    for wall_us, is_due in ((WAIT_MAX_US, False), (1, True)):
        assert buffer.add(QuietCall(wall_us, b""))
        assert buffer.is_due is is_due
    buffer.start(1, 2)
    assert not buffer.is_due


def test_starting_anew_leaves_nothing(shared: int) -> None:
    filled(shared).start(3, 3)
    assert read_rest(content(shared), 3, 3) == ()


def test_an_output_that_does_not_fit_is_not_taken(shared: int) -> None:
    buffer = ResultBuffer(shared)
    buffer.start(1, 0)
    assert not buffer.add(QuietCall(1, bytes(SIZE_BYTES)))
    assert buffer.add(QuietCall(1, bytes(1_000)))
    assert not buffer.is_due


@pytest.mark.parametrize(
    ("request_number", "sent", "used"), [(3, 9, 100), (3, 0, 2**63), (3, 0, 0), (3, 0, 30), (3, 0, SIZE_BYTES)]
)
def test_a_head_that_cannot_be_true_gives_nothing(shared: int, request_number: int, sent: int, used: int) -> None:
    buffer = bytearray(content(shared))
    buffer[24:] = b"\xff" * (SIZE_BYTES - 24)
    struct.pack_into("<QQQ", buffer, 0, request_number, sent, used)
    assert read_rest(bytes(buffer), 3, 0) == ()


def test_without_a_child_there_is_nothing() -> None:
    assert read_rest(b"", 1, 0) == ()


@pytest.mark.parametrize("payload", [b"short", struct.pack("<QQ", 1, 2) + b"x", b""])
def test_results_that_are_none_are_rejected(payload: bytes) -> None:
    with pytest.raises(FrameError):
        Results(5, output_max_bytes=8).take(Frame({"kind": "results"}, payload), ActivityLedger())


def test_no_more_results_are_built_than_there_may_be(monkeypatch: pytest.MonkeyPatch) -> None:
    built: list[object] = []
    monkeypatch.setattr(reports, "_outcome", built.append)
    with pytest.raises(FrameError, match="expected results of 5 calls"):
        Results(5, output_max_bytes=8).take(Frame({"kind": "results"}, bytes(1 << 20)), ActivityLedger())
    assert len(built) == 6


def test_a_result_above_the_maximum_is_an_error_and_is_not_rescued() -> None:
    record = struct.pack("<QQ", 1, 9) + bytes(9)
    with pytest.raises(FrameError, match="at most 8 bytes"):
        Results(5, output_max_bytes=8).take(Frame({"kind": "results"}, record), ActivityLedger())
    results = Results(5, output_max_bytes=8)
    results.rescue(struct.pack("<QQQ", 1, 0, 24 + len(record)) + record, 1)
    assert results.outcomes == []


def test_a_time_beyond_63_bits_is_an_error() -> None:
    with pytest.raises(ValueError, match="microseconds"):
        list(read_calls(struct.pack("<QQ", 1 << 63, 0)))
