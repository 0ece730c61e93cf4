"""The server over HTTP, with a screen that only echoes: what it answers to whom, and what becomes of the screen."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, ClassVar

import pytest
from aiohttp import ClientSession, WSServerHandshakeError

from workbench.browser import server as server_module
from workbench.browser.admission import BrowserAdmission
from workbench.browser.client_files import SCRIPT, client_folder
from workbench.browser.server import SCREENS_MAX, BrowserServer

TOKEN = "the-token"


class EchoScreen:
    """Draws what is typed."""

    open: ClassVar[list[EchoScreen]] = []

    def __init__(self, words: Sequence[str], columns: int, rows: int) -> None:
        self.sizes = [(columns, rows)]
        self.words = words
        self._typed: asyncio.Queue[bytes] = asyncio.Queue()
        EchoScreen.open.append(self)

    @classmethod
    async def start(cls, words: Sequence[str], columns: int, rows: int) -> EchoScreen:
        return cls(words, columns, rows)

    async def read(self) -> bytes:
        return await self._typed.get()

    async def write(self, content: bytes) -> None:
        self._typed.put_nowait(b"" if content == b"quit" else content)

    def resize(self, columns: int, rows: int) -> None:
        self.sizes.append((columns, rows))

    async def end(self) -> None:
        EchoScreen.open.remove(self)


@asynccontextmanager
async def served(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[tuple[str, ClientSession]]:
    monkeypatch.setattr(server_module, "ScreenProcess", EchoScreen)
    monkeypatch.setattr(EchoScreen, "open", [])
    served = BrowserServer(["--in-browser", "<b>.wasm"], BrowserAdmission(TOKEN), client_folder(), "<b>.wasm")
    started = asyncio.Event()
    with socket.create_server(("127.0.0.1", 0)) as listening:
        host = f"127.0.0.1:{listening.getsockname()[1]}"
        running = asyncio.create_task(served.run(listening, started.set))
        await started.wait()
        async with ClientSession(headers={"Origin": f"http://{host}"}) as client:
            yield f"http://{host}", client
        running.cancel()
        with pytest.raises(asyncio.CancelledError):
            await running
    assert EchoScreen.open == []


async def status(client: ClientSession, url: str, **headers: str) -> int:
    async with client.get(url, headers=headers) as answer:
        return answer.status


async def test_nothing_is_answered_without_the_token_and_everything_with_its_cookie(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with served(monkeypatch) as (address, client):
        paths = ["/", f"/static/{SCRIPT}", "/workbench.js", "/workbench.css", "/ws", "/missing", "/static/../server.py"]
        assert {await status(client, address + path) for path in paths} == {401}
        assert await status(client, f"{address}/?token={TOKEN}", Origin="http://evil.test") == 403
        assert await status(client, f"{address}/?token={TOKEN}", Host="evil.test") == 403
        async with client.get(f"{address}/?token={TOKEN}") as answer:
            cookie, page = answer.headers["Set-Cookie"], await answer.text()
            assert "HttpOnly" in cookie
            assert "SameSite=Strict" in cookie
            assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
            assert "&lt;b&gt;.wasm" in page
            assert "<b>" not in page
        # An address is no site to the client, so that it keeps no cookie of it by itself.
        name, _, value = cookie.partition(";")[0].partition("=")
        found = [await status(client, address + path, Cookie=f"{name}={value}") for path in paths if path != "/ws"]
        assert found == [200, 200, 200, 200, 404, 404]


async def test_a_websocket_is_a_screen_until_one_of_both_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    async with served(monkeypatch) as (address, client):
        url = f"{address}/ws?token={TOKEN}&width=100&height=30"
        async with client.ws_connect(url) as browser:
            await browser.send_str('["stdin", "hällo"]')
            assert (await browser.receive_bytes()).decode() == "hällo"
            (screen,) = EchoScreen.open
            assert screen.words == ("--in-browser", "<b>.wasm")
            for odd in (
                "",
                "[",
                "[]",
                "7",
                '["stdin", 7]',
                '["resize", {"width": "a"}]',
                '["resize", 3]',
                "[" * 90_000,
            ):
                await browser.send_str(odd)
            await browser.send_str('["resize", {"width": 90, "height": 20}]')
            await browser.send_str('["ping", "1"]')
            assert await browser.receive_json() == ["pong", "1"]
            assert screen.sizes == [(100, 30), (90, 20)]
            await browser.send_str('["stdin", "quit"]')
            assert (await browser.receive()).type.name == "CLOSE"
        async with client.ws_connect(url) as browser:
            await browser.send_str('["ping", "2"]')
            await browser.receive()
            assert len(EchoScreen.open) == 1
        # The browser has gone; that its screen has ended is looked at in the end.


async def test_another_page_opens_no_websocket_and_one_too_many_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    async with served(monkeypatch) as (address, client):
        url = f"{address}/ws?token={TOKEN}"
        with pytest.raises(WSServerHandshakeError, match="403"):
            await client.ws_connect(url, headers={"Origin": "http://evil.test"})
        browsers: list[Any] = [await client.ws_connect(url) for _ in range(SCREENS_MAX)]
        for browser in browsers:
            await browser.send_str('["ping", "1"]')
            await browser.receive()
        async with client.ws_connect(url) as browser:
            assert b"open already" in await browser.receive_bytes()
        for browser in browsers:
            await browser.close()


def test_the_files_of_the_terminal_are_there() -> None:
    assert (client_folder() / SCRIPT).is_file()
    assert Path(client_folder() / "css/xterm.css").is_file()
