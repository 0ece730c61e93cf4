"""Drives a headless Chromium through the pipe of its debugger; needs nothing but the browser."""

from __future__ import annotations

import base64
import itertools
import json
import os
import shutil
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final

PROGRAM: Final = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
"""The browser; None: this machine has none."""
PATIENCE_S: Final = 60.0
"""Seconds after which a browser is taken for dead. No verdict on how fast it is."""
RECORDS: Final = """
window.received = "";
const Plain = WebSocket;
window.WebSocket = function (...given) {
  const socket = new Plain(...given), decoder = new TextDecoder();
  socket.addEventListener("message", ({data}) => {
    if (typeof data !== "string") { window.received += decoder.decode(data, {stream: true}); }
  });
  return socket;
};
"""
"""Keeps what a page gets through its websocket: a terminal is a picture, of which no text can be read."""


class Page:
    """One page of the browser."""

    def __init__(self, columns: int, rows: int) -> None:
        """Start the browser with a window for so many cells, more or less."""
        assert PROGRAM is not None
        self._profile = Path(tempfile.mkdtemp(prefix="workbench-chromium-"))
        to_browser, ours = os.pipe()
        theirs, from_browser = os.pipe()
        os.set_inheritable(to_browser, True)
        os.set_inheritable(from_browser, True)
        options = (
            *("--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", "--remote-debugging-pipe"),
            *(f"--user-data-dir={self._profile}", f"--window-size={columns * 10},{rows * 19}", "about:blank"),
        )
        # The browser has its ends of the pipes as 3 and 4.
        script = f'exec 3<&{to_browser} 4>&{from_browser}; exec "$@"'
        self._process = subprocess.Popen(
            ("bash", "-c", script, "bash", PROGRAM, *options),
            pass_fds=(to_browser, from_browser),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        os.close(to_browser)
        os.close(from_browser)
        self._out, self._in = os.fdopen(ours, "wb", buffering=0), os.fdopen(theirs, "rb")
        self._numbers = itertools.count(1)
        self._session: str | None = None
        target = self.ask("Target.createTarget", url="about:blank")["targetId"]
        self._session = self.ask("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        self.ask("Page.enable")
        self.ask("Page.addScriptToEvaluateOnNewDocument", source=RECORDS)

    def ask(self, method: str, **parameters: Any) -> dict[str, Any]:
        """Return what the browser answers."""
        number = next(self._numbers)
        message = {"id": number, "method": method, "params": parameters}
        if self._session is not None:
            message["sessionId"] = self._session
        self._out.write(json.dumps(message).encode() + b"\0")
        while True:
            answer = json.loads(self._message())
            if answer.get("id") == number:
                assert "error" not in answer, answer
                result: dict[str, Any] = answer["result"]
                return result

    def _message(self) -> bytes:
        read = bytearray()
        while (one := self._in.read(1)) != b"\0":
            assert one, "the browser has ended"
            read += one
        return bytes(read)

    def value(self, expression: str) -> Any:
        """Return what an expression of the page gives."""
        return self.ask("Runtime.evaluate", expression=expression, returnByValue=True)["result"].get("value")

    def wait_for(self, expression: str) -> None:
        """Wait until an expression of the page is true."""
        end = time.monotonic() + PATIENCE_S
        while not self.value(expression):
            # Who asks without a pause keeps the page from doing anything.
            threading.Event().wait(0.01)
            assert time.monotonic() < end, f"still not: {expression}: {self.value('document.body.innerText')!r}"

    def wait_for_text(self, text: str) -> None:
        """Wait until the screen has drawn a text, without anything else in between."""
        self.wait_for(f"received.includes({json.dumps(text)})")

    def press(self, key: str, code: int, modifiers: int = 0, text: str = "") -> None:
        """Press a key and let it go; `modifiers` 1: alt, 2: ctrl."""
        facts = {"key": key, "windowsVirtualKeyCode": code, "modifiers": modifiers}
        self.ask("Input.dispatchKeyEvent", type="keyDown", text=text, **facts)
        self.ask("Input.dispatchKeyEvent", type="keyUp", **facts)

    def picture(self) -> bytes:
        """Return a PNG of the page."""
        return base64.b64decode(self.ask("Page.captureScreenshot", format="png")["data"])

    def end(self) -> None:
        """End the browser, and remove what it kept."""
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, 9)
        self._process.wait()
        self._out.close()
        self._in.close()
        shutil.rmtree(self._profile, ignore_errors=True)


@contextmanager
def page(columns: int = 120, rows: int = 40) -> Iterator[Page]:
    """Open a page, and end its browser in the end."""
    opened = Page(columns, rows)
    try:
        yield opened
    finally:
        opened.end()
