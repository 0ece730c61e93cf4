"""Frames on the wire between link and worker: a JSON header and raw bytes, each with its length before it.

Owns: lengths, their limits, and reading from a socket in pieces. Must not know what a header says.
"""

from __future__ import annotations

import json
import os
import socket
import struct
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import orjson

from workbench.engine.wire.shared_payload_buffer import SharedPayloadBuffer

PREFIX: Final = struct.Struct("<II")
"""Bytes of the header, bytes of the payload."""
IN_LANE: Final = 1 << 31
"""Added to the bytes of a payload that stands in the lane instead of behind the header."""
HEADER_MAX_BYTES: Final = 16 << 20
PAYLOAD_MAX_BYTES: Final = 1 << 30
LOOK_OUT_NS: Final = 150_000
"""How long each side asks again and again for the next frame, before it goes to sleep."""
READ_BYTES: Final = 1 << 16
"""What is asked of the socket at once: a small frame comes whole, prefix and all."""
yield_processor: Final[Callable[[], None]] = getattr(os, "sched_yield", lambda: None)
"""Lets others run: on a busy machine the other side may wait for the very processor that looks out for it."""

Header = dict[str, Any]
"""JSON values by name. Untrusted when it comes from the child."""


class FrameError(Exception):
    """The other side does not keep to the form of frames."""


class WireClosed(Exception):
    """The other side is gone."""

    def __init__(self, reason: str, *, with_unread: bool = False) -> None:
        super().__init__(reason)
        self.with_unread = with_unread
        """It left unread what had been sent to it. Not every system tells: False says nothing."""


@dataclass(frozen=True, slots=True)
class Frame:
    """One message."""

    header: Header
    payload: bytes = b""


def encode(header: Header, payload: bytes = b"", lane: SharedPayloadBuffer | None = None) -> tuple[bytes, bytes]:
    """Return the two pieces to be sent one after the other; a payload for the lane is put there."""
    try:
        text = orjson.dumps(header)
    except TypeError:
        # Lone surrogates, which a storage key may hold, are beyond orjson.
        text = json.dumps(header, separators=(",", ":")).encode()
    if lane is not None and lane.carries(len(payload)):
        lane.write(payload)
        return PREFIX.pack(len(text), len(payload) | IN_LANE) + text, b""
    return PREFIX.pack(len(text), len(payload)) + text, payload


class FrameReader:
    """Reads frames from a socket, blocking or not, whole or in pieces."""

    def __init__(self, wire: socket.socket, lane: SharedPayloadBuffer) -> None:
        self._wire = wire
        self._lane = lane
        self._buffer = bytearray(READ_BYTES)
        self._filled = 0
        self._wanted = PREFIX.size
        """Bytes that must be there before anything can be made of them."""
        self._sizes: tuple[int, int] | None = None
        """Of the header, and of the payload behind it; None while the prefix is awaited."""
        self._lane_bytes = 0
        """Of a payload in the lane."""
        self.payload_max_bytes = PAYLOAD_MAX_BYTES
        """What a frame's payload may have; it holds for frames that are not yet begun."""

    @property
    def has_bytes(self) -> bool:
        """Whether something was read that no frame was made of yet: perhaps the whole of the next one."""
        return self._filled > 0

    def read(self) -> Frame | None:
        """Return the next frame, or None when the socket does not block and has not all of it yet.

        Raises WireClosed at the end of the stream, FrameError for what is no frame or is too large.
        """
        while self._sizes is None:
            if not self._fill():
                return None
            self._start_body()
        return self._finish(*self._sizes) if self._fill() else None

    def _fill(self) -> bool:
        while self._filled < self._wanted:
            try:
                count = self._wire.recv_into(memoryview(self._buffer)[self._filled :])
            except BlockingIOError:
                return False
            except OSError as error:
                raise WireClosed(str(error), with_unread=isinstance(error, ConnectionResetError)) from error
            if count == 0:
                raise WireClosed("end of stream")
            self._filled += count
        return True

    def _start_body(self) -> None:
        header_size, payload_size = PREFIX.unpack_from(self._buffer)
        is_in_lane = payload_size & IN_LANE
        payload_size &= ~IN_LANE
        if header_size > HEADER_MAX_BYTES or payload_size > self.payload_max_bytes:
            raise FrameError(
                f"expected a frame of at most {HEADER_MAX_BYTES:,} + {self.payload_max_bytes:,} bytes, "
                f"found {header_size:,} + {payload_size:,}"
            )
        if is_in_lane:
            if not self._lane.carries(payload_size):
                raise FrameError(f"expected a payload that goes by the lane, found one of {payload_size:,} bytes")
            self._lane_bytes, payload_size = payload_size, 0
        self._sizes = header_size, payload_size
        self._wanted = PREFIX.size + header_size + payload_size
        if self._wanted > len(self._buffer):
            self._buffer += bytes(self._wanted - len(self._buffer))

    def _finish(self, header_size: int, payload_size: int) -> Frame:
        buffer, end = self._buffer, PREFIX.size + header_size
        text, payload = buffer[PREFIX.size : end], bytes(memoryview(buffer)[end : end + payload_size])
        behind = self._filled - self._wanted
        # What was read of the next frame goes to the front; a buffer that grew is given back.
        if len(buffer) > READ_BYTES:
            self._buffer = bytearray(max(READ_BYTES, behind))
        if behind:
            self._buffer[:behind] = buffer[self._wanted : self._filled]
        self._filled, self._wanted, self._sizes = behind, PREFIX.size, None
        if self._lane_bytes:
            payload, self._lane_bytes = self._lane.read(self._lane_bytes), 0
        return Frame(_header_of(text), payload)


def _header_of(text: bytearray) -> Header:
    try:
        header = orjson.loads(text)
    except ValueError:
        header = _decoded(text)
    if not isinstance(header, dict):
        raise FrameError(f"expected a JSON object as header, found {type(header).__name__}")
    return header


def _decoded(text: bytearray) -> Any:
    try:
        return json.loads(text.decode())
    except (ValueError, RecursionError) as error:
        raise FrameError(f"expected a JSON header, found: {error}") from error
