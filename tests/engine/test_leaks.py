"""Nothing grows: neither memory nor descriptors nor processes, however often a plugin is loaded and called."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests import guests
from workbench.engine.client.engine_client import EngineClient
from workbench.protocol.budgets import SERVING, STRICT

pytestmark = pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="needs /proc")


def resident_kib(pid: int) -> int:
    status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS:"))


def descriptors(pid: int) -> int:
    return len(list(Path(f"/proc/{pid}/fd").iterdir()))


def load(engine: EngineClient, number: int) -> None:
    """One generation of a plugin: two layers, a serving instance, calls of every kind, and the end."""
    section = f"n{number:08}".encode()
    module = guests.GOOD + bytes([0, len(section) + 1, len(section)]) + section
    for export in ("zero", "echo", "trap"):
        engine.call_fresh(module, STRICT, export, b"x" * 1_000, output_max_bytes=10_000)
    instance = engine.open(module, SERVING, plugin_name="p", config={"a": "b"}).instance
    assert instance is not None
    for export in ("count", "trap", "five", "absent", "echo"):
        engine.call(instance, export, b"x" * 1_000, output_max_bytes=10_000)
    engine.close(instance)
    engine.forget(module)


def call_often(engine: EngineClient, times: int) -> None:
    instance = engine.open(guests.GOOD, SERVING, plugin_name="p", config={}).instance
    assert instance is not None
    for _ in range(times):
        engine.call(instance, "echo", b"x" * 1_000, output_max_bytes=10_000)
    engine.close(instance)


@pytest.mark.slow
def test_loads_and_calls_leave_nothing_behind() -> None:
    engine = EngineClient()
    for number in range(20):
        load(engine, number)
    call_often(engine, 200)
    assert engine.child_pid is not None
    pids = (os.getpid(), engine.child_pid)
    before = [(resident_kib(pid), descriptors(pid)) for pid in pids]
    for number in range(20, 70):
        load(engine, number)
    call_often(engine, 1_500)
    after = [(resident_kib(pid), descriptors(pid)) for pid in pids]
    engine.shutdown()
    for (resident_before, open_before), (resident_after, open_after) in zip(before, after, strict=True):
        assert resident_after <= resident_before * 1.1
        assert open_after == open_before


@pytest.mark.scenario
def test_restarts_leave_no_descriptors_and_no_processes_behind() -> None:
    engine = EngineClient()
    open_before = descriptors(os.getpid())
    for _ in range(5):
        engine.call_fresh(b"no wasm\0", STRICT, "zero", b"", output_max_bytes=8)
        assert engine.child_pid is None
    assert descriptors(os.getpid()) == open_before
    children = Path(f"/proc/self/task/{os.getpid()}/children").read_text(encoding="utf-8").split()
    states = [Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0] for pid in children]
    assert "Z" not in states
