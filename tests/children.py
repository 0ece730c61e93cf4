"""Child processes that differ from the real one in what a test needs."""

from __future__ import annotations

import pytest

from workbench.engine.client import launch


def begin_child_with(monkeypatch: pytest.MonkeyPatch, program: str) -> None:
    """Let each child run a program before it loads the worker."""
    start, end = launch.BOOTSTRAP.split("from workbench.engine.child.worker", 1)
    monkeypatch.setattr(launch, "BOOTSTRAP", f"{start}\n{program}from workbench.engine.child.worker{end}")
