"""The start of a child: what it sees of our environment, and whose end is its own."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from tests.children import serve_after
from tests.marks import LINUX_ONLY
from workbench.engine.client.engine_client import EngineClient
from workbench.engine.client.starting_thread import in_starting_thread
from workbench.engine.wire.confinement import Confinement

DEAF = """
import os, sys, threading, time
from tests.marks import LINUX_ONLY
from tests.children import serve_after
from workbench.engine.client.engine_client import EngineClient
import pytest
# A child that was taken over, and that no end of a pipe moves.
serve_after(pytest.MonkeyPatch(), "import os, time\\nos.write(2, b'deaf')\\nwhile True: time.sleep(1)")
engine = EngineClient()
thread = threading.Thread(target=engine.start)
thread.start()
thread.join()
child = engine._supervisor.started().child
while not child.stderr_lines:
    time.sleep(0.005)
print(child.pid, flush=True)
time.sleep(1_000)
"""


def is_running(pid: int) -> bool:
    """Say whether a process is there, and not only waits to be reaped."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2][0] not in "ZX"
    except OSError:
        return False


def wait_until_gone(pid: int) -> None:
    until = time.monotonic() + 300
    while is_running(pid):
        assert time.monotonic() < until, "the process is still there"
        time.sleep(0.005)


@pytest.mark.scenario
@LINUX_ONLY
def test_a_child_that_any_thread_started_ends_with_our_process_however_that_ends() -> None:
    with subprocess.Popen([sys.executable, "-c", DEAF], stdout=subprocess.PIPE, text=True) as ours:
        assert ours.stdout is not None
        child = int(ours.stdout.readline())
        # The thread that asked for it is gone by now.
        assert is_running(child)
        ours.kill()
    wait_until_gone(child)


@LINUX_ONLY
def test_what_a_child_has_started_ends_with_it(monkeypatch: pytest.MonkeyPatch) -> None:
    program = (
        "import os, signal, time\n"
        "pid = os.fork()\n"
        "if not pid:\n"
        "    while True: time.sleep(1)\n"
        "os.write(2, f'{pid}\\n'.encode())\n"
    )
    serve_after(monkeypatch, program)
    engine = EngineClient(confinement=Confinement.OFF)
    engine.confined()
    connection = engine._supervisor.connection
    assert connection is not None
    started = int(connection.child.stderr_lines[0])
    assert is_running(started)
    engine.shutdown()
    wait_until_gone(started)


@LINUX_ONLY
def test_what_a_child_has_started_ends_with_it_also_when_it_died(monkeypatch: pytest.MonkeyPatch) -> None:
    program = (
        "import os, signal, time\n"
        "if not (pid := os.fork()):\n"
        "    os.closerange(0, 1_024)\n"
        "    while True: time.sleep(1)\n"
        "os.write(2, f'{pid}\\n'.encode())\n"
        "os._exit(7)\n"
    )
    serve_after(monkeypatch, program)
    engine = EngineClient(confinement=Confinement.OFF)
    with pytest.raises(Exception, match=r"exit code 7 .* it wrote: \d+") as raised:
        engine.confined()
    wait_until_gone(int(str(raised.value).rpartition(" ")[2]))


def test_what_a_start_raises_reaches_whoever_asked_for_it() -> None:
    def fail() -> None:
        raise OSError(11, "no more processes")

    with pytest.raises(OSError, match="no more processes"):
        in_starting_thread(fail)
    assert in_starting_thread(threading.get_ident) == in_starting_thread(threading.get_ident) != threading.get_ident()


@LINUX_ONLY
def test_children_are_started_in_a_forked_copy_of_our_process_too() -> None:
    in_starting_thread(os.getpid)
    pid = os.fork()
    if not pid:
        try:
            os._exit(0 if in_starting_thread(os.getpid) == os.getpid() else 1)
        finally:
            os._exit(2)
    signal.alarm(30)
    try:
        assert os.waitpid(pid, 0)[1] == 0
    finally:
        signal.alarm(0)
