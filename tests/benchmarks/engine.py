"""What the border to the child process costs: `python -m tests.benchmarks.engine`.

Prints medians of one run, and ratios of figures from that same run: only those can be compared between machines.
"""

from __future__ import annotations

import json
import os
import socket
import statistics
import subprocess
import sys
import time
from base64 import b64encode
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Final

os.environ["EXTISM_CACHE_CONFIG"] = ""

import extism
from wasmtime import wat2wasm

from workbench.engine.child.libextism import CompiledPlugin
from workbench.engine.client.engine_client import EngineClient
from workbench.protocol.budgets import SERVING, STRICT

ECHO = bytes(
    wat2wasm("""(module
      (import "extism:host/env" "input_offset" (func $input_offset (result i64)))
      (import "extism:host/env" "input_length" (func $input_length (result i64)))
      (import "extism:host/env" "output_set" (func $output_set (param i64 i64)))
      (memory 1)
      (func (export "cc_lb_handshake") (result i32) (i32.const 0))
      (func (export "cc_lb_self_check") (result i32) (i32.const 0))
      (func (export "echo") (result i32)
        (call $output_set (call $input_offset) (call $input_length)) (i32.const 0)))""")
)
# Both sides of a comparison get pages enough for 1 MB in and out.
ROOMY = replace(SERVING, fuel=10**12, max_pages=256)


def median_us(repeat: int, run: Callable[[], object]) -> float:
    """Return the median of so many runs, in microseconds."""
    taken = []
    for _ in range(repeat):
        start = time.perf_counter()
        run()
        taken.append((time.perf_counter() - start) * 1e6)
    return statistics.median(taken)


def show(what: str, microseconds: float, beside: float | None = None) -> None:
    """Print one figure, and its ratio to another one."""
    ratio = "" if beside is None else f"   {microseconds / beside:6.2f} x"
    sys.stdout.write(f"{what:<52}{microseconds:>12,.1f} us{ratio}\n")


def calls() -> None:
    """A call through cffi in this process beside the same call through the child."""
    manifest = {
        "wasm": [{"data": b64encode(ECHO).decode()}],
        "memory": {"max_pages": ROOMY.max_pages},
        "timeout_ms": ROOMY.wall_ms,
    }
    compiled = CompiledPlugin(json.dumps(manifest).encode(), (), wasi=True, fuel=ROOMY.fuel)
    plugin = compiled.instantiate()
    engine = EngineClient()
    instance = engine.open(ECHO, ROOMY, plugin_name="echo", config={}).instance
    if instance is None:
        sys.exit("the engine built no instance")

    def bare(payload: bytes) -> None:
        plugin.call(b"echo", payload)
        plugin.output(plugin.output_size_bytes())

    def through_child(payload: bytes) -> None:
        outcome = engine.call(instance, "echo", payload, output_max_bytes=len(payload))
        if outcome.output != payload:
            sys.exit(f"the child did not echo: {outcome.failure}")

    for name, payload, repeat in (("1 KB", bytes(1_000), 2_000), ("1 MB", bytes(1_000_000), 100)):
        in_process = median_us(repeat, partial(bare, payload))
        show(f"call, {name} in and out, in this process", in_process)
        show(
            f"call, {name} in and out, through the child",
            median_us(repeat, partial(through_child, payload)),
            in_process,
        )
    engine.shutdown()


ECHOING: Final = """
import socket, sys
wire = socket.socket(fileno=int(sys.argv[1]))
while content := wire.recv(65_536):
    wire.sendall(content)
"""
BLOCKS: Final = 60
BLOCK_CALLS: Final = 50


def border() -> None:
    """One call of 1 KB through the border, memory pages included, beside 1 KB sent to and fro between two processes.

    Both in turns, with ours on one processor and the other process on a second one where there are two: two processes
    that happen to share one hand it to each other, which takes a third of the time, and chance decides when.
    """
    payload = bytes(1_000)
    ours, theirs = socket.socketpair()
    echoing = subprocess.Popen([sys.executable, "-c", ECHOING, str(theirs.fileno())], pass_fds=(theirs.fileno(),))
    theirs.close()
    engine = EngineClient()
    instance = engine.open(ECHO, ROOMY, plugin_name="echo", config={}).instance
    if instance is None:
        sys.exit("the engine built no instance")
    _apart(echoing.pid, engine.child_pid or 0)

    def bare() -> None:
        ours.sendall(payload)
        ours.recv(65_536)

    def dispatched() -> None:
        if engine.call(instance, "echo", payload, output_max_bytes=1_000).memory_pages != 1:
            sys.exit("an answer without the pages of the memory")

    median_us(200, bare)
    median_us(200, dispatched)
    blocks = [(median_us(BLOCK_CALLS, bare), median_us(BLOCK_CALLS, dispatched)) for _ in range(BLOCKS)]
    bare_us, dispatched_us = (statistics.median(column) for column in zip(*blocks, strict=True))
    show("1 KB to and fro between two processes", bare_us)
    show("1 KB dispatched through the border, with pages", dispatched_us, bare_us)
    engine.shutdown()
    ours.close()
    echoing.wait()


def _apart(*others: int) -> None:
    """Let this process and the others run on different processors, where there are two."""
    processors = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else []
    if len(processors) > 1:
        os.sched_setaffinity(0, processors[:1])
        for pid in others:
            os.sched_setaffinity(pid, processors[1:2])


def series() -> None:
    """A call in a series, with all that belongs to it, beside a bare call of the engine on the same instance."""
    engine = EngineClient()
    instance = engine.open(ECHO, ROOMY, plugin_name="echo", config={}).instance
    if instance is None:
        sys.exit("the engine built no instance")
    engine.time_calls(instance, "echo", bytes(1_000), runs=500, output_max_bytes=1_000)
    timed = engine.time_calls(instance, "echo", bytes(1_000), runs=20_000, output_max_bytes=1_000)
    bare_us, in_series_us = (statistics.median(times) / 1_000 for times in (timed.bare_ns, timed.in_series_ns))
    show("bare call of 1 KB, in the child", bare_us)
    show("call of 1 KB in a series, in the child", in_series_us, bare_us)
    engine.shutdown()


def starts() -> None:
    """The start of the child, up to its first word."""
    started = []
    for _ in range(10):
        engine = EngineClient()
        start = time.perf_counter()
        engine.start()
        engine._supervisor.connected()
        started.append((time.perf_counter() - start) * 1e6)
        engine.shutdown()
    show("start of the child, until it is ready", statistics.median(started))


def loads() -> None:
    """The engine's part of one load beside three builds by the SDK, which compiles for each layer."""
    engine = EngineClient()
    engine.start()

    def by_engine() -> None:
        for export in ("cc_lb_handshake", "cc_lb_self_check"):
            engine.call_fresh(ECHO, STRICT, export, b"{}", output_max_bytes=32_768)
        opened = engine.open(ECHO, SERVING, plugin_name="echo", config={})
        if opened.instance is not None:
            engine.close(opened.instance)
        engine.forget(ECHO)

    manifest = {"wasm": [{"data": ECHO}], "timeout_ms": 200}

    def by_sdk() -> None:
        for export in ("cc_lb_handshake", "cc_lb_self_check", "echo"):
            with extism.Plugin(manifest, wasi=False) as plugin:
                plugin.call(export, b"{}")

    by_engine()
    sdk = median_us(15, by_sdk)
    show("load: three builds by extism.Plugin, in this process", sdk)
    show("load: two fresh calls and open, through the child", median_us(15, by_engine), sdk)
    engine.shutdown()


if __name__ == "__main__":
    sys.stdout.write(", ".join(f"{name} {version}" for name, version in EngineClient().versions().items()) + "\n")
    starts()
    calls()
    loads()
    series()
    border()
