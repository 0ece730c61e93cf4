"""`workbench serve` for real: in Chromium where there is one, with the processes that it starts."""

from __future__ import annotations

import os
import signal
import struct
import subprocess
import sys
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.browser import chromium
from tests.processes import children, is_alive, until
from workbench.assets import asset_folder

DIALECT = asset_folder("sample_plugins") / "dialect/dialect.wasm"
ALT = 1


@contextmanager
def serving(folder: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Give a server and its address; what it keeps stands in the folder."""
    words = (sys.executable, "-m", "workbench", "serve", str(DIALECT), "--port", "0")
    pipe, kept = subprocess.PIPE, {f"XDG_{name}_HOME": str(folder / name) for name in ("STATE", "CONFIG")}
    server = subprocess.Popen(words, stdout=pipe, stderr=pipe, text=True, env={**os.environ, **kept})
    try:
        assert server.stdout is not None
        yield server, server.stdout.readline().strip()
    finally:
        server.kill()
        server.communicate()


def shades(picture: bytes) -> int:
    """Return how many different bytes a PNG holds: one that is empty has a handful."""
    place, packed = 8, b""
    while place < len(picture):
        (length,) = struct.unpack(">I", picture[place : place + 4])
        if picture[place + 4 : place + 8] == b"IDAT":
            packed += picture[place + 8 : place + 8 + length]
        place += length + 12
    return len(set(zlib.decompress(packed)))


@pytest.mark.slow
@pytest.mark.skipif(chromium.PROGRAM is None, reason="there is no Chromium")
@pytest.mark.skipif(sys.platform != "linux", reason="looks at processes in /proc")
def test_a_browser_has_the_screen_with_its_own_keys_until_it_leaves_and_ctrl_c_ends_the_rest(
    tmp_path: Path,
) -> None:
    with serving(tmp_path) as (server, address), chromium.page() as page:
        page.ask("Page.navigate", url=address)
        page.wait_for_text("ready")
        page.wait_for("document.body.classList.contains('-first-byte')")
        assert page.value("location.search + document.cookie") == "", "the token can be read in the page"
        assert shades(page.picture()) > 50
        page.press("F4", 115)
        page.wait_for_text("is off in a browser")
        page.press("m", 77, ALT)
        page.wait_for_text("the end of the text")
        (screen,) = children(server.pid)
        page.ask("Page.navigate", url="about:blank")
        until(lambda: not is_alive(screen))
        page.ask("Page.navigate", url=address)
        page.wait_for_text("ready")
        (screen,) = children(server.pid)
        server.send_signal(signal.SIGINT)
        assert server.wait() == 128 + signal.SIGINT
        assert not is_alive(screen)
