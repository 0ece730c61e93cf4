"""How long a key takes in the payload editor, against a bare text area with ten lines in the same run; and its memory.

Usage: python -m tests.benchmarks.editor
"""

from __future__ import annotations

import asyncio
import json
import random
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from textual import events
from textual.app import App, ComposeResult
from textual.widgets import TextArea

from workbench.protocol.wire.typical import typical_request
from workbench.ui.editor.json_editor import JsonEditor
from workbench.ui.payload.completion import payload_offers

KEYS = 150
MEMORY_KEYS = 1_000
PASTE_MAX_MS = 300
LIST_MAX_MS = 30
LISTS = 20
KEPT_MAX_MIB = 20
TYPED_MAX, ENTER_MAX = 2.0, 5.0
CHARACTERS = {"backspace": "\x7f", "enter": "\r"}


def lines(size: int) -> str:
    """Return JSON of about so many characters in many lines."""
    count = size // 21
    return json.dumps({f"key {number:05}": number % 10 for number in range(count)}, indent=2)


def one_line(size: int) -> str:
    """Return JSON of about so many characters in one line."""
    return json.dumps({"text": "word " * (size // 5)})


def request(size: int) -> str:
    """Return a shape request of about so many characters, in many lines."""
    found = typical_request("shape")
    headers = found["request"]["headers"]
    found["request"]["headers"] = headers * (size // 85 // len(headers))
    return json.dumps(found, indent=2)


def completing(size: int) -> JsonEditor:
    """Return an editor of a shape request that offers what can be typed."""
    area = JsonEditor(request(size))
    area.completion.complete = lambda text, cursor: payload_offers("shape", text, cursor)
    return area


def in_an_object(area: TextArea) -> tuple[int, int]:
    """Behind a comma near the end, where a key is awaited."""
    row = max(row for row in range(area.document.line_count) if area.document[row].strip() == "{")
    return row, len(area.document[row])


class EditorApp(App[None]):
    """Nothing but a text area."""

    def __init__(self, area: TextArea) -> None:
        super().__init__()
        self.area = area
        self.painted = asyncio.Event()

    def compose(self) -> ComposeResult:
        """Lay out."""
        yield self.area

    def post_display_hook(self) -> None:
        """Note that the screen was painted."""
        self.painted.set()


def at_the_top(_: TextArea) -> tuple[int, int]:
    """Behind the first bracket."""
    return 0, 1


@dataclass(frozen=True)
class Case:
    """One text, and where keys are pressed in it."""

    name: str
    area: Callable[[], TextArea]
    keys: Sequence[str]
    place: Callable[[TextArea], tuple[int, int]] = lambda area: (area.document.line_count // 2, 5)
    allowed: float = TYPED_MAX


def mixed() -> list[str]:
    """Return keys as they are pressed: most are typed, some erase, some move."""
    chance = random.Random(1)
    pool = [*"abcdef 0123", "backspace", "left", "right", "up", "down"]
    return [chance.choice(pool) for _ in range(KEYS)]


async def press(app: EditorApp, key: str) -> float:
    """Press a key, and return the milliseconds until the screen was painted."""
    app.painted.clear()
    assert app._driver is not None
    began = time.perf_counter()
    app._driver.send_message(events.Key(key, CHARACTERS.get(key, key if len(key) == 1 else None)))
    await asyncio.wait_for(app.painted.wait(), 30)
    return (time.perf_counter() - began) * 1_000


async def measure(case: Case) -> list[float]:
    """Return the milliseconds of each key, sorted."""
    app = EditorApp(case.area())
    async with app.run_test(size=(80, 24)) as pilot:
        app.area.focus()
        app.area.cursor_blink = False
        app.area.move_cursor(case.place(app.area))
        await pilot.pause()
        return sorted([await press(app, key) for key in case.keys])


async def lists() -> list[float]:
    """Return the milliseconds from asking for a list near the end of 100 KB to the painted list, sorted."""
    area = completing(100_000)
    app = EditorApp(area)
    found = []
    async with app.run_test(size=(80, 24)) as pilot:
        area.focus()
        area.cursor_blink = False
        area.move_cursor(in_an_object(area))
        area.offer()
        await pilot.pause()
        area.completion.close()
        await pilot.pause()
        for _ in range(LISTS):
            began = time.perf_counter()
            area.offer()
            while not area.completion.is_open:
                await asyncio.sleep(0)
            app.painted.clear()
            await app.painted.wait()
            found.append((time.perf_counter() - began) * 1_000)
            area.completion.close()
            await pilot.pause()
    return sorted(found)


async def paste(area: TextArea, text: str) -> float:
    """Return the milliseconds from a paste to the painted screen."""
    app = EditorApp(area)
    async with app.run_test(size=(80, 24)) as pilot:
        app.area.focus()
        await pilot.pause()
        app.painted.clear()
        began = time.perf_counter()
        app.post_message(events.Paste(text))
        await app.painted.wait()
        return (time.perf_counter() - began) * 1_000


async def memory(text: str) -> float:
    """Return the MiB that many keys in a text leave behind."""
    app = EditorApp(JsonEditor(text))
    async with app.run_test(size=(80, 24)) as pilot:
        app.area.focus()
        app.area.move_cursor((0, 5))
        for _ in range(20):
            await press(app, "x")
        await pilot.pause()
        before = resident_mib()
        for _ in range(MEMORY_KEYS):
            await press(app, "x")
        return resident_mib() - before


def resident_mib() -> float:
    """Return the resident size of this process."""
    fields = Path("/proc/self/status").read_text(encoding="utf-8").splitlines()
    return int(next(line.split()[1] for line in fields if line.startswith("VmRSS"))) / 1_024


def percentile(sorted_ms: Sequence[float], part: float) -> float:
    """Return the value below which a part of all values lies."""
    return sorted_ms[min(int(len(sorted_ms) * part), len(sorted_ms) - 1)]


def main() -> int:
    """Print all figures; return 1 when one is missed."""
    cases = [
        Case("100 KB", lambda: JsonEditor(lines(100_000)), mixed()),
        Case("100 KB, with completion", lambda: completing(100_000), mixed(), in_an_object),
        Case("1 MB, 50,000 lines", lambda: JsonEditor(lines(1_000_000)), mixed()),
        Case("1 MB, one line", lambda: JsonEditor(one_line(900_000)), mixed(), at_the_top),
        Case(
            "1 MB, Enter at the top",
            lambda: JsonEditor(lines(1_000_000)),
            ["enter"] * KEYS,
            at_the_top,
            allowed=ENTER_MAX,
        ),
    ]
    bare = Case("bare text area, ten lines", lambda: TextArea("\n".join(["some text"] * 10)), mixed())
    bare_ms = percentile(asyncio.run(measure(bare)), 0.95)
    print(f"{bare.name:<28} p95 {bare_ms:6.1f} ms")
    missed = 0
    for case in cases:
        found = asyncio.run(measure(case))
        p50, p95 = percentile(found, 0.5), percentile(found, 0.95)
        ratio = p95 / bare_ms
        missed += ratio > case.allowed
        print(f"{case.name:<28} p50 {p50:6.1f}  p95 {p95:6.1f} ms  {ratio:5.2f} times, at most {case.allowed:.0f}")
    listed = percentile(asyncio.run(lists()), 0.95)
    ratio = listed / bare_ms
    missed += listed > LIST_MAX_MS
    print(
        f"{'completion list in 100 KB':<28} p95 {listed:6.1f} ms, at most {LIST_MAX_MS}; {ratio:5.2f} times a bare key"
    )
    for name, text in (("50,000 lines", lines(1_000_000)), ("one line", one_line(900_000))):
        took = asyncio.run(paste(JsonEditor(), text))
        missed += took > PASTE_MAX_MS
        print(f"{'paste of 1 MB, ' + name:<28} {took:6.1f} ms, at most {PASTE_MAX_MS}")
        kept = asyncio.run(memory(text))
        missed += kept > KEPT_MAX_MIB
        print(f"{'memory, ' + name:<28} {kept:6.1f} MiB after {MEMORY_KEYS:,} keys, at most {KEPT_MAX_MIB}")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
