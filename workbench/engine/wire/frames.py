"""Frames on the wire between client and child: a JSON header and raw bytes, each with its length before it.

Owns: lengths, their limits, and reading from a socket in pieces. Must not know what a header says.
"""

from __future__ import annotations

import json
import socket
import struct
from collections.abc import Callable
from dataclasses import dataclass
from time import perf_counter_ns
from typing import Any, Final

import orjson

from workbench.engine.wire.shared_payload_buffer import SharedPayloadBuffer

PREFIX: Final = struct.Struct("<II")
"""Bytes of the header, bytes of the payload."""
IN_SHARED_BUFFER: Final = 1 << 31
"""Added to the bytes of a payload that stands in the shared payload buffer instead of behind the header."""
HEADER_MAX_BYTES: Final = 16 << 20
PAYLOAD_MAX_BYTES: Final = 1 << 30
LOOK_OUT_NS: Final = 50_000
"""How long a reader asks again and again before it goes to sleep: a small call is answered sooner than one wakes."""
RESTS: Final = 8
"""How many times a reader goes to sleep at once, after it has looked out in vain."""
REASON_MAX_CHARACTERS: Final = 300
READ_BYTES: Final = 1 << 16
"""What is asked of the socket at once: a small frame comes whole, prefix and all."""

Header = dict[str, Any]
"""JSON values by name. Untrusted when it comes from the child."""


class FrameError(Exception):
    """The other side does not keep to the form of frames."""

    def __init__(self, reason: str) -> None:
        """Take a reason, of which only the start is kept: it may quote the other side."""
        super().__init__(reason[:REASON_MAX_CHARACTERS])


class WireClosed(Exception):
    """The other side is gone."""

    def __init__(self, reason: str, *, with_unread: bool = False) -> None:
        super().__init__(reason)
        self.with_unread = with_unread
        """It left unread what had been sent to it. Not every system shows that: False says nothing."""


@dataclass(frozen=True, slots=True)
class Frame:
    """One message."""

    header: Header
    payload: bytes = b""


def pieces(header: Header, payload: bytes = b"", shared: SharedPayloadBuffer | None = None) -> tuple[bytes, ...]:
    """Return a frame in the pieces to be sent one after the other; a payload for the shared buffer is put there.

    A small frame goes in one piece: each system call may wake the other side.
    """
    try:
        text = orjson.dumps(header)
    except TypeError:
        # Lone surrogates, which a storage key may hold, are beyond orjson.
        text = json.dumps(header, separators=(",", ":")).encode()
    size_bytes = len(payload)
    if shared is not None and shared.carries(size_bytes):
        shared.write(payload)
        return (PREFIX.pack(len(text), size_bytes | IN_SHARED_BUFFER) + text,)
    start = PREFIX.pack(len(text), size_bytes) + text
    return (start + payload,) if size_bytes < READ_BYTES else (start, payload)


class FrameReader:
    """Reads frames from a socket, whole or in pieces."""

    def __init__(
        self,
        wire: socket.socket,
        shared: SharedPayloadBuffer,
        *,
        header_of: Callable[[bytearray], Header] | None = None,
        header_max_bytes: int = HEADER_MAX_BYTES,
        pause_ns: int | None = None,
    ) -> None:
        """Read nothing yet.

        Args:
            wire: What is read from.
            shared: Where large payloads stand.
            header_of: Reads a header, or raises FrameError; None: as one who is trusted writes it.
            header_max_bytes: What a header may have.
            pause_ns: How long a frame may go on to come in pieces before whoever reads is asked to look around, for the
                other side may never stop; None: as long as it takes.
        """
        self._pause_ns = pause_ns
        self._header_of = _header_of if header_of is None else header_of
        self._header_max_bytes = header_max_bytes
        self._wire = wire
        self._shared = shared
        self._buffer = bytearray(READ_BYTES)
        self._filled = 0
        self._wanted = PREFIX.size
        """Bytes that must be there before anything can be made of them."""
        self._sizes: tuple[int, int] | None = None
        """Of the header, and of the payload behind it; None while the prefix is awaited."""
        self._shared_bytes = 0
        """Of a payload in the shared buffer."""
        self._rests = 0
        self.payload_max_bytes = PAYLOAD_MAX_BYTES
        """What a frame's payload may have; it holds for frames that are not yet begun."""

    def read(self) -> Frame | None:
        """Return the next frame, or None when it is not whole after the socket's wait or `pause_ns`; then read on.

        Raises WireClosed at the end of the stream, FrameError for what is no frame or is too large.
        """
        while self._sizes is None:
            if not self._fill():
                return None
            self._start_body()
        return self._finish(*self._sizes) if self._fill() else None

    def _fill(self) -> bool:
        until: int | None = None
        while self._filled < self._wanted:
            if until is not None and perf_counter_ns() > until:
                return False
            try:
                count = self._receive(memoryview(self._buffer)[self._filled :])
            except BlockingIOError:
                return False
            except OSError as error:
                raise WireClosed(str(error), with_unread=isinstance(error, ConnectionResetError)) from error
            if count == 0:
                raise WireClosed("end of stream")
            self._filled += count
            if until is None and self._pause_ns is not None and self._filled < self._wanted:
                until = perf_counter_ns() + self._pause_ns
        return True

    def _receive(self, room: memoryview) -> int:
        if self._rests:
            self._rests -= 1
            return self._wire.recv_into(room)
        until = perf_counter_ns() + LOOK_OUT_NS
        while True:
            try:
                return self._wire.recv_into(room, 0, socket.MSG_DONTWAIT)
            except BlockingIOError:
                if perf_counter_ns() > until:
                    break
        self._rests = RESTS
        return self._wire.recv_into(room)

    def _start_body(self) -> None:
        header_size, payload_size = PREFIX.unpack_from(self._buffer)
        is_shared = payload_size & IN_SHARED_BUFFER
        payload_size &= ~IN_SHARED_BUFFER
        if header_size > self._header_max_bytes or payload_size > self.payload_max_bytes:
            raise FrameError(
                f"expected a frame of at most {self._header_max_bytes:,} + {self.payload_max_bytes:,} bytes, "
                f"found {header_size:,} + {payload_size:,}"
            )
        if is_shared:
            if not self._shared.carries(payload_size):
                raise FrameError(
                    f"expected a payload that goes by the shared buffer, found one of {payload_size:,} bytes"
                )
            self._shared_bytes, payload_size = payload_size, 0
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
        if self._shared_bytes:
            payload, self._shared_bytes = self._shared.read(self._shared_bytes), 0
        return Frame(self._header_of(text), payload)


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
