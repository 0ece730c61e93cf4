"""From the last write of a new module to its verdict on the screen, above what the bare engine needs for it."""

from __future__ import annotations

import hashlib
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.benchmarks.guests import plugin
from tests.benchmarks.terminal import Terminal

RUNS = 9
_BARE = """
import os, sys, time
os.environ["EXTISM_CACHE_CONFIG"] = ""
import base64, json
from extism_sys import ffi, lib
module = open(sys.argv[1], "rb").read()
manifest = json.dumps({"wasm": [{"data": base64.b64encode(module).decode()}]}).encode()
error = ffi.new("char**")
started = time.perf_counter()
new = lib.extism_compiled_plugin_new_with_fuel_limit
compiled = new(manifest, len(manifest), ffi.NULL, 0, False, 10_000_000, error)
assert compiled != ffi.NULL
assert lib.extism_plugin_new_from_compiled(compiled, error) != ffi.NULL
print(time.perf_counter() - started)
"""


def main() -> None:
    """Print the figures for a small and a large module."""
    for size_bytes in (50_000, 500_000):
        with tempfile.TemporaryDirectory() as folder:
            _measure(Path(folder), size_bytes)


def _measure(folder: Path, size_bytes: int) -> None:
    artifact = folder / "plugin.wasm"
    artifact.write_bytes(plugin(size_bytes))
    command = [sys.executable, "-m", "workbench", str(artifact)]
    above, bares = [], []
    with Terminal(command, environment={"HOME": str(folder), "XDG_STATE_HOME": str(folder / "state")}) as terminal:
        terminal.wait("● ready")
        for build in range(2, 2 + RUNS):
            module = plugin(size_bytes, build)
            beside = folder / "beside"
            beside.write_bytes(module)
            bare = _bare(beside)
            terminal.forget()
            written_at = time.perf_counter()
            os.replace(beside, artifact)
            seen_at = terminal.wait(hashlib.sha256(module).hexdigest()[:6], "● ready")
            bares.append(bare)
            above.append(seen_at - written_at - bare)
    print(
        f"reload of {size_bytes // 1_000} KB: {statistics.median(above) * 1_000:.0f} ms above the bare engine's "
        f"{statistics.median(bares) * 1_000:.0f} ms (worst of {RUNS}: {max(above) * 1_000:.0f} ms)"
    )


def _bare(module: Path) -> float:
    ran = subprocess.run([sys.executable, "-c", _BARE, str(module)], capture_output=True, text=True, check=True)
    return float(ran.stdout)


if __name__ == "__main__":
    main()
