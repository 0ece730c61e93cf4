"""A signal ends a command at any moment: by its number, without a traceback, and nothing is left behind."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import shutil
import signal
import struct
import subprocess
import sys
import termios
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.builders import plugin_module
from tests.hostile.arena import descendants
from tests.hostile.compiles import many_locals_through_loops
from tests.hostile.plugins import HANDSHAKE, doing
from tests.hostile.starts import SPIN
from tests.marks import LINUX_ONLY
from tests.processes import PATIENCE_S, is_alive, stat, ticks, until
from tests.ui.terminal.pty_run import PtyRun
from workbench.assets import asset_folder
from workbench.cli.main import main

ROOT = Path(__file__).parents[2]
DIALECT = asset_folder("sample_plugins") / "dialect/dialect.wasm"
SIGNALS = [signal.SIGINT, signal.SIGTERM, signal.SIGHUP]
COMMANDS = {
    "check": ("check", "plugin.wasm", "--report", "junit=report.xml"),
    "many": ("check", "plugin.wasm", "none.wasm", "--jobs=2", "--report", "junit=report.xml", "--timing", "times.json"),
    "watch": ("check", "plugin.wasm", "--watch"),
    "run-watch": ("run", "--watch", "--plugin", "plugin.wasm"),
    "call": ("call", "plugin.wasm", "shape", "--record", "calls.jsonl"),
    "run": ("run", "--plugin", "plugin.wasm", "--report", "junit=report.xml"),
    "replay": ("replay", "recording.jsonl", "plugin.wasm", "--report", "junit=report.xml"),
    "bench": ("bench", "plugin.wasm"),
    "diff": ("diff", "plugin.wasm", "plugin.wasm"),
    "registry": ("registry", "add", "plugin.wasm", "--registry", "registry.sqlite3"),
}
UNLIMITED = """
compile_limit_ms = 600_000
[budgets.strict]
fuel = 0
wall_ms = 600_000
[budgets.serving]
fuel = 0
wall_ms = 600_000
"""


@pytest.fixture(autouse=True)
def _not_ignored() -> Iterator[None]:
    """A shell's job in the background ignores SIGINT, and so would what is begun here."""
    previous = {number: signal.signal(number, signal.SIG_DFL) for number in SIGNALS}
    yield
    for number, handler in previous.items():
        signal.signal(number, handler)


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A project whose limits end nothing, with a payload and a recording."""
    (tmp_path / "workbench.toml").write_text(UNLIMITED)
    (tmp_path / "payloads/shape").mkdir(parents=True)
    (tmp_path / "payloads/shape/one.json").write_text("{}")
    facts, *calls = (ROOT / "tests/recordings/dialect.jsonl").read_text().splitlines()
    limits = {"fuel": 0, "wall_ms": 600_000}
    recorded = json.loads(facts) | {"budgets": {"strict": limits, "serving": limits}}
    (tmp_path / "recording.jsonl").write_text("\n".join((json.dumps(recorded), *calls, "")))
    return tmp_path


@contextmanager
def begun(place: Path, *words: str) -> Iterator[subprocess.Popen[bytes]]:
    """Run a command in a place; what it writes to stderr goes to a file, stdout to a pipe that nobody reads."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "HOME": str(place), "XDG_STATE_HOME": str(place / "state")}
    environment |= {"XDG_CACHE_HOME": str(place / "cache"), "WORKBENCH_TRUST": "1"}
    with (
        (place / "stderr").open("wb") as errors,
        subprocess.Popen(
            [sys.executable, "-m", "workbench", *words],
            cwd=place,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=errors,
        ) as process,
    ):
        try:
            yield process
        finally:
            process.kill()


def files(place: Path) -> set[str]:
    """Return what stands in a place, but for the folders that are ours."""
    return {path.name for path in place.iterdir()} - {"state", "cache", ".local", ".cache"}


def ended_in_order(place: Path, process: subprocess.Popen[bytes], number: int, before: set[str]) -> None:
    """Send the signal, and require that all is over."""
    children = descendants(process.pid)
    process.send_signal(number)
    assert process.wait(300) == 128 + number
    until(lambda: not any(map(is_alive, children)))
    assert "Traceback" not in (place / "stderr").read_text()
    assert files(place) - before <= {"registry.sqlite3"}


def until_it(fact: Callable[[], object], process: subprocess.Popen[bytes]) -> None:
    """Wait until something is true of a process that still runs."""
    until(lambda: fact() or process.poll() is not None)
    assert process.poll() is None, "it has ended by itself"


def is_at_work(process: subprocess.Popen[bytes]) -> bool:
    """Say whether a child is busy with the plugin: it has worked for longer than it takes to start."""
    return any(ticks(pid) > os.sysconf("SC_CLK_TCK") // 2 for pid in descendants(process.pid))


# ---- in our own process ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", SIGNALS)
def test_a_report_that_is_being_written_is_not_left_as_a_part(
    number: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The file that stood there stands as it was, the new one is gone, and nothing of the report is printed."""
    report = tmp_path / "report.xml"
    report.write_text("before")
    monkeypatch.setattr(os, "fsync", lambda _: signal.raise_signal(number))
    assert main(["inspect", str(DIALECT), "--report", f"junit={report}"]) == 128 + number
    assert (report.read_text(), files(tmp_path)) == ("before", {"report.xml"})
    assert capsys.readouterr() == ("", "")


def test_what_is_ignored_stays_so_and_the_rest_is_as_it_was_afterwards(capsys: pytest.CaptureFixture[str]) -> None:
    """`nohup workbench check` goes on when its terminal is closed."""
    previous = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    handlers = [signal.getsignal(number) for number in SIGNALS]
    try:
        assert main(["offer", "--hash"]) == 0
        assert [signal.getsignal(number) for number in SIGNALS] == handlers
    finally:
        signal.signal(signal.SIGHUP, previous)


def test_more_signals_do_not_keep_it_from_giving_back_what_it_holds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A terminal that goes away sends SIGHUP, and whoever ends the session SIGTERM behind it."""
    unlink = Path.unlink

    def interrupted(path: Path, missing_ok: bool = False) -> None:
        signal.raise_signal(signal.SIGTERM)
        unlink(path, missing_ok)

    monkeypatch.setattr(os, "fsync", lambda _: signal.raise_signal(signal.SIGHUP))
    monkeypatch.setattr(Path, "unlink", interrupted)
    assert main(["inspect", str(DIALECT), "--report", f"junit={tmp_path / 'report.xml'}"]) == 129
    assert files(tmp_path) == set()


class Dropping:
    """Gets a signal in its destructor, where Python drops what is raised."""

    def __del__(self) -> None:
        signal.raise_signal(signal.SIGTERM)


def test_one_that_a_destructor_drops_ends_the_command_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    def dropped(_: object) -> int:
        Dropping()
        return 0

    monkeypatch.setattr("workbench.cli.commands.locate.run", dropped)
    hook = sys.unraisablehook
    assert main(["locate"]) == 143
    assert sys.unraisablehook is hook


def test_one_that_a_destructor_drops_comes_again_where_the_command_waits(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A plugin that loops would else be waited for to the end of its limit; and nothing is said of what was dropped."""
    never, done = threading.Event(), []

    def waiting(_: object) -> int:
        Dropping()
        done.append(never.wait(PATIENCE_S))
        return 0

    monkeypatch.setattr("workbench.cli.commands.locate.run", waiting)
    assert main(["locate"]) == 143
    assert (done, capsys.readouterr().err) == ([], "")
    assert signal.getitimer(signal.ITIMER_REAL)[0] == 0


# ---- as a process ---------------------------------------------------------------------------------------------------


@LINUX_ONLY
@pytest.mark.parametrize(
    ("command", "number"),
    [
        pytest.param(command, number, marks=() if (command, number) == ("check", SIGNALS[1]) else pytest.mark.slow)
        for command in COMMANDS
        for number in SIGNALS
    ],
)
def test_while_the_plugin_loops(command: str, number: int, place: Path) -> None:
    """The process that runs the plugin ends with us, and neither report nor recording nor temporary file is left."""
    (place / "plugin.wasm").write_bytes(doing(HANDSHAKE, SPIN)())
    with begun(place, *COMMANDS[command]) as process:
        before = files(place)
        until_it(lambda: is_at_work(process), process)
        ended_in_order(place, process, number, before)


@LINUX_ONLY
@pytest.mark.slow
@pytest.mark.parametrize("number", SIGNALS)
@pytest.mark.parametrize("command", COMMANDS)
def test_while_the_plugin_is_compiled(command: str, number: int, place: Path) -> None:
    (place / "plugin.wasm").write_bytes(many_locals_through_loops())
    with begun(place, *COMMANDS[command]) as process:
        before = files(place)
        until_it(lambda: is_at_work(process), process)
        ended_in_order(place, process, number, before)


@LINUX_ONLY
@pytest.mark.slow
@pytest.mark.parametrize("number", SIGNALS)
@pytest.mark.parametrize("command", COMMANDS)
def test_while_the_engine_starts(command: str, number: int, place: Path) -> None:
    shutil.copy(DIALECT, place / "plugin.wasm")
    with begun(place, *COMMANDS[command]) as process:
        before = files(place)
        until_it(lambda: descendants(process.pid), process)
        ended_in_order(place, process, number, before)


@LINUX_ONLY
@pytest.mark.slow
@pytest.mark.parametrize("number", SIGNALS)
def test_while_it_writes_to_somebody_who_does_not_read(number: int, place: Path) -> None:
    """It waits for no reader, and what it had not written yet is dropped."""
    (place / "plugin.wasm").write_bytes(plugin_module(exports=[f"e{number}" for number in range(20_000)]))
    with begun(place, "inspect", "plugin.wasm", "--format", "json", "--all") as process:
        before = files(place)
        until_it(lambda: is_full(process), process)
        ended_in_order(place, process, number, before)


def is_full(process: subprocess.Popen[bytes]) -> bool:
    """Say whether the pipe of its output is filled, so that it waits."""
    assert process.stdout is not None
    held = struct.unpack("i", fcntl.ioctl(process.stdout.fileno(), termios.FIONREAD, b"\0" * 4))[0]
    return bool(held >= 65_536 - 4_096)


@LINUX_ONLY
@pytest.mark.slow
@pytest.mark.parametrize("number", SIGNALS)
def test_while_a_report_waits_for_its_reader(number: int, place: Path) -> None:
    shutil.copy(DIALECT, place / "plugin.wasm")
    os.mkfifo(place / "pipe")
    with begun(place, "check", "plugin.wasm", "--report", "junit=pipe") as process:
        before = files(place)
        # What it compiled stays, however short the engine was there.
        until_it(lambda: any(path.is_file() for path in (place / "cache").rglob("*")), process)
        # The engine has been shut down: what is left to do is to write.
        until_it(lambda: not descendants(process.pid), process)
        ended_in_order(place, process, number, before)


BUILD = """
trap 'echo > asked' TERM
echo $$ > build.pid
while true; do sleep 600 & wait $!; done
"""


@LINUX_ONLY
@pytest.mark.slow
@pytest.mark.parametrize("again", [False, True])
@pytest.mark.parametrize("number", SIGNALS)
def test_the_screen_takes_a_build_that_does_not_listen_with_it(number: int, again: bool, place: Path) -> None:
    """Also when a second signal does not leave it the time to end the build in order."""
    (place / "build.sh").write_text(BUILD)
    pid_file = place / "build.pid"
    environment = {"HOME": str(place), "XDG_STATE_HOME": str(place / "state")}
    words = ("-m", "workbench", str(place / "plugin.wasm"), "--build", f"cd '{place}' && exec sh build.sh")
    with PtyRun(*words, environment=environment, stderr=place / "stderr") as run:
        run.until(lambda: pid_file.exists() and pid_file.read_text().strip())
        group = int(pid_file.read_text())
        run.until(lambda: len(members(group)) > 1)
        run.signal(number)
        if again:
            # It has begun to end: the shell of the build has been asked to.
            run.until((place / "asked").exists)
            run.signal(number)
        assert run.wait() == 128 + number
        assert (run.modes_left_on, run.settings_are_back) == (set(), True)
    until(lambda: not members(group))
    assert "Traceback" not in (place / "stderr").read_text()


def members(group: int) -> list[int]:
    """Return the processes of a group that are alive."""
    pids = [int(path.name) for path in Path("/proc").glob("[0-9]*")]
    return [pid for pid in pids if stat(pid)[2:3] == [str(group)] and is_alive(pid)]


@pytest.mark.slow
@pytest.mark.parametrize("number", SIGNALS)
def test_at_any_moment_of_a_short_command(number: int, place: Path) -> None:
    """Before the command has taken the signal over, the process ends by the signal itself, which says no less."""
    shutil.copy(DIALECT, place / "plugin.wasm")
    for moment in range(25):
        with begun(place, "inspect", "plugin.wasm", "--report", "junit=report.xml") as process:
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(0.02 + moment / 100)
            process.send_signal(number)
            code = process.wait()
        said = (place / "stderr").read_text()
        if code in (1, -number) and "KeyboardInterrupt" in said and str(ROOT / "workbench" / "cli") not in said:
            # Until the command line is there, Python's start has a traceback of its own; nobody can take it from it.
            continue
        assert code in (0, -number, 128 + number)
        assert "Traceback" not in said
        assert (place / "report.xml").exists() or code != 0
        assert not [name for name in files(place) if name.endswith(".new")]
        (place / "report.xml").unlink(missing_ok=True)
