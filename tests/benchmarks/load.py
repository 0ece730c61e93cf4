"""A load of a new build, with an instance ready to be called, against three builds of it by the SDK.

Three is what a host does that compiles for the handshake, the self-check and the serving instance each.
"""

from __future__ import annotations

import hashlib
import os
import statistics
import tempfile
import time
from pathlib import Path

os.environ["EXTISM_CACHE_CONFIG"] = ""

import extism

from tests.benchmarks.guests import plugin
from workbench.engine.client.engine_client import EngineClient
from workbench.session.load.instances import open_serving
from workbench.session.load.load_steps import load_generation
from workbench.session.values.generation import Artifact
from workbench.session.values.settings import Settings

RUNS = 7
SIZE_BYTES = 200_000


def main() -> None:
    """Print the figures."""
    with tempfile.TemporaryDirectory() as folder:
        without, keeping = EngineClient(), EngineClient(compile_cache_dir=Path(folder))
        for engine in (without, keeping):
            _load(engine, plugin(3_000))
        rows = [_ratios(without, keeping, plugin(SIZE_BYTES, build + 1)) for build in range(RUNS)]
        for engine in (without, keeping):
            engine.shutdown()
    names = ("new bytes, no compile cache", "new bytes, with our compile cache", "known bytes, with our compile cache")
    print(f"load of {SIZE_BYTES // 1_000} KB until it can be called / three builds by the SDK, medians of {RUNS}")
    for name, column in zip(names, zip(*rows, strict=True), strict=True):
        print(f"  {name}: {statistics.median(column):.2f} times")


def _ratios(without: EngineClient, keeping: EngineClient, module: bytes) -> tuple[float, float, float]:
    started = time.perf_counter()
    for _ in range(3):
        extism.Plugin({"wasm": [{"data": module}]}, wasi=False)
    three_builds = time.perf_counter() - started
    cold, new = _load(without, module), _load(keeping, module)
    keeping.forget(module)
    return cold / three_builds, new / three_builds, _load(keeping, module) / three_builds


def _load(engine: EngineClient, module: bytes) -> float:
    started = time.perf_counter()
    artifact = Artifact("bench.wasm", module, hashlib.sha256(module).hexdigest())
    generation = load_generation(engine, artifact, Settings(), time.time)
    opened = open_serving(engine, generation, Settings())
    took = time.perf_counter() - started
    if opened.instance is None:
        raise SystemExit(f"{generation.failed_layer} {opened.failure}")
    engine.close(opened.instance)
    return took


if __name__ == "__main__":
    main()
