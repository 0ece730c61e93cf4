"""`workbench mcp` for real: started by an agent's client, ended by it or by a signal, with nothing left behind."""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from mcp import Client, StdioServerParameters, stdio_client

from tests.children import with_checkout
from tests.processes import is_alive, until
from workbench.assets import asset_folder

DIALECT = asset_folder("sample_plugins") / "dialect/dialect.wasm"
WORDS = (sys.executable, "-m", "workbench", "mcp")
pytestmark = pytest.mark.slow


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copy(DIALECT, tmp_path)
    return tmp_path


async def test_a_client_starts_it_asks_and_ends_it(folder: Path) -> None:
    begin = StdioServerParameters(command=WORDS[0], args=[*WORDS[1:]], cwd=folder, env=with_checkout())
    async with Client(stdio_client(begin)) as asking:
        assert len((await asking.list_tools()).tools) == 10
        checked = await asking.call_tool("check", {"plugin": "dialect.wasm"})
        called = await asking.call_tool("call", {"plugin": "dialect.wasm", "function": "shape"})
    assert checked.structured_content["report"]["passed"] is True
    assert called.structured_content["report"]["outcome"] == "ok"


class Talk:
    """One server, and the agent's side of it, by hand."""

    def __init__(self, server: subprocess.Popen[bytes]) -> None:
        self.server = server
        self._last = 0

    def ask(self, method: str, **params: Any) -> Any:
        self._last += 1
        self.say({"id": self._last, "method": method, "params": params})
        assert self.server.stdout is not None
        answer = json.loads(self.server.stdout.readline())
        assert answer["id"] == self._last
        return answer["result"]

    def say(self, message: dict[str, Any]) -> None:
        assert self.server.stdin is not None
        self.server.stdin.write(json.dumps({"jsonrpc": "2.0", **message}).encode() + b"\n")
        self.server.stdin.flush()


@contextmanager
def talking(folder: Path) -> Iterator[Talk]:
    """Give a server with an engine that has checked a plugin."""
    pipe = subprocess.PIPE
    server = subprocess.Popen(WORDS, cwd=folder, stdin=pipe, stdout=pipe, stderr=pipe, env=with_checkout())
    talk = Talk(server)
    try:
        client = {"name": "test", "version": "1"}
        talk.ask("initialize", protocolVersion="2025-06-18", capabilities={}, clientInfo=client)
        talk.say({"method": "notifications/initialized"})
        found = talk.ask("tools/call", name="check", arguments={"plugin": "dialect.wasm"})
        assert found["structuredContent"]["exit_code"] == 0
        yield talk
    finally:
        server.kill()
        if server.stdin is not None and server.stdin.closed:
            server.stdin = None
        server.communicate()


def all_children(pid: int) -> list[int]:
    """Return the children of a process, whichever of its threads has started them."""
    lists = Path(f"/proc/{pid}/task").glob("*/children")
    return [int(one) for listed in lists for one in listed.read_text().split()]


def begin_what_takes_long(talk: Talk) -> None:
    given = {"plugin": "dialect.wasm", "runs": 100_000, "seconds": 600}
    talk.say({"id": 99, "method": "tools/call", "params": {"name": "fuzz", "arguments": given}})


@pytest.mark.skipif(sys.platform != "linux", reason="looks at processes in /proc")
@pytest.mark.parametrize(
    ("number", "is_busy"),
    [(signal.SIGTERM, False), (signal.SIGTERM, True), (signal.SIGINT, True), (signal.SIGHUP, False)],
)
def test_a_signal_ends_it_with_its_exit_code_and_its_engine(
    folder: Path, number: signal.Signals, is_busy: bool
) -> None:
    with talking(folder) as talk:
        left = all_children(talk.server.pid)
        assert left
        if is_busy:
            begin_what_takes_long(talk)
        talk.server.send_signal(number)
        assert talk.server.stderr is not None
        beside = talk.server.stderr.read()
        assert talk.server.wait() == 128 + number, beside
        assert b"Traceback" not in beside
        until(lambda: not any(is_alive(one) for one in left))


@pytest.mark.skipif(sys.platform != "linux", reason="looks at processes in /proc")
@pytest.mark.parametrize("is_busy", [False, True])
def test_an_agent_that_closes_its_side_ends_it_with_exit_code_0_and_its_engine(folder: Path, is_busy: bool) -> None:
    with talking(folder) as talk:
        left = all_children(talk.server.pid)
        if is_busy:
            begin_what_takes_long(talk)
        assert talk.server.stdin is not None and talk.server.stderr is not None
        talk.server.stdin.close()
        assert talk.server.wait() == 0
        assert left
        assert b"Traceback" not in talk.server.stderr.read()
        until(lambda: not any(is_alive(one) for one in left))


def test_an_agent_that_no_longer_reads_ends_it(folder: Path) -> None:
    with talking(folder) as talk:
        assert talk.server.stdout is not None
        talk.server.stdout.close()
        talk.say({"id": 50, "method": "tools/list", "params": {}})
        assert talk.server.wait() == 0


def test_what_is_written_to_stdout_beside_the_protocol_goes_to_stderr(folder: Path) -> None:
    program = (
        "import os, workbench.mcp_server.tools.texts as texts\n"
        "kept = texts.names_json\n"
        "def loud():\n"
        "    print('not a message', flush=True)\n"
        "    os.write(1, b'nor this')\n"
        "    return kept()\n"
        "texts.names_json = loud\n"
        "from workbench.cli.main import main\n"
        "raise SystemExit(main(['mcp']))"
    )
    asked: list[dict[str, Any]] = [
        {"id": 1, "method": "initialize", "params": {"protocolVersion": "2025-06-18", "capabilities": {},
                                                     "clientInfo": {"name": "test", "version": "1"}}},
        {"method": "notifications/initialized"},
        {"id": 2, "method": "tools/call", "params": {"name": "explain", "arguments": {}}},
    ]  # fmt: skip
    pipe = subprocess.PIPE
    server = subprocess.Popen(
        (sys.executable, "-c", program), cwd=folder, stdin=pipe, stdout=pipe, stderr=pipe, env=with_checkout()
    )
    assert server.stdin is not None and server.stdout is not None
    server.stdin.write(b"".join(json.dumps({"jsonrpc": "2.0", **one}).encode() + b"\n" for one in asked))
    server.stdin.flush()
    answers = [json.loads(server.stdout.readline()) for _ in range(2)]
    rest, beside = server.communicate()
    assert [one["id"] for one in answers] == [1, 2]
    assert rest == b""
    assert b"not a message" in beside and b"nor this" in beside
    assert server.returncode == 0
