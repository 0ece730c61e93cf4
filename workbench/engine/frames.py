"""Frames on the wire between link and worker: a JSON header and raw bytes, each with its length before it.

Owns: lengths, their limits, and reading from a socket in pieces. Must not know what a header says.
"""

from __future__ import annotations

import json
import socket
import struct
from dataclasses import dataclass
from typing import Any, Final

PREFIX: Final = struct.Struct("<II")
"""Bytes of the header, bytes of the payload."""
HEADER_MAX_BYTES: Final = 16 << 20
PAYLOAD_MAX_BYTES: Final = 1 << 30

Header = dict[str, Any]
"""JSON values by name. Untrusted when it comes from the child."""


# Built once: the functions of the json module build them anew for each frame.
_encode: Final = json.JSONEncoder(separators=(",", ":"), check_circular=False).encode
_decode: Final = json.JSONDecoder().decode


class FrameFault(Exception):
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


def encode(header: Header, payload: bytes = b"") -> tuple[bytes, bytes]:
    """Return the two pieces to be sent one after the other."""
    text = _encode(header).encode()
    return PREFIX.pack(len(text), len(payload)) + text, payload


class FrameReader:
    """Reads frames from a socket, blocking or not, whole or in pieces."""

    def __init__(self, wire: socket.socket) -> None:
        self._wire = wire
        self._buffer = bytearray(PREFIX.size)
        self._filled = 0
        self._header_size: int | None = None
        self.payload_max_bytes = PAYLOAD_MAX_BYTES
        """What a frame's payload may have; it holds for frames whose first bytes are not yet read."""

    def read(self) -> Frame | None:
        """Return the next frame, or None when the socket does not block and has not all of it yet.

        Raises WireClosed at the end of the stream, FrameFault for what is no frame or is too large.
        """
        if self._header_size is None:
            if not self._fill():
                return None
            self._start_body()
        if not self._fill():
            return None
        return self._finish()

    def _fill(self) -> bool:
        view = memoryview(self._buffer)
        while self._filled < len(view):
            try:
                count = self._wire.recv_into(view[self._filled :])
            except BlockingIOError:
                return False
            except OSError as error:
                raise WireClosed(str(error), with_unread=isinstance(error, ConnectionResetError)) from error
            if count == 0:
                raise WireClosed("end of stream")
            self._filled += count
        return True

    def _start_body(self) -> None:
        header_size, payload_size = PREFIX.unpack(self._buffer)
        if header_size > HEADER_MAX_BYTES or payload_size > self.payload_max_bytes:
            raise FrameFault(
                f"expected a frame of at most {HEADER_MAX_BYTES:,} + {self.payload_max_bytes:,} bytes, "
                f"found {header_size:,} + {payload_size:,}"
            )
        self._header_size = header_size
        self._buffer = bytearray(header_size + payload_size)
        self._filled = 0

    def _finish(self) -> Frame:
        body, header_size = self._buffer, self._header_size or 0
        self._buffer, self._filled, self._header_size = bytearray(PREFIX.size), 0, None
        view = memoryview(body)
        try:
            header = _decode(str(view[:header_size], "ascii"))
        except (ValueError, RecursionError) as error:
            raise FrameFault(f"expected a JSON header, found: {error}") from error
        if not isinstance(header, dict):
            raise FrameFault(f"expected a JSON object as header, found {type(header).__name__}")
        return Frame(header, bytes(view[header_size:]))
