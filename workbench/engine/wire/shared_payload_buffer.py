"""The shared payload buffer: memory of both processes that carries one large payload at a time, beside the wire.

A socket takes a megabyte in many pieces, and both sides wake for each. Here it is written once and read once;
the frame on the wire only says that it is here. Owns: which payloads go that way. Must not know frames. A request
and its reply may use it, for neither begins before the other is read; what may come at any time must not.
"""

from __future__ import annotations

import mmap
from typing import Final

BUFFER_BYTES: Final = 8 << 20
"""A larger payload goes by the wire."""
BUFFER_MIN_BYTES: Final = 32 << 10
"""A smaller one is sooner there by the wire."""


class SharedPayloadBuffer:
    """The memory, as each of the two processes sees it."""

    def __init__(self, descriptor: int) -> None:
        """Map it; the descriptor may be closed afterwards."""
        self._memory = mmap.mmap(descriptor, BUFFER_BYTES)

    def carries(self, size_bytes: int) -> bool:
        """Say whether a payload of this size goes this way."""
        return BUFFER_MIN_BYTES <= size_bytes <= BUFFER_BYTES

    def write(self, payload: bytes) -> None:
        """Put a payload there, in place of the one before."""
        self._memory[: len(payload)] = payload

    def read(self, size_bytes: int) -> bytes:
        """Return a payload that stands there. More than `BUFFER_BYTES` may not be asked for."""
        return self._memory[:size_bytes]
