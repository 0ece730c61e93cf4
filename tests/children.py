"""Child processes: those of the engine that differ in what a test needs, and those that tests begin themselves."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from workbench.engine.client import launch

ROOT = Path(__file__).parents[1]


def with_checkout() -> dict[str, str]:
    """Return the environment of a child that imports this checkout and its tests, whether either is installed."""
    return {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])])}


def begin_child_with(monkeypatch: pytest.MonkeyPatch, program: str) -> None:
    """Let each child run a program before it loads the worker."""
    start, end = launch.BOOTSTRAP.split("from workbench.engine.child.worker", 1)
    monkeypatch.setattr(launch, "BOOTSTRAP", f"{start}\n{program}from workbench.engine.child.worker{end}")


def serve_after(monkeypatch: pytest.MonkeyPatch, program: str) -> None:
    """Let each child run a program where it would begin to serve: confined, before its first thread.

    The program finds `start`, what the child was started with.
    """
    begin_child_with(
        monkeypatch,
        "import sys\n"
        "from workbench.engine.child import worker\n"
        "from workbench.engine.wire.child_start import ChildStart\n"
        "serve = worker.Worker.serve\n"
        "def run_and_serve(self):\n"
        f"    exec({program!r}, {{'start': ChildStart.from_argument(sys.argv[2])}})\n"
        "    serve(self)\n"
        "worker.Worker.serve = run_and_serve\n",
    )
