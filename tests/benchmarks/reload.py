"""From the last write of a new module to its verdict and the answer with its difference on the screen.

Held against what the bare engine needs to compile, to instantiate and to call; with 10,000 entries in the history.
Goal: at most 250 ms above it. The machine's load stands beside, since whatever else runs takes part of both.
"""

from __future__ import annotations

import hashlib
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.benchmarks.guests import answer_body, plugin
from tests.benchmarks.history import write_history
from tests.benchmarks.terminal import Terminal

RUNS = 15
ENTRIES = 10_000
_INDEXED_S = 4.0
"""Until then what follows the opening is over."""
_F5 = b"\x1b[15~"
_BARE = """
import os, sys, time
os.environ["EXTISM_CACHE_CONFIG"] = ""
import base64, json
from extism_sys import ffi, lib
module = open(sys.argv[1], "rb").read()
manifest = json.dumps({"wasm": [{"data": base64.b64encode(module).decode()}]}).encode()
payload = b'{"_v":1,"status":500,"body_base64":""}'
error = ffi.new("char**")
started = time.perf_counter()
new = lib.extism_compiled_plugin_new_with_fuel_limit
compiled = new(manifest, len(manifest), ffi.NULL, 0, False, 10_000_000, error)
assert compiled != ffi.NULL
instance = lib.extism_plugin_new_from_compiled(compiled, error)
assert instance != ffi.NULL
assert lib.extism_plugin_call(instance, b"normalize_error", payload, len(payload)) == 0
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
    write_history(folder / "state" / "cc-lb-workbench" / "history.jsonl", ENTRIES)
    command = [sys.executable, "-m", "workbench", str(artifact)]
    above, bares = [], []
    with Terminal(command, environment={"HOME": str(folder), "XDG_STATE_HOME": str(folder / "state")}) as terminal:
        terminal.wait("● ready")
        terminal.pass_time(_INDEXED_S)
        terminal.send(_F5)
        terminal.wait(answer_body(1))
        for build in range(2, 2 + RUNS):
            module = plugin(size_bytes, build)
            beside = folder / "beside"
            beside.write_bytes(module)
            bare = _bare(beside)
            terminal.pass_time(0.2)
            terminal.forget()
            written_at = time.perf_counter()
            os.replace(beside, artifact)
            sha256 = hashlib.sha256(module).hexdigest()[:6]
            # Old and new stand there, one below the other, once the difference is drawn.
            shown = (sha256, "● ready", answer_body(build - 1), answer_body(build))
            seen_at = terminal.wait(*shown, in_order=False)
            bares.append(bare)
            above.append(seen_at - written_at - bare)
    load = Path("/proc/loadavg").read_text().split()[0] if Path("/proc/loadavg").exists() else "unknown"
    print(
        f"reload of {size_bytes // 1_000} KB: {statistics.median(above) * 1_000:.0f} ms above the bare engine's "
        f"{statistics.median(bares) * 1_000:.0f} ms (worst of {RUNS}: {max(above) * 1_000:.0f} ms; load {load})"
    )


def _bare(module: Path) -> float:
    ran = subprocess.run([sys.executable, "-c", _BARE, str(module)], capture_output=True, text=True, check=True)
    return float(ran.stdout)


if __name__ == "__main__":
    main()
