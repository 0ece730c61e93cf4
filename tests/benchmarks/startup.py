"""How long it takes until something is seen: the first full frame, and `check` without a screen.

Each figure is held against a bare program of the same kind; runs alternate, and the median of the ratios counts.
"""

from __future__ import annotations

import compileall
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import workbench
from tests.benchmarks.terminal import Terminal
from workbench.assets import sample_plugins

RUNS = 7
SHORT_RUNS = 30
SHORT_MAX = 1.6
_TWO_BUILDS = """
import os, sys
os.environ["EXTISM_CACHE_CONFIG"] = ""
import extism
module = open(sys.argv[1], "rb").read()
for _ in range(2):
    extism.Plugin({"wasm": [{"data": module}]}, wasi=False)
"""


def main() -> None:
    """Print the figures."""
    # What is installed has been compiled, like the libraries that it is held against; a checkout may not have been.
    compileall.compile_dir(str(Path(workbench.__file__).parent), quiet=2)
    module = str(sample_plugins()[0].path)
    bare_app = [sys.executable, "-m", "tests.benchmarks.bare_app"]
    ours = [sys.executable, "-m", "workbench", module]
    _compare(
        "first full frame / bare Textual app",
        lambda: _frame(ours, "Dispatch", "palette"),
        lambda: _frame(bare_app, "Bare send"),
    )
    bare = [sys.executable, "-c", "import orjson, argparse"]
    short = {
        "--help": ["--help"],
        "--version": ["--version"],
        "decode": ["decode", "header", "-i", '{"name":"a","value_base64":""}'],
    }
    for name, words in short.items():
        _compare_short(name, [sys.executable, "-m", "workbench", *words], bare)
    check = [sys.executable, "-m", "workbench", "check", module, "--format", "json"]
    builds = [sys.executable, "-c", _TWO_BUILDS, module]
    _compare("check --format json / import extism, build twice", lambda: _command(check), lambda: _command(builds))


def _compare(name: str, ours: Callable[[], float], bare: Callable[[], float]) -> None:
    ours(), bare()
    pairs = [(ours(), bare()) for _ in range(RUNS)]
    ratio = statistics.median(mine / theirs for mine, theirs in pairs)
    mine, theirs = (statistics.median(column) for column in zip(*pairs, strict=True))
    print(f"{name}: {ratio:.2f} times ({mine * 1_000:.0f} ms / {theirs * 1_000:.0f} ms, medians of {RUNS})")


def _compare_short(name: str, ours: list[str], bare: list[str]) -> None:
    """Print how many times as long a short command takes as an interpreter that loads what it cannot do without.

    Processor time counts, which other work on this machine disturbs little.
    """
    _processor_s(ours), _processor_s(bare)
    pairs = [(_processor_s(ours), _processor_s(bare)) for _ in range(SHORT_RUNS)]
    mine, theirs = zip(*pairs, strict=True)
    least, middle = min(mine) / min(theirs), statistics.median(mine) / statistics.median(theirs)
    print(
        f"{name} / import orjson, argparse: {least:.2f} times by the shortest, {middle:.2f} by the median of "
        f"{SHORT_RUNS} ({min(mine) * 1_000:.0f} ms / {min(theirs) * 1_000:.0f} ms); at most {SHORT_MAX}"
    )


def _processor_s(command: list[str]) -> float:
    ran = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(ran.pid, 0)
    if status:
        raise SystemExit(f"{command} ended with status {status}")
    return used.ru_utime + used.ru_stime


def _frame(command: list[str], *markers: str) -> float:
    with Terminal(command) as terminal:
        return terminal.wait(*markers) - terminal.started_at


def _command(command: list[str]) -> float:
    started = time.perf_counter()
    subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
