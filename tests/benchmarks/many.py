"""What checking several plugins at once gains: `python -m tests.benchmarks.many [PLUGINS]`.

`check` of a folder of small plugins with one worker and with two, in turns, and a process for each plugin, as one would
do without it. All modules differ: without compiled code of an earlier run each of them is compiled. The median of the
ratios of each round counts. Two workers need two processors: where others take them, as the load says, their processor
time still says what the second one costs.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Final

from tests.benchmarks.guests import plugin
from tests.hostile.arena import descendants
from workbench.engine.client.launch import resident_bytes

PLUGINS: Final = 200
SIZE_BYTES: Final = 20_000
FRESH: Final = 4
ROUNDS: Final = 5
SPEEDUP_LEAST: Final = 1.7
SHARE_MOST: Final = 0.5


@dataclass(frozen=True)
class Run:
    """One run of the command."""

    wall_s: float
    cpu_s: float
    most_bytes: int
    """The most that it and its children held at once."""


def run(work: Path, *words: str) -> Run:
    """Run `check`, and return what it took."""
    environment = os.environ | {"HOME": str(work), "XDG_CACHE_HOME": str(work / "cache")}
    started, most = time.perf_counter(), 0
    process = subprocess.Popen(
        [sys.executable, "-m", "workbench", "check", *words],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    done = threading.Event()

    def watch() -> None:
        nonlocal most
        while not done.wait(0.05):
            most = max(most, sum(map(resident_bytes, (process.pid, *descendants(process.pid)))))

    watching = threading.Thread(target=watch, daemon=True)
    watching.start()
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    wall_s = time.perf_counter() - started
    done.set()
    watching.join()
    if process.returncode:
        raise SystemExit(f"check ended with {process.returncode}")
    return Run(wall_s, used.ru_utime + used.ru_stime, most)


def main() -> None:
    """Make the plugins, and print the figures."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else PLUGINS
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        folder = work / "dist"
        folder.mkdir()
        for number in range(count):
            (folder / f"p{number:04}.wasm").write_bytes(plugin(SIZE_BYTES, number))
        run(work, str(folder))
        print(f"{count} plugins of {SIZE_BYTES:,} bytes; load {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors")
        _compare(work, folder, count, "compiled in an earlier run", keeps_cache=True)
        _compare(work, folder, count, "compiled anew", keeps_cache=False)


def _compare(work: Path, folder: Path, count: int, what: str, *, keeps_cache: bool) -> None:
    """Print how two workers stand beside one, and one beside a process for each plugin."""
    ones: list[Run] = []
    twos: list[Run] = []
    alone: list[float] = []
    for _ in range(ROUNDS):
        for jobs, runs in (("1", ones), ("2", twos)):
            if not keeps_cache:
                shutil.rmtree(work / "cache", ignore_errors=True)
            runs.append(run(work, str(folder), "--jobs", jobs))
        if not keeps_cache:
            shutil.rmtree(work / "cache", ignore_errors=True)
        alone.append(median(run(work, str(one)).wall_s for one in sorted(folder.iterdir())[:FRESH]))
    speedup = median(one.wall_s / two.wall_s for one, two in zip(ones, twos, strict=True))
    share = median(one.wall_s / count / fresh_s for one, fresh_s in zip(ones, alone, strict=True))
    one_s, two_s = (median(one.wall_s for one in runs) for runs in (ones, twos))
    one_cpu, two_cpu = (median(one.cpu_s for one in runs) for runs in (ones, twos))
    one_mb, two_mb = (max(one.most_bytes for one in runs) >> 20 for runs in (ones, twos))
    print(f"{what}: {one_s:.2f} s with one worker, {two_s:.2f} s with two: {speedup:.2f} times as fast", end="")
    print(f" (wanted: {SPEEDUP_LEAST}); memory {one_mb} MiB and {two_mb} MiB")
    least = min(one.wall_s for one in ones) / min(one.wall_s for one in twos)
    print(f"  the round of each that others disturbed least: {least:.2f} times as fast", end="")
    print(f"; processor time {one_cpu:.2f} s and {two_cpu:.2f} s")
    print(f"  per plugin {one_s / count * 1_000:.1f} ms, {share:.2f} of a process of its own", end="")
    print(f" ({median(alone) * 1_000:.0f} ms; wanted: at most {SHARE_MOST}); load {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
