"""Frames: in pieces, at their limits, and broken."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from itertools import count

import pytest

from workbench.engine.wire import frames
from workbench.engine.wire.frames import Frame, FrameError, FrameReader, WireClosed
from workbench.engine.wire.shared_file import shared_file
from workbench.engine.wire.shared_payload_buffer import BUFFER_BYTES, BUFFER_MIN_BYTES, SharedPayloadBuffer


@pytest.fixture
def shared() -> Iterator[SharedPayloadBuffer]:
    descriptor = shared_file(BUFFER_BYTES)
    yield SharedPayloadBuffer(descriptor)
    os.close(descriptor)


@pytest.fixture
def ends() -> Iterator[tuple[socket.socket, socket.socket]]:
    ours, theirs = socket.socketpair()
    ours.setblocking(False)
    yield ours, theirs
    ours.close()
    theirs.close()


def test_a_frame_that_comes_in_pieces_is_read_whole(
    ends: tuple[socket.socket, socket.socket], shared: SharedPayloadBuffer
) -> None:
    ours, theirs = ends
    reader = FrameReader(ours, shared)
    header = {"kind": "put", "key": "schlüssel\udc80"}
    raw = b"".join(frames.pieces(header, b"\0\1\2") + frames.pieces({}))
    seen = []
    for byte in raw:
        theirs.send(bytes([byte]))
        seen.append(reader.read())
    assert [frame for frame in seen if frame is not None] == [Frame(header, b"\0\1\2"), Frame({})]


@pytest.mark.parametrize("pause_ns", [20_000_000, None])
def test_whoever_reads_looks_around_while_a_frame_comes_byte_by_byte(
    monkeypatch: pytest.MonkeyPatch, shared: SharedPayloadBuffer, pause_ns: int | None
) -> None:
    """A millisecond passes with each look at the clock, and the other side never lets us wait."""
    raw = iter(b"".join(frames.pieces({"kind": "put"}, b"x" * 200)))
    clock = count(0, 1_000_000)
    monkeypatch.setattr(frames, "perf_counter_ns", lambda: next(clock))

    class Dripping:
        def recv_into(self, room: memoryview, *_: int) -> int:
            room[:1] = bytes([next(raw)])
            return 1

    reader = FrameReader(Dripping(), shared, pause_ns=pause_ns)  # type: ignore[arg-type]
    seen = [reader.read()]
    while seen[-1] is None:
        seen.append(reader.read())
    assert seen[-1] == Frame({"kind": "put"}, b"x" * 200)
    assert (len(seen) > 5) is (pause_ns is not None)


@pytest.mark.parametrize(
    "raw",
    [
        frames.PREFIX.pack(frames.HEADER_MAX_BYTES + 1, 0),
        frames.PREFIX.pack(2, 101) + b"{}",
        frames.PREFIX.pack(2, 101 | frames.IN_SHARED_BUFFER) + b"{}",
        frames.PREFIX.pack(2, 1 | frames.IN_SHARED_BUFFER) + b"{}",
        frames.PREFIX.pack(2, 0) + b"[]",
        frames.PREFIX.pack(1, 0) + b"{",
        frames.PREFIX.pack(1, 0) + b"\xff",
        frames.PREFIX.pack(100_000, 0) + b"[" * 100_000,
    ],
)
def test_what_is_no_frame_is_an_error(
    ends: tuple[socket.socket, socket.socket], shared: SharedPayloadBuffer, raw: bytes
) -> None:
    ours, theirs = ends
    reader = FrameReader(ours, shared)
    reader.payload_max_bytes = 100
    theirs.sendall(raw)
    with pytest.raises(FrameError):
        reader.read()


def test_the_end_of_the_other_side_is_noticed(
    ends: tuple[socket.socket, socket.socket], shared: SharedPayloadBuffer
) -> None:
    ours, theirs = ends
    theirs.close()
    with pytest.raises(WireClosed) as closed:
        FrameReader(ours, shared).read()
    assert not closed.value.with_unread


@pytest.mark.parametrize("size_bytes", [BUFFER_MIN_BYTES - 1, BUFFER_MIN_BYTES, 3_000_000])
def test_a_payload_arrives_whole_on_either_way(
    ends: tuple[socket.socket, socket.socket], shared: SharedPayloadBuffer, size_bytes: int
) -> None:
    ours, theirs = ends
    payload = bytes(range(256)) * (size_bytes // 256 + 1)
    reader = FrameReader(ours, shared)
    for content in (payload[:size_bytes], b"small"):
        theirs.sendall(b"".join(frames.pieces({"kind": "call"}, content, shared)))
        assert reader.read() == Frame({"kind": "call"}, content)


def test_a_large_payload_stands_in_the_shared_buffer_and_a_larger_one_on_the_wire(shared: SharedPayloadBuffer) -> None:
    assert sum(map(len, frames.pieces({}, bytes(BUFFER_MIN_BYTES), shared))) < 100
    assert len(frames.pieces({}, bytes(BUFFER_BYTES + 1), shared)[1]) == BUFFER_BYTES + 1


def test_a_small_frame_goes_in_one_piece() -> None:
    assert len(frames.pieces({}, bytes(frames.READ_BYTES - 1))) == 1
