"""How long `workbench fuzz` takes for 10,000 payloads of a small plugin, and for shrinking a failure.

Run by hand: `python -m tests.benchmarks.fuzz_plugin`. Goals: at most 3 s, process start included; at most 2 s.
"""

from __future__ import annotations

import subprocess
import sys
import time
from typing import Any

from workbench.assets import asset_folder
from workbench.protocol.fuzzing.payloads import default_bases
from workbench.protocol.fuzzing.shrinking import shrunk
from workbench.protocol.wire.encode import compact
from workbench.protocol.wire.messages import request_type
from workbench.session.fuzz.sending import Sender, Target

DIALECT = asset_folder("sample_plugins") / "dialect" / "dialect.wasm"
PAYLOADS = 10_000


def main() -> int:
    """Print a line for each figure."""
    print(f"{PAYLOADS:,} payloads of shape: {_whole_run():.2f} s (goal 3 s)")
    tries, seconds = _shrinking()
    print(f"shrinking a typical filter request of 40 candidates: {tries:,} tries, {seconds:.2f} s (goal 2 s)")
    return 0


def _whole_run() -> float:
    words = ["fuzz", str(DIALECT), "shape", "--runs", str(PAYLOADS), "--seed", "1"]
    begun = time.perf_counter()
    subprocess.run([sys.executable, "-m", "workbench", *words], check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - begun


def _shrinking() -> tuple[int, float]:
    """Return how many payloads were tried, and the seconds that it took."""
    from workbench.compose import artifact_at, session_settings, start_engine
    from workbench.project import read_settings
    from workbench.protocol.layers import Layer
    from workbench.session.load.load_steps import load_generation

    resolved = read_settings({}, None)
    settings = session_settings(resolved)
    engine = start_engine(resolved)
    try:
        artifact = artifact_at(str(DIALECT.parents[1] / "filter" / "filter.wasm"))
        generation = load_generation(engine, artifact, settings, time.time, until=Layer.HANDSHAKE)
        sender = Sender(Target(engine, engine.host, generation, settings), "filter")
        base: Any = default_bases("filter")[0]
        value = {**base, "candidates": base["candidates"] * 20}

        def fails(candidate: Any) -> bool:
            sender.send_alone(candidate)
            return len(candidate["candidates"]) >= 7 and "requests" in compact(candidate)

        begun = time.perf_counter()
        found = shrunk(request_type("filter"), value, fails)
        return found.tries, time.perf_counter() - begun
    finally:
        engine.shutdown()


if __name__ == "__main__":
    sys.exit(main())
