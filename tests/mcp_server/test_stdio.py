"""Lines in, lines out: bounded, in order, refused with their id; nothing is read while nobody reads answers."""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from mcp.shared.message import SessionMessage
from mcp.types import JSONRPCNotification, JSONRPCResponse

from workbench.mcp_server import stdio
from workbench.mcp_server.stdio import TooLong, agent_streams, lines


def split(content: bytes, max_bytes: int = 50) -> list[bytes | None]:
    """Return the lines of a pipe, and of those that are too long their id."""
    incoming, outgoing = os.pipe()
    os.write(outgoing, content)
    os.close(outgoing)
    found = [line.id if isinstance(line, TooLong) else line for line in lines(incoming, max_bytes)]
    os.close(incoming)
    return found


def test_lines_are_given_whole_whatever_their_ends_and_empty_ones_are_passed_over() -> None:
    assert split(b'{"a":1}\r\n\n  \n{"b":2}\n{"c":3}') == [b'{"a":1}\r', b'{"b":2}', b'{"c":3}']


@pytest.mark.parametrize("piece", [1, 7, 4_096])
def test_of_a_line_that_is_too_long_only_its_id_is_kept_and_the_next_is_read(
    piece: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stdio, "_PIECE_BYTES", piece)
    text = "x" * 3_000 + '\\"id\\":666'
    first = json.dumps({"jsonrpc": "2.0", "id": 7, "params": {"id": 666, "payload": text}}).encode()
    last = json.dumps({"params": {"payload": text}, "id": "a-b"}).encode()
    assert split(first + b"\n" + last + b"\n" + b"{}\n") == [b"7", b'"a-b"', b"{}"]
    assert split(b"y" * 100 + b"\n") == [None]


class Ends:
    """The agent's ends of both pipes."""

    def __init__(self) -> None:
        self.incoming, self.to = os.pipe()
        answers, self.outgoing = os.pipe()
        self.answers = os.fdopen(answers, "rb")

    async def answered(self) -> dict[str, Any]:
        line = await asyncio.to_thread(self.answers.readline)
        answer: dict[str, Any] = json.loads(line)
        return answer


@asynccontextmanager
async def wired() -> AsyncIterator[tuple[Ends, stdio.In, stdio.Out]]:
    ends = Ends()
    async with agent_streams(ends.incoming, ends.outgoing) as (received, answers):
        yield ends, received, answers
        os.close(ends.to)
    ends.answers.close()
    os.close(ends.incoming)
    os.close(ends.outgoing)


async def test_what_is_no_message_is_refused_with_its_id_and_the_next_is_taken() -> None:
    async with wired() as (ends, received, _):
        os.write(ends.to, b'{"id": 3, "nonsense"\n[1]\n{"jsonrpc":"2.0","method":"notifications/initialized"}\n')
        message = await received.receive()
        assert isinstance(message, SessionMessage) and isinstance(message.message, JSONRPCNotification)
        refused = [await ends.answered() for _ in range(2)]
    assert [one["id"] for one in refused] == [3, None]
    assert [one["error"]["code"] for one in refused] == [-32_700, -32_600]


@pytest.mark.parametrize(
    ("line", "identity", "code", "words"),
    [
        ('{"jsonrpc":"1.0","id":5,"method":"ping"}', 5, -32_600, 'jsonrpc "2.0"'),
        ('{"jsonrpc":"2.0","id":"a\\"b","method":5}', 'a"b', -32_600, "a method"),
        ('{"jsonrpc":"2.0","id":8,"method":"ping","params":[1]}', 8, -32_600, "params as an object"),
        ('{"jsonrpc":"2.0","id":null,"method":"ping"}', None, -32_600, "an id that is"),
        ('{"jsonrpc":"2.0","id":{"a":1},"method":"ping"}', None, -32_600, "an id that is"),
        ('{"jsonrpc":"2.0","id":1.5,"method":"ping"}', None, -32_600, "an id that is"),
        ('{"jsonrpc":"2.0","id":true,"method":"ping"}', None, -32_600, "an id that is"),
        ('{"jsonrpc":"2.0","id":NaN,"method":"ping"}', None, -32_700, "line 1 column"),
        ('{"jsonrpc":"2.0","id":7,"method":"\\ud800"}', 7, -32_700, "line 1 column"),
        ('{"id":' + "9" * 10_000 + ",", None, -32_700, "line 1 column"),
        ('{"id":1.5,', None, -32_700, "line 1 column"),
        ("[" * 10_000, None, -32_700, "line 1 column"),
        ("42", None, -32_600, "an object"),
    ],
    ids=str,
)
async def test_each_line_that_cannot_be_answered_is_refused_with_its_own_reason_and_no_id_but_its_own(
    line: str, identity: str | int | None, code: int, words: str
) -> None:
    async with wired() as (ends, _, _):
        os.write(ends.to, line.encode() + b"\n")
        refused = await asyncio.wait_for(ends.answered(), 20)
    assert (refused["id"], refused["error"]["code"]) == (identity, code)
    assert words in refused["error"]["message"]


async def test_answers_are_written_in_their_order_one_in_a_line_up_to_the_end() -> None:
    async with wired() as (ends, _, answers):
        for number in range(100):
            text = {"text": "line\nbreak"}
            await answers.send(SessionMessage(JSONRPCResponse(jsonrpc="2.0", id=number, result=text)))
        written = [(await ends.answered())["id"] for _ in range(100)]
    assert written == [*range(100)]


async def test_nothing_more_is_read_while_nobody_reads_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stdio, "_UNWRITTEN_MAX", 2)
    monkeypatch.setattr(stdio, "_LOOK_AGAIN_S", 0.001)
    async with wired() as (ends, received, answers):
        large = SessionMessage(JSONRPCResponse(jsonrpc="2.0", id=1, result={"text": "x" * 1_000_000}))
        for _ in range(5):
            await answers.send(large)
        os.write(ends.to, b'{"jsonrpc":"2.0","method":"notifications/initialized"}\n')
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(received.receive(), 0.05)
        for _ in range(5):
            assert (await ends.answered())["id"] == 1
        assert isinstance(await received.receive(), SessionMessage)


async def test_an_agent_that_has_gone_ends_what_it_had_to_say() -> None:
    async with wired() as (ends, received, answers):
        ends.answers.close()
        await answers.send(SessionMessage(JSONRPCResponse(jsonrpc="2.0", id=1, result={})))
        assert [one async for one in received] == []
