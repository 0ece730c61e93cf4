"""How soon an answer of 5 MB is seen on the whole screen, how fast it scrolls, and what the tree costs: milliseconds.

Everything stands beside the same with a small answer in the same run.

Usage: python -m tests.benchmarks.answer
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from textual import events

from tests.fakes import FakeEngine, answered
from tests.ui import states
from tests.ui.app_parts import Bench
from tests.ui.shown import Shown
from workbench.session.values.state import SessionState
from workbench.ui.panes.response import VIEWS

ARRIVAL_MAX_MS = 150
FRAME_MAX_MS = 1_000 / 30
HEADERS = 50_000
ARRIVALS = 7
KEYS = 60
VIEWS_MEASURED = ("response", "tree", "own", "raw", "hex")
SCROLLED = {"tree": ("pagedown", "j", "pageup"), "own": ("pagedown", "j"), "raw": ("pagedown", "j")}


def answer(headers: int, number: int) -> dict[str, Any]:
    """Return a response of `shape` with so many headers; `number` tells it from others."""
    head = {"_v": 1, "url": f"https://api.example/{number}", "method": "POST", "body_base64": "e30="}
    value = "YXBwbGljYXRpb24vanNvbjsgY2hhcnNldD11dGYtOA=="
    return {**head, "headers": [{"name": f"x-header-{at:05}", "value_base64": value} for at in range(headers)]}


def state_with(headers: int, number: int) -> SessionState:
    """Return the state of a session whose last dispatch was answered so."""
    stage = states.Stage(FakeEngine(states.answers(shape=answered(answer(headers, number)))))
    stage.session.load(states.PATH, states.GOOD)
    stage.session.dispatch("shape", states.PAYLOAD)
    return stage.state


@asynccontextmanager
async def screen(state: SessionState, view: str) -> AsyncIterator[tuple[Shown, asyncio.Event]]:
    """Show the whole screen with a view of the answer in the focus, and an event for each painting."""
    bench = Bench(state)
    painted = asyncio.Event()
    async with bench.app.run_test(size=(120, 40)) as pilot:
        app = Shown(bench, pilot)
        await app.until(lambda: app.screen.state is state)
        app.screen.payload.editor.cursor_blink = False
        app.screen.response.turn_to(view)
        app.screen.response.searched.focus()
        await pilot.pause()
        bench.app.post_display_hook = painted.set  # type: ignore[method-assign]
        yield app, painted


async def arrivals(headers: int, view: str) -> list[float]:
    """Return the milliseconds from an answer's arrival to the painted screen, sorted."""
    found = []
    coming = [state_with(headers, number) for number in range(ARRIVALS)]
    async with screen(states.ready(), view) as (app, painted):
        for state in coming:
            await app.pilot.pause(0.2)
            began = time.perf_counter()
            app.session.become(state)
            await until(lambda state=state: app.screen.response.shown_record is state.last)  # type: ignore[misc]
            painted.clear()
            await asyncio.wait_for(painted.wait(), 30)
            found.append((time.perf_counter() - began) * 1_000)
    return sorted(found)


async def scrolling(headers: int, view: str, key: str) -> list[float]:
    """Return the milliseconds from a key to the painted screen, sorted."""
    async with screen(state_with(headers, 1), view) as (app, painted):
        if view == "tree":
            await app.press("plus")
        if key == "pageup":
            await app.press("G")
            await app.until(lambda: app.screen.response.searched.scroll_offset.y > 0)
        await app.pilot.pause(0.5)
        found = []
        driver = app.bench.app._driver
        assert driver is not None
        for _ in range(KEYS):
            painted.clear()
            began = time.perf_counter()
            driver.send_message(events.Key(key, key if len(key) == 1 else None))
            try:
                await asyncio.wait_for(painted.wait(), 2)
            except TimeoutError:
                break
            found.append((time.perf_counter() - began) * 1_000)
    return sorted(found)


async def until(fact: Callable[[], object]) -> None:
    """Wait until something is true."""
    while not fact():
        await asyncio.sleep(0)


def p95(sorted_ms: list[float]) -> float:
    """Return the value below which 95 of 100 lie."""
    return sorted_ms[min(int(len(sorted_ms) * 0.95), len(sorted_ms) - 1)] if sorted_ms else 0.0


def main() -> int:
    """Print all figures; return 1 when one is missed."""
    size = len(json.dumps(answer(HEADERS, 1)))
    print(f"an answer of {size / 1e6:.1f} MB, load {os.getloadavg()[0]:.1f}")
    missed = 0
    for view in VIEWS_MEASURED:
        assert view in VIEWS
        small, large = (asyncio.run(arrivals(count, view)) for count in (10, HEADERS))
        middle = large[len(large) // 2]
        missed += middle > ARRIVAL_MAX_MS
        print(
            f"arrival, {view:<9} median {middle:7.1f}  worst {large[-1]:7.1f} ms, at most {ARRIVAL_MAX_MS};"
            f" {middle / small[len(small) // 2]:5.2f} times a small one"
        )
    for view, keys in SCROLLED.items():
        for key in keys:
            small, large = (asyncio.run(scrolling(count, view, key)) for count in (200, HEADERS))
            ratio = p95(large) / max(p95(small), 0.1)
            missed += p95(large) > FRAME_MAX_MS
            print(
                f"{key:<9} {view:<9} p95 {p95(large):6.1f} ms, at most {FRAME_MAX_MS:.1f}; {ratio:5.2f} times a small"
            )
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
