"""A build is run, listened to and ended; nothing of it is left behind."""

from __future__ import annotations

import contextlib
import os
import queue
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from workbench.loop.build import BuildEnd, BuildResult, BuildRunner
from workbench.loop.build_output import BuildOutput

PATIENCE_S = 300.0


class Listener:
    def __init__(self) -> None:
        self.started: queue.Queue[int] = queue.Queue()
        self.results: queue.Queue[BuildResult] = queue.Queue()
        self.printed = threading.Condition()
        self.output = BuildOutput()

    def build_started(self, number: int, command: str) -> None:
        self.started.put(number)

    def build_printed(self, output: BuildOutput) -> None:
        with self.printed:
            self.output = output
            self.printed.notify_all()

    def build_finished(self, result: BuildResult) -> None:
        self.results.put(result)

    def result(self) -> BuildResult:
        return self.results.get(timeout=PATIENCE_S)

    def wait_for(self, text: str) -> None:
        with self.printed:
            assert self.printed.wait_for(lambda: any(text in line for line in self.output.lines), PATIENCE_S)


@pytest.fixture
def listener() -> Listener:
    return Listener()


Runner = Callable[..., BuildRunner]


@pytest.fixture
def runner(tmp_path: Path, listener: Listener) -> Iterator[Runner]:
    made: list[BuildRunner] = []

    def make(command: str, **options: float | None) -> BuildRunner:
        made.append(BuildRunner(command, tmp_path, listener, **options))  # type: ignore[arg-type]
        return made[-1]

    yield make
    for one in made:
        one.stop()


def lives(process: int) -> bool:
    """Say whether a process runs; one that has ended and that nobody has asked about does not."""
    with contextlib.suppress(OSError):
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    with contextlib.suppress(ProcessLookupError):
        os.kill(process, 0)
        return not Path("/proc").is_dir()
    return False


def test_a_build_finds_what_stands_beside_our_interpreter_behind_everything_else(
    runner: Runner, listener: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A compiler that came as a Python package is there, whether its environment is active or not."""
    monkeypatch.setenv("PATH", "/usr/bin:/bin")
    runner('echo "$PATH"').request()
    assert listener.result().output.lines == (f"/usr/bin:/bin:{Path(sys.executable).parent}",)


def test_a_good_build_passes(runner: Runner, listener: Listener, tmp_path: Path) -> None:
    runner("pwd; printf '\\033[31mred\\033[0m\\n' >&2; echo built > out").request()
    result = listener.result()
    assert (result.number, result.end, result.exit_code, result.passed) == (1, BuildEnd.PASSED, 0, True)
    assert result.output.lines == (str(tmp_path), "\x1b[31mred\x1b[0m")
    assert (tmp_path / "out").read_text() == "built\n"
    assert result.sentence.startswith("passed after ")


def test_a_failing_build_says_how(runner: Runner, listener: Listener) -> None:
    runner("echo no such crate; exit 101").request()
    result = listener.result()
    assert (result.end, result.exit_code, result.signal_name) == (BuildEnd.FAILED, 101, None)
    assert result.output.lines == ("no such crate",)
    assert result.sentence.startswith("failed with exit code 101 after ")


def test_a_build_that_dies_names_the_signal(runner: Runner, listener: Listener) -> None:
    runner("kill -SEGV $$").request()
    result = listener.result()
    assert (result.end, result.exit_code, result.signal_name) == (BuildEnd.FAILED, None, "SIGSEGV")


def test_what_needs_a_terminal_fails_instead_of_waiting(runner: Runner, listener: Listener) -> None:
    runner("read answer < /dev/tty || { echo no terminal; read line; exit 7; }").request()
    result = listener.result()
    assert (result.end, result.exit_code) == (BuildEnd.FAILED, 7)
    assert result.output.lines[-1] == "no terminal"


@pytest.mark.scenario
def test_a_build_that_hangs_is_cancelled_with_all_that_it_forked(runner: Runner, listener: Listener) -> None:
    run = runner(
        "trap '' TERM; (trap '' TERM; echo $$; sh -c 'echo child $PPID $$; exec sleep 1000') & echo ready; wait"
    )
    run.request()
    listener.wait_for("child")
    run.cancel()
    result = listener.result()
    assert result.end is BuildEnd.CANCELLED
    numbers = next(line for line in result.output.lines if line.startswith("child")).split()[1:]
    assert not any(lives(int(number)) for number in numbers)
    assert not run.is_running


def test_a_build_takes_no_longer_than_its_limit(runner: Runner, listener: Listener) -> None:
    runner("echo begun; exec sleep 1000", time_limit_s=0.3).request()
    result = listener.result()
    assert result.end is BuildEnd.TIMED_OUT
    # A shell that has not come to its first line by then has said nothing.
    assert result.output.lines in ((), ("begun",))


def test_what_a_finished_build_leaves_behind_is_ended(runner: Runner, listener: Listener) -> None:
    runner("sleep 1000 & echo $!").request()
    result = listener.result()
    assert result.end is BuildEnd.PASSED
    assert not lives(int(result.output.lines[0]))
    assert result.seconds < PATIENCE_S


def test_a_new_wish_ends_the_build_that_runs_and_builds_never_overlap(
    runner: Runner, listener: Listener, tmp_path: Path
) -> None:
    run = runner("mkdir lock || exit 99; trap 'rmdir lock; exit 1' TERM; echo ready; sleep 1000 & wait")
    for _ in range(3):
        run.request()
        listener.started.get(timeout=PATIENCE_S)
        with listener.printed:
            assert listener.printed.wait_for(lambda: listener.output.lines == ("ready",), PATIENCE_S)
            listener.output = BuildOutput()
    run.cancel()
    assert [listener.result().end for _ in range(3)] == [BuildEnd.CANCELLED] * 3
    assert not (tmp_path / "lock").exists()


def test_many_wishes_during_a_build_make_one_more(runner: Runner, listener: Listener) -> None:
    run = runner("if [ -e seen ]; then exit 0; fi; touch seen; echo ready; exec sleep 1000")
    run.request()
    listener.wait_for("ready")
    for _ in range(5):
        run.request()
    ends = [listener.result().end, listener.result().end]
    assert ends[0] is BuildEnd.CANCELLED
    assert ends[1] in (BuildEnd.PASSED, BuildEnd.CANCELLED)


@pytest.mark.scenario
def test_a_flood_neither_stalls_nor_fills_the_memory(runner: Runner, listener: Listener) -> None:
    runner("yes 'a line of the flood' | head -c 100000000; echo the end").request()
    result = listener.result()
    assert result.end is BuildEnd.PASSED
    assert result.output.size_bytes == 100_000_008
    assert result.output.lines[-1] == "the end"
    assert result.output.dropped_lines > 4_000_000
    assert len(result.output.lines) <= 2_002


def test_a_folder_that_is_gone_is_named(tmp_path: Path, listener: Listener) -> None:
    run = BuildRunner("true", tmp_path / "gone", listener)
    run.request()
    result = listener.result()
    run.stop()
    assert result.end is BuildEnd.NOT_STARTED
    assert result.sentence == "could not be started: no such file or directory"


def test_after_stop_nothing_runs_and_nothing_is_told(runner: Runner, listener: Listener) -> None:
    run = runner("echo $$; exec sleep 1000")
    run.request()
    with listener.printed:
        assert listener.printed.wait_for(lambda: bool(listener.output.lines), PATIENCE_S)
    run.stop()
    assert not lives(int(listener.output.lines[0]))
    run.request()
    assert listener.results.empty()
    assert not run.is_running
