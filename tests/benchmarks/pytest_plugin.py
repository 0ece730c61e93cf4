"""What the pytest plugin costs a run of pytest that does not use it: `python -m tests.benchmarks.pytest_plugin`.

pytest starts on one empty test, in turns with the installed wheel and with the same wheel that says nothing of a plugin
for pytest. Processor time counts, which other work on this machine disturbs little. 10 ms are what it may cost.
"""

from __future__ import annotations

import importlib.metadata
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median
from typing import Final

ROOT: Final = Path(__file__).parents[2]
NEEDED: Final = ("pytest", "pluggy", "iniconfig", "packaging", "pygments")
RUNS: Final = 60
LIMIT_MS: Final = 10.0


def copy_distribution(name: str, folder: Path) -> None:
    """Copy what is installed under a name into a folder."""
    for file in importlib.metadata.files(name) or ():
        source = Path(str(file.locate()))
        if ".." not in file.parts and source.is_file() and source.suffix != ".pyc":
            (folder / file).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(source, folder / file)


def start_ms(folder: Path, tests: Path) -> float:
    """Return the processor time of one start of pytest, in milliseconds."""
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(folder)}
    ran = subprocess.Popen(
        [sys.executable, "-S", "-m", "pytest", "-q", "-p", "no:cacheprovider"],
        cwd=tests,
        env=environment,
        stdout=subprocess.DEVNULL,
    )
    _, status, used = os.wait4(ran.pid, 0)
    if status:
        raise SystemExit(f"pytest ended with status {status}")
    return (used.ru_utime + used.ru_stime) * 1_000


def main() -> None:
    """Build, install, run, print."""
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        pip = [sys.executable, "-m", "pip", "-q"]
        subprocess.run([*pip, "wheel", "--no-deps", "-w", work, ROOT], check=True)
        (wheel,) = work.glob("*.whl")
        installed, silent = work / "installed", work / "silent"
        subprocess.run([*pip, "install", "--no-deps", "--compile", "--target", installed, wheel], check=True)
        for package in NEEDED:
            copy_distribution(package, installed)
        shutil.copytree(installed, silent, copy_function=shutil.copy2)
        for entry_points in silent.glob("cc_lb_workbench-*/entry_points.txt"):
            entry_points.unlink()
        tests = work / "tests"
        tests.mkdir()
        (tests / "test_nothing.py").write_text("def test_nothing():\n    pass\n")
        for folder in (installed, silent):
            start_ms(folder, tests)
        pairs = [(start_ms(installed, tests), start_ms(silent, tests)) for _ in range(RUNS)]
    with_it, without = (median(side) for side in zip(*pairs, strict=True))
    cost = median(one - other for one, other in pairs)
    print(f"pytest without the plugin {without:.1f} ms, with it {with_it:.1f} ms (medians of {RUNS} starts)")
    print(f"the plugin costs {cost:.1f} ms (median of the differences); at most {LIMIT_MS:.0f} ms")


if __name__ == "__main__":
    main()
