"""A hundred builds a second for ten seconds, and keys typed meanwhile: from a key to its sign on the screen.

Twice: another process replaces the file a hundred times a second, as a storm of builds would; and a source hands on
each build at once, so that the loop has no rest that the watch of the file would give it. Goal: every key within 100
ms, and the last build on the screen at the end. Next to it stand the same keys with nothing to load.
"""

from __future__ import annotations

import hashlib
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

from tests.benchmarks.guests import plugin
from tests.benchmarks.terminal import Terminal
from tests.builders import custom_section
from workbench.session.ports import ArtifactListener

BUILDS = 1_000
EACH_S = 0.01
KEY_EACH_S = 0.07
"""Not a multiple of the time between two builds."""
SIZE_BYTES = 50_000
LAST_LIMIT_S = 10.0
_HANDED_ON = "--handed-on"
_WRITING = "--writing"


def build_bytes(module: bytes, number: int) -> bytes:
    """Return a build with bytes of its own."""
    return module + custom_section("build", b"%d" % number)


def main() -> None:
    """Print the figures."""
    if sys.argv[1:2] == [_WRITING]:
        _write_builds(Path(sys.argv[2]), float(sys.argv[3]))
    elif sys.argv[1:2] == [_HANDED_ON]:
        _run_app(Path(sys.argv[2]), float(sys.argv[3]))
    else:
        with tempfile.TemporaryDirectory() as folder:
            artifact = Path(folder) / "plugin.wasm"
            _measure("nothing to load", artifact, writing=False, handed_on=False)
            _measure("file replaced 100 times a second", artifact, writing=True, handed_on=False)
            _measure("each build handed on", artifact, writing=True, handed_on=True)


def _measure(title: str, artifact: Path, *, writing: bool, handed_on: bool) -> None:
    module = plugin(SIZE_BYTES)
    artifact.write_bytes(module)
    first, last = (hashlib.sha256(one).hexdigest()[:6] for one in (module, build_bytes(module, BUILDS)))
    begins_at = time.time() + 6
    command = [sys.executable, "-m", "workbench", str(artifact)]
    if handed_on:
        command = [sys.executable, "-m", "tests.benchmarks.storm", _HANDED_ON, str(artifact), str(begins_at)]
    environment = {"HOME": str(artifact.parent), "XDG_STATE_HOME": str(artifact.parent / "state")}
    with Terminal(command, environment=environment) as terminal:
        terminal.wait(first, "● ready")
        if writing and not handed_on:
            subprocess.Popen([sys.executable, "-m", "tests.benchmarks.storm", _WRITING, str(artifact), str(begins_at)])
        terminal.pass_time(begins_at - time.time() + 0.2)
        latencies, ends_at = [], begins_at + BUILDS * EACH_S
        for sign in _signs():
            sent_at = time.perf_counter()
            terminal.forget()
            terminal.send(sign.encode())
            latencies.append((terminal.wait(sign) - sent_at) * 1_000)
            if time.time() + KEY_EACH_S > ends_at:
                break
            terminal.pass_time(KEY_EACH_S)
        end = f"; {_last_of(terminal, last, ends_at)}" if writing else ""
    p95 = statistics.quantiles(latencies, n=20)[-1]
    print(
        f"{title}: key to sign {statistics.median(latencies):.0f} ms median, {p95:.0f} ms p95, "
        f"{max(latencies):.0f} ms worst of {len(latencies)}{end}"
    )


def _last_of(terminal: Terminal, last: str, ends_at: float) -> str:
    """Say when the last build stood on the screen."""
    # The age in it is drawn anew each second, and the whole line with it.
    terminal.forget()
    try:
        terminal.wait(last, "● ready", limit_s=LAST_LIMIT_S)
    except TimeoutError:
        return "the last build did NOT come"
    return f"the last build stood there {time.time() - ends_at:.1f} s after it was written, at most"


def _signs() -> Iterator[str]:
    """Yield signs that stand nowhere else on the screen."""
    return map(chr, range(0xAC00, 0xD7A0))


def _write_builds(artifact: Path, begins_at: float) -> None:
    """Replace the file at each beat."""
    for module in _builds(artifact, begins_at):
        beside = artifact.with_suffix(".new")
        beside.write_bytes(module)
        os.replace(beside, artifact)


def _builds(artifact: Path, begins_at: float) -> Iterator[bytes]:
    module = artifact.read_bytes()
    for number in range(1, BUILDS + 1):
        build = build_bytes(module, number)
        time.sleep(max(begins_at + number * EACH_S - time.time(), 0))
        yield build


class _Handing:
    """A source that hands on each build at its beat; `ArtifactSource`."""

    def __init__(self, artifact: Path, begins_at: float) -> None:
        self._artifact = artifact
        self._begins_at = begins_at

    def start(self, listener: ArtifactListener) -> None:
        path = str(self._artifact)
        listener.artifact_read(path, self._artifact.read_bytes())

        def hand_on() -> None:
            for module in _builds(self._artifact, self._begins_at):
                listener.artifact_changing(path)
                listener.artifact_read(path, module)

        threading.Thread(target=hand_on, daemon=True).start()

    def reread(self) -> None: ...

    def stop(self) -> None: ...


def _run_app(artifact: Path, begins_at: float) -> None:
    """Run the workbench with a source that hands on."""
    from workbench.cli import main as command_line
    from workbench.loop import watch

    watch.ArtifactWatch = lambda plugin, polling: _Handing(artifact, begins_at)  # type: ignore[assignment,misc]
    command_line.main([str(artifact)])


if __name__ == "__main__":
    main()
