"""The protocol's messages over stdin and stdout: one JSON text in each line.

Owns both streams while it serves: what anything else writes to stdout goes to stderr. Lines are bounded, and nothing
more is read while answers wait to be written. The threads that read and write are daemons, so that no read that waits
for an agent keeps the process from ending. Decides nothing about messages.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import queue
import re
import threading
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import CancelledError
from dataclasses import dataclass
from typing import Any, Final

import anyio
from anyio.streams.memory import MemoryObjectReceiveStream, MemoryObjectSendStream
from mcp.shared.message import SessionMessage
from mcp.types import INVALID_REQUEST, PARSE_ERROR, JSONRPCMessage, jsonrpc_message_adapter
from pydantic_core import from_json

from workbench.reports.json.json_text import json_text

MESSAGE_MAX_BYTES: Final = 8 * 1024 * 1024
_PIECE_BYTES: Final = 65_536
_ENDS_BYTES: Final = 1_024
"""Of a line that is too long, at its start and at its end, where its id is looked for."""
_UNWRITTEN_MAX: Final = 64
"""Answers that may wait to be written while more is read."""
_LOOK_AGAIN_S: Final = 0.05
_LAST_WORDS_S: Final = 1.0
"""How long answers are written once the agent has closed its side."""
_ID: Final = re.compile(rb'(?<!\\)"id"\s*:\s*(\d{1,18}(?![\d.eE])|"[^"\\]{1,128}")')

In = MemoryObjectReceiveStream[SessionMessage | Exception]
Out = MemoryObjectSendStream[SessionMessage]


class TooLong:
    """A line that is too long, of which only its ends are kept."""

    def __init__(self, start: bytes, end: bytes) -> None:
        """Look for its id at both ends: a payload in between may hold what looks like one."""
        at_end = list(_ID.finditer(end))
        found = _ID.search(start.partition(b'"params"')[0]) or (at_end[-1] if at_end else None)
        self.id: bytes | None = None if found is None else found[1]


@contextlib.asynccontextmanager
async def agent_streams(incoming: int, outgoing: int) -> AsyncIterator[tuple[In, Out]]:
    """Give the streams that a server runs on, from what stands on one descriptor to what goes to another."""
    wire = _Wire(incoming, outgoing)
    reading = threading.Thread(target=wire.read, name="cc-lb-stdin", daemon=True)
    writing = threading.Thread(target=wire.write, name="cc-lb-stdout", daemon=True)
    passing = asyncio.create_task(wire.pass_on())
    reading.start()
    writing.start()
    try:
        yield wire.received, wire.answers
    finally:
        # What the server has answered is passed on and written, unless nobody reads it.
        wire.answers.close()
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(passing, _LAST_WORDS_S)
        wire.unwritten.put(None)
        await asyncio.to_thread(writing.join, _LAST_WORDS_S)
        wire.close()


class _Wire:
    """Both directions, and what is between threads and loop."""

    def __init__(self, incoming: int, outgoing: int) -> None:
        self._incoming, self._outgoing = incoming, outgoing
        self._loop = asyncio.get_running_loop()
        self._arrived, self.received = anyio.create_memory_object_stream[SessionMessage | Exception](0)
        self.answers, self._answered = anyio.create_memory_object_stream[SessionMessage](0)
        self.unwritten: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        """Lines; None: there are no more."""

    def close(self) -> None:
        """Let go of both directions; what comes from now on is dropped."""
        for stream in (self._arrived, self.received, self.answers, self._answered):
            stream.close()

    # ---- what comes ------------------------------------------------------------------------------------------------

    def read(self) -> None:
        """Hand on each message, in order, until there are no more. Runs on a thread of its own."""
        with contextlib.suppress(RuntimeError, CancelledError):
            for line in lines(self._incoming, MESSAGE_MAX_BYTES):
                self._in_loop(self._take(line))
            self._in_loop(self._arrived.aclose())

    def _in_loop(self, work: Any) -> None:
        """Do something in the loop, and wait for it. Raises RuntimeError, CancelledError: there is no loop any more."""
        try:
            done = asyncio.run_coroutine_threadsafe(work, self._loop)
        except RuntimeError:
            work.close()
            raise
        done.result()

    async def _take(self, line: bytes | TooLong) -> None:
        while self.unwritten.qsize() > _UNWRITTEN_MAX:
            # The agent asks, and does not read.
            await asyncio.sleep(_LOOK_AGAIN_S)
        if isinstance(line, TooLong):
            expected = f"expected a message of at most {MESSAGE_MAX_BYTES:,} bytes, found a longer one"
            self._refuse(line.id, INVALID_REQUEST, expected)
            return
        message = _message(line)
        if isinstance(message, _Refusal):
            self._refuse(message.id, message.code, message.text)
            return
        with contextlib.suppress(anyio.BrokenResourceError, anyio.ClosedResourceError):
            await self._arrived.send(SessionMessage(message))

    def _refuse(self, identity: bytes | None, code: int, text: str) -> None:
        """Answer what the server does not get to see."""
        error = json_text({"code": code, "message": text})
        line = b'{"jsonrpc":"2.0","id":%b,"error":%b}\n' % (identity or b"null", error.encode())
        self.unwritten.put(line)

    # ---- what goes -------------------------------------------------------------------------------------------------

    async def pass_on(self) -> None:
        """Hand each answer of the server to the thread that writes."""
        async for answer in self._answered:
            text = answer.message.model_dump_json(by_alias=True, exclude_unset=True)
            self.unwritten.put(text.encode() + b"\n")

    def write(self) -> None:
        """Write each line, in order, until there are no more or nobody reads. Runs on a thread of its own."""
        while (line := self.unwritten.get()) is not None:
            if not _write_all(self._outgoing, line):
                with contextlib.suppress(RuntimeError):
                    self._loop.call_soon_threadsafe(self._arrived.close)
                return


@dataclass(frozen=True, slots=True)
class _Refusal:
    """Why a line is no message that can be answered."""

    id: bytes | None
    code: int
    text: str


def _message(line: bytes) -> JSONRPCMessage | _Refusal:
    """Return the message in a line.

    One that has an id which no answer can carry is refused: taken for a notification, it would be waited for in vain.
    """
    try:
        value = from_json(line, allow_inf_nan=False)
    except ValueError as error:
        found = _ID.search(line[:_ENDS_BYTES])
        return _Refusal(
            found and found[1], PARSE_ERROR, f"expected JSON in one line, found what cannot be read as such: {error}"
        )
    if not isinstance(value, dict):
        return _Refusal(None, INVALID_REQUEST, "expected an object, one JSON-RPC message, found another JSON value")
    identity = value.get("id")
    if "id" in value and (isinstance(identity, bool) or not isinstance(identity, (int, str))):
        return _Refusal(None, INVALID_REQUEST, "expected an id that is a text or a whole number, found another value")
    try:
        return jsonrpc_message_adapter.validate_python(value, by_name=False)
    except ValueError:
        expected = 'expected a JSON-RPC message with jsonrpc "2.0", a method and, if any, params as an object'
        shown = json_text(identity).encode() if "id" in value else None
        return _Refusal(shown, INVALID_REQUEST, f"{expected}; found another object")


def lines(descriptor: int, max_bytes: int) -> Iterator[bytes | TooLong]:
    """Give each line that comes, without its end; the last one, which has none, too."""
    kept, start, tail = bytearray(), b"", b""
    while piece := _read(descriptor):
        *ended, rest = piece.split(b"\n")
        for part in ended:
            yield from _line(kept, start, tail, part, max_bytes)
            kept, start, tail = bytearray(), b"", b""
        if not start and len(kept) + len(rest) <= max_bytes:
            kept += rest
        else:
            start = start or bytes(kept + rest)[:_ENDS_BYTES]
            tail = (tail + bytes(kept[-_ENDS_BYTES:]) + rest)[-_ENDS_BYTES:]
            kept = bytearray()
    yield from _line(kept, start, tail, b"", max_bytes)


def _line(kept: bytearray, start: bytes, tail: bytes, part: bytes, max_bytes: int) -> Iterator[bytes | TooLong]:
    if start or len(kept) + len(part) > max_bytes:
        yield TooLong(
            start or bytes(kept + part)[:_ENDS_BYTES], (tail + bytes(kept[-_ENDS_BYTES:]) + part)[-_ENDS_BYTES:]
        )
    elif (whole := bytes(kept + part)).strip():
        yield whole


def _read(descriptor: int) -> bytes:
    try:
        return os.read(descriptor, _PIECE_BYTES)
    except OSError:
        return b""


def _write_all(descriptor: int, line: bytes) -> bool:
    """Write a line, and return whether anybody reads it."""
    view = memoryview(line)
    try:
        while view:
            view = view[os.write(descriptor, view) :]
    except OSError:
        return False
    return True
