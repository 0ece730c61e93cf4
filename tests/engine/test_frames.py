"""Frames: in pieces, at their limits, and broken."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest

from workbench.engine import frames
from workbench.engine.frames import Frame, FrameFault, FrameReader, WireClosed


@pytest.fixture
def ends() -> Iterator[tuple[socket.socket, socket.socket]]:
    ours, theirs = socket.socketpair()
    ours.setblocking(False)
    yield ours, theirs
    ours.close()
    theirs.close()


def test_a_frame_that_comes_in_pieces_is_read_whole(ends: tuple[socket.socket, socket.socket]) -> None:
    ours, theirs = ends
    reader = FrameReader(ours)
    header = {"kind": "put", "key": "schlüssel\udc80"}
    raw = b"".join(frames.encode(header, b"\0\1\2")) + b"".join(frames.encode({}))
    seen = []
    for byte in raw:
        theirs.send(bytes([byte]))
        seen.append(reader.read())
    assert [frame for frame in seen if frame is not None] == [Frame(header, b"\0\1\2"), Frame({})]


@pytest.mark.parametrize(
    "raw",
    [
        frames.PREFIX.pack(frames.HEADER_MAX_BYTES + 1, 0),
        frames.PREFIX.pack(2, 101) + b"{}",
        frames.PREFIX.pack(2, 0) + b"[]",
        frames.PREFIX.pack(1, 0) + b"{",
        frames.PREFIX.pack(1, 0) + b"\xff",
        frames.PREFIX.pack(100_000, 0) + b"[" * 100_000,
    ],
)
def test_what_is_no_frame_is_a_fault(ends: tuple[socket.socket, socket.socket], raw: bytes) -> None:
    ours, theirs = ends
    reader = FrameReader(ours)
    reader.payload_max_bytes = 100
    theirs.sendall(raw)
    with pytest.raises(FrameFault):
        reader.read()


def test_the_end_of_the_other_side_is_told(ends: tuple[socket.socket, socket.socket]) -> None:
    ours, theirs = ends
    theirs.close()
    with pytest.raises(WireClosed) as closed:
        FrameReader(ours).read()
    assert not closed.value.with_unread
