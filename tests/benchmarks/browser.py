"""How long a browser on this machine waits for the first frame: from the address to text on the page.

Printed beside the same screen in a terminal; the median of the runs counts. Needs Chromium.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial

from tests.benchmarks.terminal import Terminal
from tests.browser import chromium
from tests.processes import children, until
from workbench.assets import sample_plugins

RUNS = 7
FIRST = "Dispatch"


def main() -> None:
    """Print the figures."""
    module = str(sample_plugins()[0].path)
    words = [sys.executable, "-m", "workbench", "serve", module, "--port", "0"]
    server = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    try:
        assert server.stdout is not None
        address = server.stdout.readline().strip()
        with chromium.page() as page:
            screens = partial(children, server.pid)
            browser = [_in_browser(page, address, screens) for _ in range(RUNS + 1)][1:]
        terminal = [_in_terminal(module) for _ in range(RUNS + 1)][1:]
    finally:
        server.terminate()
        server.wait()
    mine, plain = statistics.median(browser), statistics.median(terminal)
    print(
        f"first frame in a browser / in a terminal: {mine / plain:.2f} times "
        f"({mine * 1_000:.0f} ms / {plain * 1_000:.0f} ms, medians of {RUNS})"
    )


def _in_browser(page: chromium.Page, address: str, running: Callable[[], list[int]]) -> float:
    page.ask("Page.navigate", url="about:blank")
    # The screen before ends beside what is measured, else.
    until(lambda: not running())
    began = time.perf_counter()
    page.ask("Page.navigate", url=address)
    page.wait_for_text(FIRST)
    page.wait_for("document.body.classList.contains('-first-byte')")
    return time.perf_counter() - began


def _in_terminal(module: str) -> float:
    with Terminal([sys.executable, "-m", "workbench", module]) as terminal:
        return terminal.wait(FIRST) - terminal.started_at


if __name__ == "__main__":
    main()
