"""The server: lets a browser in or not, gives it the page, and a screen for each websocket until one of both ends."""

from __future__ import annotations

import asyncio
import contextlib
import json
import socket
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Any, Final

from aiohttp import WSCloseCode, WSMsgType, web

from workbench.browser import page
from workbench.browser.admission import BrowserAdmission
from workbench.browser.screen_process import ScreenProcess

SCREENS_MAX: Final = 8
"""Screens at the same time: each takes processes and memory of this machine."""
MESSAGE_MAX_BYTES: Final = 8 << 20
"""Of what a browser sends at once: a paste."""
ALIVE_S: Final = 15.0
"""Seconds between two signs of life that a browser is asked for; one that has vanished is gone after as many."""
_SIZE: Final = (80, 24)

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class BrowserServer:
    """Serves screens that are started with the same arguments."""

    def __init__(self, words: Sequence[str], admission: BrowserAdmission, client: Path, title: str) -> None:
        """Serve nothing yet.

        Args:
            words: The arguments of each screen.
            admission: Who is let in.
            client: The folder of the files of the terminal.
            title: Of the page.
        """
        self._words = tuple(words)
        self._admission = admission
        self._client = client
        self._title = title
        self._cookie = ""
        self._screens: set[ScreenProcess] = set()
        self._sockets: set[web.WebSocketResponse] = set()

    async def run(self, listening: socket.socket, started: Callable[[], object]) -> None:
        """Serve until this is cancelled, and end every screen then. `started` is called once browsers are answered."""
        # Cookies do not know ports: two servers of this machine would take each other's.
        self._cookie = f"workbench-{listening.getsockname()[1]}"
        runner = web.AppRunner(self._application(), access_log=None, handle_signals=False, shutdown_timeout=1.0)
        await runner.setup()
        try:
            await web.SockSite(runner, listening).start()
            started()
            await asyncio.Event().wait()
        finally:
            await self._end_all()
            await runner.cleanup()

    def _application(self) -> web.Application:
        application = web.Application(middlewares=[self._admit])
        application.add_routes(
            [
                web.get("/", self._page),
                web.get("/ws", self._screen),
                web.get("/workbench.css", _text(page.SHEET, "text/css")),
                web.get("/workbench.js", _text(page.WORDS, "text/javascript")),
                web.static("/static", self._client),
            ]
        )
        return application

    async def _end_all(self) -> None:
        await asyncio.gather(
            *(one.end() for one in tuple(self._screens)),
            *(one.close(code=WSCloseCode.GOING_AWAY) for one in tuple(self._sockets)),
            return_exceptions=True,
        )

    @web.middleware
    async def _admit(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Let nothing through that is not admitted, not even to what does not exist."""
        headers = request.headers
        refusal = self._admission.refusal(
            host=headers.get("Host"),
            origin=headers.get("Origin"),
            tokens=(request.query.get("token"), request.cookies.get(self._cookie)),
            from_page=request.path == "/ws",
        )
        response: web.StreamResponse
        if refusal is not None:
            response = web.Response(status=refusal.status, text=refusal.reason + "\n")
        else:
            try:
                response = await handler(request)
            except web.HTTPException as error:
                response = web.Response(status=error.status, text=f"{error.reason}\n")
        if not response.prepared:
            response.headers.update(page.HEADERS)
        return response

    async def _page(self, request: web.Request) -> web.Response:
        response = web.Response(text=page.page(self._title), content_type="text/html")
        response.set_cookie(self._cookie, self._admission.token, httponly=True, samesite="Strict", path="/")
        return response

    async def _screen(self, request: web.Request) -> web.WebSocketResponse:
        browser = web.WebSocketResponse(heartbeat=ALIVE_S, max_msg_size=MESSAGE_MAX_BYTES)
        await browser.prepare(request)
        if len(self._sockets) >= SCREENS_MAX:
            await browser.send_bytes(f"{SCREENS_MAX} screens are open already: close one of them.\r\n".encode())
            await browser.close(code=WSCloseCode.TRY_AGAIN_LATER)
            return browser
        self._sockets.add(browser)
        try:
            await self._show(browser, _number(request, "width", _SIZE[0]), _number(request, "height", _SIZE[1]))
        finally:
            self._sockets.discard(browser)
        return browser

    async def _show(self, browser: web.WebSocketResponse, columns: int, rows: int) -> None:
        """Show a screen until it or the browser ends."""
        try:
            screen = await ScreenProcess.start(self._words, columns, rows)
        except OSError as error:
            await browser.send_bytes(f"The screen cannot be started: {error.strerror or error}.\r\n".encode())
            await browser.close()
            return
        self._screens.add(screen)
        drawing = asyncio.create_task(_draw(screen, browser), name="drawing")
        try:
            await _type(browser, screen)
        finally:
            drawing.cancel()
            # The screen ends even when the server does meanwhile.
            await asyncio.shield(screen.end())
            self._screens.discard(screen)


async def _draw(screen: ScreenProcess, browser: web.WebSocketResponse) -> None:
    """Give the browser what the screen draws, as fast as it takes it."""
    with contextlib.suppress(ConnectionError, RuntimeError):
        while drawn := await screen.read():
            await browser.send_bytes(drawn)
        await browser.close()


async def _type(browser: web.WebSocketResponse, screen: ScreenProcess) -> None:
    """Give the screen what the browser sends; what is none of its messages is left out."""
    async for message in browser:
        if message.type is not WSMsgType.TEXT:
            continue
        kind, value = _read(message.data)
        if kind == "stdin" and isinstance(value, str):
            await screen.write(value.encode("utf-8", "replace"))
        elif kind == "resize" and isinstance(value, dict):
            columns, rows = value.get("width"), value.get("height")
            if isinstance(columns, int) and isinstance(rows, int):
                screen.resize(columns, rows)
        elif kind == "ping" and isinstance(value, str):
            await browser.send_json(["pong", value[:32]])


def _read(text: str) -> tuple[str, Any]:
    """Return the kind of a message and what it holds; an empty kind: it is none."""
    try:
        match json.loads(text):
            case [str(kind), value]:
                return kind, value
    except (ValueError, RecursionError):
        pass
    return "", None


def _number(request: web.Request, name: str, otherwise: int) -> int:
    text = request.query.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else otherwise


def _text(content: str, kind: str) -> Handler:
    async def answer(request: web.Request) -> web.Response:
        return web.Response(text=content, content_type=kind)

    return answer
