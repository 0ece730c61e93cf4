"""The build command: started, listened to, ended. One at a time.

Owns the process and all it forks, its time limit, and what is kept of its output. Builds never overlap: a
request for one while another runs, by a key, ends that one and begins anew; however many requests come, one build
follows. Changes of sources do not interrupt a build: `sources` holds them back until it is over, since they may be its
own doing.

The command runs in a shell, in the project's folder, in a session of its own without a terminal: what needs one fails
instead of waiting. All of its process group is ended when it is cancelled, and what it leaves behind in that group when
it is done; only a process that makes a session of its own, as a build server does, outlives it.
"""

from __future__ import annotations

import contextlib
import os
import selectors
import signal
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Final, Protocol

from workbench import portable
from workbench.errors.remedies import words_of
from workbench.linux import is_linux
from workbench.loop.build_output import BuildOutput, OutputKeeper

TIME_LIMIT_S: Final = 600.0
"""How long a build may take when nothing else is said."""

_TERM_GRACE_S: Final = 2.0
"""What a build has to end by itself, before it is killed."""
_KILL_GRACE_S: Final = 1.0
"""What the system has to end what was killed."""
_DRAIN_S: Final = 0.2
"""How long the output is read on after the end of the command: a grandchild may hold it open."""
_BLOCK_BYTES: Final = 256 * 1024
_TELL_INTERVAL_S: Final = 0.05
_GROUP_STEP_S: Final = 0.02
_COLOURS_WANTED: Final = {"CLICOLOR_FORCE": "1", "FORCE_COLOR": "1", "CARGO_TERM_COLOR": "always"}


class BuildEnd(Enum):
    """How a build ended."""

    PASSED = "passed"
    FAILED = "failed"
    """The command gave another exit code than 0, or was killed by a signal."""
    CANCELLED = "cancelled"
    """By a key, or for a newer build."""
    TIMED_OUT = "timed out"
    NOT_STARTED = "not started"
    """There is no shell, or no such folder."""


@dataclass(frozen=True, slots=True)
class BuildResult:
    """One build that is over."""

    number: int
    """Grows with each build of this run, from 1."""
    command: str
    end: BuildEnd
    exit_code: int | None
    """None: it did not exit by itself."""
    signal_name: str | None
    """`SIGSEGV`; None: it did not die by a signal."""
    seconds: float
    output: BuildOutput
    reason: str = ""
    """Why it was not started. Empty: it was."""

    @property
    def passed(self) -> bool:
        """True when the artifact should be up to date."""
        return self.end is BuildEnd.PASSED

    @property
    def sentence(self) -> str:
        """How it ended, in one clause."""
        if self.end is BuildEnd.FAILED:
            killed, code = self.signal_name, self.exit_code
            how = f"failed with exit code {code}" if killed is None else f"was killed by {killed}"
            return f"{how} after {self.seconds:.1f} s"
        if self.end is BuildEnd.NOT_STARTED:
            return f"could not be started: {self.reason}"
        return f"{self.end.value} after {self.seconds:.1f} s"


class CommandListener(Protocol):
    """Who is notified of what a command does. Called from the runner's own thread."""

    def build_started(self, number: int, command: str) -> None:
        """A build has begun."""

    def build_printed(self, output: BuildOutput) -> None:
        """It wrote something; called a few times a second at most, with everything that is kept."""

    def build_finished(self, result: BuildResult) -> None:
        """It is over; no process of it is left in its group."""


def _path() -> str:
    """Return PATH with our own interpreter's folder at its end: compilers that come as Python packages stand there."""
    own = str(Path(sys.executable).parent) if sys.executable else ""
    return os.pathsep.join(filter(None, (os.environ.get("PATH", os.defpath), own)))


class BuildRunner:
    """Runs one command whenever it is asked to, from a thread of its own."""

    def __init__(
        self,
        command: str,
        folder: Path,
        listener: CommandListener,
        *,
        time_limit_s: float | None = TIME_LIMIT_S,
        colored: bool = True,
    ) -> None:
        """Start nothing yet.

        Args:
            command: What the shell runs.
            folder: Where it runs.
            listener: Notified of everything.
            time_limit_s: Seconds that one build may take; None: as long as it likes.
            colored: Ask compilers for colours, which they leave out where they see no terminal.
        """
        self.command = command
        self._folder = folder
        self._listener = listener
        self._time_limit_s = time_limit_s
        self._environment = {**os.environ, "PATH": _path(), **(_COLOURS_WANTED if colored else {})}
        self._changed = threading.Condition()
        self._wanted = False
        self._ending = False
        self._running = False
        self._wake: int | None = None
        self._number = 0
        self._thread: threading.Thread | None = None
        self._process: subprocess.Popen[bytes] | None = None
        """Leads the group of the build that runs; None when none does."""

    def request(self) -> None:
        """Ask for a build. One that runs is ended first."""
        with self._changed:
            if self._ending:
                return
            self._wanted = True
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="build", daemon=True)
                self._thread.start()
            self._interrupt()

    def cancel(self) -> None:
        """End the build that runs, and do not begin another one."""
        with self._changed:
            self._wanted = False
            self._interrupt()

    def stop(self) -> None:
        """End the build that runs, and the runner with it. Nothing is reported afterwards."""
        with self._changed:
            self._ending, self._wanted = True, False
            self._interrupt()
            thread = self._thread
        if thread is not None and thread is not threading.current_thread():
            thread.join(timeout=2 * _TERM_GRACE_S)

    def kill(self) -> None:
        """End the process group of the build that runs, at once and without waiting; any thread may call it."""
        process = self._process
        if process is not None:
            _signal_group(process.pid, signal.SIGKILL)

    @property
    def is_running(self) -> bool:
        """Whether a build runs, or is about to."""
        with self._changed:
            return self._running or self._wanted

    def _interrupt(self) -> None:
        self._changed.notify_all()
        if self._wake is not None:
            with contextlib.suppress(OSError):
                os.write(self._wake, b"!")

    # ---- the runner's thread ----------------------------------------------------------------------------------------

    def _run(self) -> None:
        while True:
            with self._changed:
                self._running = False
                self._changed.notify_all()
                self._changed.wait_for(lambda: self._wanted or self._ending)
                if self._ending:
                    return
                self._wanted, self._running = False, True
                self._number += 1
                woken, self._wake = os.pipe()
            try:
                self._listener.build_started(self._number, self.command)
                result = self._build(woken)
            finally:
                with self._changed:
                    os.close(woken)
                    os.close(self._wake)
                    self._wake = None
            with self._changed:
                ending = self._ending
            if not ending:
                self._listener.build_finished(result)

    def _build(self, woken: int) -> BuildResult:
        started = time.monotonic()
        keeper = OutputKeeper()
        try:
            process = subprocess.Popen(
                self.command,
                shell=True,
                cwd=self._folder,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                bufsize=0,
                env=self._environment,
                start_new_session=True,
            )
        except (OSError, ValueError) as error:
            reason = words_of(error)
            return BuildResult(
                self._number, self.command, BuildEnd.NOT_STARTED, None, None, 0.0, keeper.output(), reason
            )
        self._process = process
        assert process.stdout is not None
        with process.stdout as stdout:
            listening = _Listening(process, stdout.fileno(), woken, keeper, self._listener)
            deadline = None if self._time_limit_s is None else started + self._time_limit_s
            end = listening.until_over(deadline)
            _end_group(process)
            self._process = None
            listening.drain()
        return self._result(process, end, time.monotonic() - started, keeper)

    def _result(
        self, process: subprocess.Popen[bytes], end: BuildEnd | None, seconds: float, keeper: OutputKeeper
    ) -> BuildResult:
        code = process.returncode
        died = end is None and code is not None and code < 0
        exited = code if end is None and not died else None
        if end is None:
            end = BuildEnd.PASSED if code == 0 else BuildEnd.FAILED
        name = _signal_name(-code) if died else None
        return BuildResult(self._number, self.command, end, exited, name, seconds, keeper.output())


class _Listening:
    """Reads what a build writes until it is over, too late, or no longer wanted."""

    def __init__(
        self,
        process: subprocess.Popen[bytes],
        output: int,
        woken: int,
        keeper: OutputKeeper,
        listener: CommandListener,
    ) -> None:
        self._process = process
        self._output = output
        self._keeper = keeper
        self._listener = listener
        self._told_at = 0.0
        self._untold = False
        os.set_blocking(output, False)
        self._selector = selectors.DefaultSelector()
        self._selector.register(output, selectors.EVENT_READ, "output")
        self._selector.register(woken, selectors.EVENT_READ, "woken")
        self._end: int | None = None
        if is_linux():
            with contextlib.suppress(OSError):
                # Where the system can say when a process ends, nobody has to ask.
                self._end = os.pidfd_open(process.pid)
                self._selector.register(self._end, selectors.EVENT_READ, "end")

    def until_over(self, deadline: float | None) -> BuildEnd | None:
        """Return why the build is to be ended, or None when its command has ended by itself."""
        try:
            while self._process.poll() is None:
                now = time.monotonic()
                if deadline is not None and now >= deadline:
                    return BuildEnd.TIMED_OUT
                wait_s = _TELL_INTERVAL_S if deadline is None else min(_TELL_INTERVAL_S, deadline - now)
                for key, _ in self._selector.select(wait_s):
                    if key.data == "woken":
                        return BuildEnd.CANCELLED
                    if key.data == "output":
                        self._read()
                self._tell()
            return None
        finally:
            self._selector.close()
            if self._end is not None:
                os.close(self._end)

    def drain(self) -> None:
        """Read what is still there."""
        deadline = time.monotonic() + _DRAIN_S
        while self._read() and time.monotonic() < deadline:
            pass

    def _read(self) -> bool:
        try:
            block = os.read(self._output, _BLOCK_BYTES)
        except BlockingIOError:
            return False
        if not block:
            with contextlib.suppress(KeyError, ValueError, RuntimeError):
                self._selector.unregister(self._output)
            return False
        self._keeper.feed(block)
        self._untold = True
        return True

    def _tell(self) -> None:
        now = time.monotonic()
        if self._untold and now - self._told_at >= _TELL_INTERVAL_S:
            self._told_at, self._untold = now, False
            self._listener.build_printed(self._keeper.output())


def _end_group(process: subprocess.Popen[bytes]) -> None:
    """End everything in the process group of a build: by a request first, by force after a while."""
    for number, grace_s in ((signal.SIGTERM, _TERM_GRACE_S), (signal.SIGKILL, _KILL_GRACE_S)):
        shell_lived = process.poll() is None
        _signal_group(process.pid, number)
        deadline = time.monotonic() + grace_s
        while _group_lives(process) and time.monotonic() < deadline:
            if shell_lived and process.returncode is not None:
                # What the shell began while it was asked to end has not heard of it.
                shell_lived = False
                _signal_group(process.pid, number)
            time.sleep(_GROUP_STEP_S)
    process.wait()


def _group_lives(process: subprocess.Popen[bytes]) -> bool:
    process.poll()
    try:
        os.killpg(process.pid, 0)
    except (ProcessLookupError, PermissionError):
        return False
    return not _has_ended(process.pid)


def _has_ended(group: int) -> bool:
    """Say whether all that is left of a group waits for its parent to take note of its end, where that can be seen."""
    runs = _states_in_group(group) if is_linux() else portable.states_in_group(group)
    return bool(runs) and not any(runs)


def _states_in_group(group: int) -> list[bool]:
    states: list[bool] = []
    for one in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError, ValueError):
            # Behind the name, which may hold anything: state, parent, group.
            state, _, its_group, *_ = one.read_text(errors="replace").rpartition(")")[2].split()
            if int(its_group) == group:
                states.append(state not in "ZX")
    return states


def _signal_group(group: int, number: int) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(group, number)


def _signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"
