"""What many reloads and dispatches leave behind: resident sizes, file descriptors and processes.

`python -m tests.benchmarks.endurance [RELOADS [DISPATCHES]]`, by default 500 and 5,000.
"""

from __future__ import annotations

import os
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.guests import plugin
from workbench.engine.client.engine_client import EngineClient
from workbench.engine.client.launch import resident_bytes
from workbench.session.session import Session
from workbench.session.values.settings import Settings
from workbench.session.values.state import LoopPhase

_WARM_UP = 0.1
"""The share of the run before the first reading: pools and caches fill at first use."""


@dataclass(frozen=True, slots=True)
class _Reading:
    ours_bytes: int
    child_bytes: int
    descriptors: int
    children: int


def main() -> None:
    """Print how both processes grew."""
    reloads = int(sys.argv[1]) if len(sys.argv) > 1 else 500
    dispatches = int(sys.argv[2]) if len(sys.argv) > 2 else 5_000
    engine = EngineClient()
    session = Session(engine, Settings(redispatch=False), clock=time.time, on_change=lambda state: None)
    first = None
    for number in range(reloads):
        session.load("bench.wasm", plugin(3_000, number + 1))
        if session.state.loop.phase is not LoopPhase.READY:
            raise SystemExit(f"reload {number}: {session.state.loop}")
        for _ in range(dispatches // reloads):
            record = session.dispatch("normalize_error", '{"status":500,"body_base64":""}')
            if not record.outcome.ok:
                raise SystemExit(f"reload {number}: {record.outcome.error}")
        if first is None and number >= reloads * _WARM_UP:
            first = _read()
    last = _read()
    session.close()
    if first is None:
        raise SystemExit("give a number of reloads")
    print(f"{reloads} reloads, {dispatches} dispatches, read after {_WARM_UP:.0%} and at the end")
    print(f"  our process:   {_growth(first.ours_bytes, last.ours_bytes)}")
    print(f"  child process: {_growth(first.child_bytes, last.child_bytes)}")
    print(f"  file descriptors {first.descriptors} -> {last.descriptors}, children {first.children} -> {last.children}")


def _read() -> _Reading:
    children = _children()
    return _Reading(
        ours_bytes=resident_bytes(os.getpid()),
        child_bytes=sum(map(resident_bytes, children)),
        descriptors=len(list(Path("/proc/self/fd").iterdir())),
        children=len(children),
    )


def _children() -> list[int]:
    tasks = Path("/proc/self/task").iterdir()
    return [int(pid) for task in tasks for pid in (task / "children").read_text().split()]


def _growth(before: int, after: int) -> str:
    return f"{before / 2**20:.1f} -> {after / 2**20:.1f} MiB ({(after / before - 1) * 100:+.1f} %)"


if __name__ == "__main__":
    main()
