"""How soon a failure is shown with the line that causes it: a trap of a large debug module, a build that fails.

Needs the extra `samples`: a debug module is built here, with debug information and without. Goals: a trap with its
frames within 300 ms of the call, calls that succeed no slower with debug information than without, a compiler's error
on the screen within 100 ms of its exit.
"""

from __future__ import annotations

import shlex
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from tests.benchmarks.guests import plugin
from tests.benchmarks.terminal import Terminal
from workbench.engine.client.engine_client import EngineClient
from workbench.protocol.budgets import SERVING
from workbench.protocol.calls import CallOutcome

RUNS = 15
CALLS = 2_000
_SOURCE = """
const std = @import("std");
const Request = struct { url: []const u8, headers: [][]const u8, count: u64, share: f64 };
var memory: [65536]u8 = undefined;

noinline fn nested(table: []const u8, index: usize) u8 {
    return table[index];
}

export fn trap() i32 {
    var index: usize = 7;
    std.mem.doNotOptimizeAway(&index);
    return nested("abc", index);
}

export fn fine() i32 {
    var fixed = std.heap.FixedBufferAllocator.init(&memory);
    const text = "{\\"url\\": \\"https://a.test\\", \\"headers\\": [\\"a\\"], \\"count\\": 1, \\"share\\": 0.5}";
    const read = std.json.parseFromSlice(Request, fixed.allocator(), text, .{}) catch return 1;
    return @intCast(read.value.count - 1);
}
"""
_BUILD = """
import os, pathlib, sys, time
build = pathlib.Path(sys.argv[1])
number = int(build.read_text()) + 1
build.write_text(str(number))
sys.stderr.write(f"src/lib.rs:3:5: error: wrong in build {number:03}\\n")
sys.stderr.flush()
pathlib.Path(sys.argv[2]).write_text(repr(time.perf_counter()))
os._exit(1)
"""


def main() -> None:
    """Print the figures."""
    with tempfile.TemporaryDirectory() as folder:
        _traps(Path(folder))
        _build_errors(Path(folder))


def _traps(folder: Path) -> None:
    engine = EngineClient()
    engine.start()
    instances = []
    for what, options in (("with", ()), ("without", ("-fstrip",))):
        module = _compiled(folder, options)
        opened = engine.open(module, SERVING, plugin_name="bench", config={})
        assert opened.instance is not None, opened.failure
        instances.append(opened.instance)
        trap = partial(engine.call, opened.instance, "trap", b"", output_max_bytes=0)
        first_s, outcome = _timed(trap)
        assert outcome.failure is not None
        assert outcome.failure.trace is not None
        lines = sum(frame.line is not None for frame in outcome.failure.trace.frames)
        later_s = statistics.median(_timed(trap)[0] for _ in range(RUNS))
        print(
            f"trap {what} debug information, {len(module) // 1_000:,} KB: first {first_s * 1_000:.0f} ms, "
            f"later {later_s * 1_000:.1f} ms, {lines} frames with lines"
        )
    pairs = [[engine.call(one, "fine", b"", output_max_bytes=0).wall_us for one in instances] for _ in range(CALLS)]
    with_us, without_us = (statistics.median(column) for column in zip(*pairs, strict=True))
    print(f"a call that succeeds: {with_us / without_us:.2f} times that without debug information ({with_us:.0f} us)")
    engine.shutdown()


def _timed(call: Callable[[], CallOutcome]) -> tuple[float, CallOutcome]:
    started_at = time.perf_counter()
    outcome = call()
    return time.perf_counter() - started_at, outcome


def _compiled(folder: Path, options: tuple[str, ...]) -> bytes:
    source, output = folder / "plugin.zig", folder / "plugin.wasm"
    source.write_text(_SOURCE)
    target = ("-target", "wasm32-freestanding", "-fno-entry", "-rdynamic", "-O", "Debug", *options)
    command = [sys.executable, "-m", "ziglang", "build-exe", *target, str(source), f"-femit-bin={output}"]
    subprocess.run(command, cwd=folder, check=True)
    return output.read_bytes()


def _build_errors(folder: Path) -> None:
    artifact, script, number, ended = (folder / name for name in ("p.wasm", "build.py", "number", "ended"))
    artifact.write_bytes(plugin(50_000))
    script.write_text(_BUILD)
    number.write_text("0")
    build = shlex.join((sys.executable, str(script), str(number), str(ended)))
    command = [sys.executable, "-m", "workbench", str(artifact), "--build", build]
    shown = []
    with Terminal(command, environment={"HOME": str(folder), "XDG_STATE_HOME": str(folder / "state")}) as terminal:
        terminal.wait("● ready")
        terminal.send(b"\x1b")
        terminal.pass_time(0.5)
        for _ in range(RUNS):
            terminal.forget()
            wanted = int(number.read_text()) + 1
            terminal.send(b"B")
            seen_at = terminal.wait(f"{wanted:03}")
            shown.append(seen_at - float(ended.read_text()))
            terminal.pass_time(0.5)
    print(
        f"a build error on the screen: {statistics.median(shown) * 1_000:.0f} ms after the compiler's exit "
        f"(worst of {RUNS}: {max(shown) * 1_000:.0f} ms)"
    )


if __name__ == "__main__":
    main()
