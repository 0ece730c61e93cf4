"""A thousand recorded calls made again, beside the same calls bare: `python -m tests.benchmarks.replay [RUNS]`.

Bare are the calls alone, one after the other, on an instance in this process with the same limits, while somebody
listens to the engine's log (without that, each takes a tenth less), with requests that are ready and outputs that
nobody judges. A replay makes the calls in the child process, judges each answer and compares it with the recorded one.
It is measured as the loop does it, where the same answers come with each build, and for the first time, when none of
them was judged before. Runs are in turns; what disturbs the machine disturbs all. Both processes work at once: where
two processors are free, the wall clock shows less than the processor time.
"""

from __future__ import annotations

import hashlib
import json
import os
import statistics
import sys
import time
from base64 import b64encode
from collections.abc import Callable
from pathlib import Path

os.environ["EXTISM_CACHE_CONFIG"] = ""

from workbench.assets import asset_folder
from workbench.engine.child.libextism import CompiledPlugin, EngineLog
from workbench.engine.client.engine_client import EngineClient
from workbench.protocol import dispatch
from workbench.protocol.budgets import SERVING
from workbench.protocol.wire.encode import compact
from workbench.protocol.wire.samples import request_sample
from workbench.session.dispatch.dispatch_steps import prepare_on
from workbench.session.load.load_steps import load_generation
from workbench.session.recordings.text import read_recording, recording_text
from workbench.session.replay.replay import accepted, replay
from workbench.session.values.generation import Artifact, Generation
from workbench.session.values.kept_outcome import KeptOutcome
from workbench.session.values.recording import RecordedCall, Recording
from workbench.session.values.replay_verdict import CallEffect
from workbench.session.values.settings import Settings

CALLS = 1_000
RUNS = 21
FUNCTION = "shape"

Spent = tuple[float, float]
"""Seconds of wall clock, and of processor in both processes."""


def main() -> None:
    """Print the figures."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else RUNS
    module = (asset_folder("sample_plugins") / "dialect/dialect.wasm").read_bytes()
    engine = EngineClient()
    generation = load_generation(
        engine, Artifact("dialect.wasm", module, hashlib.sha256(module).hexdigest()), Settings(), time.time
    )
    recording = _recorded(engine, generation)
    bare_calls = _bare_calls(module, generation, recording)

    def again() -> None:
        if not replay(engine, engine.host, generation, recording, Settings()).passed:
            sys.exit("a call differs from itself")

    def first_time() -> None:
        dispatch.forget()
        again()

    ways: dict[str, Callable[[], None]] = {
        "bare": bare_calls,
        "replayed again": again,
        "replayed for the first time": first_time,
    }
    spent: dict[str, list[Spent]] = {name: [] for name in ways}
    for run in range(runs + 1):
        for name, way in ways.items():
            if name == "replayed again":
                way()
            taken = _spent(engine, way)
            if run:
                spent[name].append(taken)
    engine.shutdown()
    _print(spent, runs)


def _recorded(engine: EngineClient, generation: Generation) -> Recording:
    """Return a recording of calls that all differ, as it comes from its file."""
    calls = tuple(RecordedCall(FUNCTION, _payload(number), CallEffect(KeptOutcome())) for number in range(CALLS))
    blank = Recording(generation.plugin_name, clock_unix_ms=1_700_000_000_000, calls=calls)
    made = accepted(blank, replay(engine, engine.host, generation, blank, Settings()))
    return read_recording(recording_text(made).encode(), "recording.jsonl")


def _payload(number: int) -> str:
    payload = request_sample(FUNCTION)
    body = json.dumps({"model": "m", "max_tokens": number})
    payload["request"] |= {
        "request_id": f"r-{number}",
        "body_base64": b64encode(body.encode()).decode(),
        "headers": [{"name": "x-trace", "value_base64": b64encode(b"%d" % number).decode()}],
    }
    return compact(payload)


def _bare_calls(module: bytes, generation: Generation, recording: Recording) -> Callable[[], None]:
    manifest = {
        "wasm": [{"data": b64encode(module).decode()}],
        "memory": {"max_pages": SERVING.max_pages},
        "timeout_ms": SERVING.wall_ms,
    }
    log = EngineLog()
    log.open(every_line=False)
    compiled = CompiledPlugin(json.dumps(manifest).encode(), (), wasi=True, fuel=SERVING.fuel)
    plugin, name = compiled.instantiate(), FUNCTION.encode()
    prepared = [prepare_on(generation, call.function, call.payload) for call in recording.calls]
    requests = [(one.text or "").encode() for one in prepared if isinstance(one, dispatch.Prepared)]

    def make() -> None:
        for request in requests:
            plugin.call(name, request)
            plugin.output(plugin.output_size_bytes())
        log.drain()

    return make


def _spent(engine: EngineClient, way: Callable[[], None]) -> Spent:
    processor, started = time.process_time() + _child_seconds(engine), time.perf_counter()
    way()
    wall = time.perf_counter() - started
    return wall, time.process_time() + _child_seconds(engine) - processor


def _child_seconds(engine: EngineClient) -> float:
    """Return the processor time of the child so far; 0 where the system does not tell."""
    tasks = Path(f"/proc/{engine.child_pid}/task")
    try:
        return sum(int((task / "schedstat").read_text().split()[0]) for task in tasks.iterdir()) / 1e9
    except (OSError, ValueError, IndexError):
        return 0.0


def _print(spent: dict[str, list[Spent]], runs: int) -> None:
    print(f"{CALLS:,} calls of {FUNCTION} of the sample dialect, medians of {runs} runs in turns")
    for name, rows in spent.items():
        wall, processor = (statistics.median(row[part] for row in rows) for part in (0, 1))
        beside = [
            statistics.median(row[part] / bare[part] for row, bare in zip(rows, spent["bare"], strict=True))
            for part in (0, 1)
        ]
        ratios = "" if name == "bare" else f"   {beside[0]:5.2f} x   processor {beside[1]:5.2f} x"
        print(f"  {name:<28}{wall * 1e3:7.1f} ms   processor {processor * 1e3:7.1f} ms{ratios}")


if __name__ == "__main__":
    main()
