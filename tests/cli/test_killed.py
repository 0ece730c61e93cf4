"""A kill -9 of the workbench itself leaves no process behind, even one that compiles or loops."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.hostile.arena import descendants
from tests.hostile.compiles import many_locals_through_loops
from tests.hostile.plugins import HANDSHAKE, SHAPE, doing
from tests.hostile.starts import SPIN
from tests.processes import is_alive, ticks, until

pytestmark = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs /proc")
ROOT = Path(__file__).parents[2]
UNLIMITED = """
compile_limit_ms = 600_000
[budgets.strict]
fuel = 0
wall_ms = 600_000
[budgets.serving]
fuel = 0
wall_ms = 600_000
"""


@contextmanager
def workbench(tmp_path: Path, module: bytes, *arguments: str) -> Iterator[subprocess.Popen[bytes]]:
    """Run a command on a plugin, in a terminal whose output nobody keeps."""
    (tmp_path / "plugin.wasm").write_bytes(module)
    (tmp_path / "workbench.toml").write_text(UNLIMITED)
    ours, theirs = pty.openpty()
    environment = os.environ | {"HOME": str(tmp_path), "XDG_STATE_HOME": str(tmp_path), "TERM": "xterm-256color"}
    environment |= {"WORKBENCH_TRUST": "1"}
    command = [sys.executable, "-m", "workbench", *arguments, str(tmp_path / "plugin.wasm")]
    with subprocess.Popen(
        command, stdin=theirs, stdout=theirs, stderr=theirs, cwd=ROOT, env=environment, start_new_session=True
    ) as process:
        os.close(theirs)
        threading.Thread(target=drain, args=(ours,), daemon=True).start()
        try:
            yield process
        finally:
            process.kill()


def drain(terminal: int) -> None:
    """Read what nobody reads, so that the writer does not wait."""
    try:
        while os.read(terminal, 1 << 16):
            pass
    except OSError:
        os.close(terminal)


@pytest.mark.scenario
@pytest.mark.parametrize(
    ("arguments", "build"),
    [
        pytest.param((), many_locals_through_loops, id="screen-compiles"),
        pytest.param(("check",), doing(HANDSHAKE, SPIN), id="check-loops-in-a-handshake"),
        pytest.param(("bench",), doing(SHAPE, SPIN), id="bench-loops-in-a-dispatch"),
    ],
)
def test_no_process_is_left_behind(tmp_path: Path, arguments: tuple[str, ...], build: Callable[[], bytes]) -> None:
    with workbench(tmp_path, build(), *arguments) as process:
        # Its child is busy with the plugin once it has worked for longer than it takes to start.
        until(lambda: any(ticks(pid) > os.sysconf("SC_CLK_TCK") // 2 for pid in descendants(process.pid)))
        children = descendants(process.pid)
        process.kill()
        until(lambda: not any(map(is_alive, children)))
