"""From nothing to the first verdict: `python -m tests.benchmarks.fresh_install`.

One command makes a virtual environment, installs the workbench and all that it needs, and checks a sample. What it
installs is fetched before, so that the network has no share. 30 s are what it may take; processor time counts, which
other work on this machine disturbs little.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import Final

ROOT: Final = Path(__file__).parents[2]
LIMIT_S: Final = 30.0
RUNS: Final = 3
COMMAND: Final = (
    "{python} -m venv {place} && {place}/bin/pip install -q --disable-pip-version-check --no-index "
    "--find-links {wheels} cc-lb-workbench && {place}/bin/workbench check {sample}"
)


def verdict_s(command: str) -> tuple[float, float]:
    """Return how long a command takes, by the clock and by the processors."""
    began = time.perf_counter()
    process = subprocess.Popen(["sh", "-c", command], stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"ended with status {status}")
    return time.perf_counter() - began, used.ru_utime + used.ru_stime


def main() -> None:
    """Fetch, install and check a few times, print."""
    sample = ROOT / "sample_plugins/dialect/dialect.wasm"
    with tempfile.TemporaryDirectory() as name:
        wheels = Path(name, "wheels")
        subprocess.run([sys.executable, "-m", "pip", "wheel", "-q", "-w", wheels, ROOT], check=True)
        places = [Path(name, str(run)) for run in range(RUNS)]
        taken = [
            verdict_s(COMMAND.format(python=sys.executable, place=place, wheels=wheels, sample=sample))
            for place in places
        ]
        files = [path for path in places[0].rglob("*") if path.is_file() and not path.is_symlink()]
        size_mib = sum(path.stat().st_size for path in files) >> 20
    clock, processors = (median(side) for side in zip(*taken, strict=True))
    print(f"no environment to the first verdict, {RUNS} runs, all fetched before; {size_mib} MiB on disk")
    print(f"  {processors:4.1f} s of processors, {clock:4.1f} s by the clock on this machine; limit {LIMIT_S:.0f} s")
    if processors > LIMIT_S:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
