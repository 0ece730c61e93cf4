"""The child process as our process sees it: frames out and in, limits from outside, death and its cause.

Owns: descriptors, the process, its standard error, its deadline and resident limit. Must not know what a frame asks
for. Needs a POSIX system; where there is no /proc the resident size is not watched. Everything belongs to one thread,
but `cancel`, and the ends of descriptors, which a lock guards.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import select
import signal
import socket
import subprocess
import threading
import time
import weakref
from collections.abc import Callable
from typing import Final

from workbench.engine.client.compile_cache import CompileCache
from workbench.engine.client.deadline import Deadline
from workbench.engine.client.hidden_memory import hide_memory
from workbench.engine.client.launch import launch, resident_bytes
from workbench.engine.client.process_group import await_end, end_group
from workbench.engine.wire import frames, result_buffer
from workbench.engine.wire.confinement import Confinement, ConfinementReport, read_report
from workbench.engine.wire.frames import Frame, FrameError, FrameReader, WireClosed
from workbench.engine.wire.messages import WIRE_VERSION
from workbench.engine.wire.shared_payload_buffer import SharedPayloadBuffer
from workbench.errors.operator import EngineUnavailable
from workbench.protocol.calls import CallFailure, FailureKind, Phase

START_LIMIT_MS: Final = 30_000
TICK_MS: Final = 20
"""How often a waiting link looks at deadline, resident size and wish to cancel."""
CANCEL_GRACE_MS: Final = 250
"""What a guest has to end after a cancel, before the process is ended."""
STDERR_MAX_BYTES: Final = 16_384
WORDS_MAX_CHARACTERS: Final = 500
BUFFER_BYTES: Final = 1 << 20
LAST_PRIORITY: Final = 10
"""The niceness of a child that gives way."""


class ChildEnded(Exception):
    """The child process is gone: it died, or was ended for the named failure."""

    def __init__(self, failure: CallFailure, *, unheard: bool = False) -> None:
        super().__init__(f"{failure.reason}: {failure.cause}")
        self.failure = failure
        self.unheard = unheard
        """It was dead before it had read all of the request, so that no guest has seen anything of it."""


class ChildProcess:
    """One run of the worker."""

    def __init__(
        self,
        *,
        resident_limit_bytes: int,
        cache: CompileCache | None = None,
        confinement: Confinement = Confinement.AVAILABLE,
        left_bytes: Callable[[], int] | None = None,
    ) -> None:
        """Start it, without waiting. `cache`: where compiled code is kept; None: nowhere.

        `left_bytes` tells what other processes leave of the limit just now; None: there are none.

        Raises EngineUnavailable when the system does not start a process.
        """
        self.resident_bytes = 0
        """As last seen; 0 before."""
        self._resident_limit_bytes = resident_limit_bytes
        self._left_bytes = left_bytes
        self._stderr = bytearray()
        self._control_lock = threading.Lock()
        self._next_check = 0.0
        self._confinement = confinement
        self.confined: ConfinementReport | None = None
        """What it gave up; None before it is ready."""
        self.left_behind = b""
        """After its death: the results that it had not sent yet, as `ResultBuffer` keeps them. Untrusted."""
        try:
            started = launch(resident_limit_bytes=resident_limit_bytes, cache=cache, confinement=confinement)
        except OSError as error:
            raise EngineUnavailable(reason=f"it cannot be started: {error}") from error
        self._process, self._wire = started.process, started.wire
        self._control: int | None = started.control
        self._results: int | None = started.results
        self._lane_memory: int | None = started.lane
        self._lane = SharedPayloadBuffer(started.lane)
        self._reader = FrameReader(started.wire, self._lane)
        self._prepare_waiting()
        self._finalizer = weakref.finalize(self, _reap, started.process, started.wire)

    def _prepare_waiting(self) -> None:
        for option in (socket.SO_SNDBUF, socket.SO_RCVBUF):
            self._wire.setsockopt(socket.SOL_SOCKET, option, BUFFER_BYTES)
        self._wire.setblocking(False)
        self._poller = select.poll()
        self._poller.register(self._wire, select.POLLIN)
        self._sending_poller = select.poll()
        self._sending_poller.register(self._wire, select.POLLOUT)
        self._wire_descriptor = self._wire.fileno()
        if self._process.stderr is not None:
            descriptor = self._process.stderr.fileno()
            flags = fcntl.fcntl(descriptor, fcntl.F_GETFL)
            fcntl.fcntl(descriptor, fcntl.F_SETFL, flags | os.O_NONBLOCK)
            self._poller.register(descriptor, select.POLLIN)

    @property
    def pid(self) -> int:
        """Its process number."""
        return self._process.pid

    @property
    def stderr_lines(self) -> list[str]:
        """The last lines that it wrote to its standard error. Untrusted."""
        return [line for line in self._stderr.decode(errors="replace").splitlines() if line.strip()]

    def give_way(self) -> None:
        """Let all other processes go first."""
        with contextlib.suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, self.pid, LAST_PRIORITY)

    def is_gone(self) -> bool:
        """Say whether it ended since it was last spoken to."""
        events = self._poller.poll(0)
        return bool(events) and bool(dict(events).get(self._wire_descriptor, 0) & (select.POLLHUP | select.POLLERR))

    def await_ready(self) -> None:
        """Wait until it has started.

        Raises EngineUnavailable when it does not, or must be confined and is not: then it is ended.
        """
        if self.confined is not None:
            return
        if self._confinement is not Confinement.OFF:
            hide_memory()
        watch = Deadline(Phase.CALL, time.monotonic() + START_LIMIT_MS / 1_000, START_LIMIT_MS)
        try:
            hello = self.receive(watch).header
        except ChildEnded as ended:
            raise EngineUnavailable(
                reason=f"it did not start: {ended.failure.cause}", stderr=self._last_words()
            ) from ended
        if hello.get("kind") != "hello" or hello.get("wire") != WIRE_VERSION:
            self.end()
            raise EngineUnavailable(reason=f"another version of itself, wire {hello.get('wire')!r}")
        try:
            confined = read_report(hello.get("confinement"))
        except FrameError as fault:
            self.end()
            raise EngineUnavailable(reason=f"it did not start: {fault}") from fault
        if self._confinement is Confinement.REQUIRED and confined.lacks_essential:
            self.end()
            lacking = (f"{feature.value}: {reason}" for feature, reason in confined.lacks_essential)
            raise EngineUnavailable(
                reason=f'a system that cannot confine it (confinement = "required"): {"; ".join(lacking)}'
            )
        self.confined = confined

    # ---- frames ---------------------------------------------------------------------------------------------------

    def send(self, frame: Frame, watch: Deadline, *, is_request: bool = False) -> None:
        """Send a frame; the payload of a request may go by the lane. Raises ChildEnded."""
        start, payload = frames.encode(frame.header, frame.payload, self._lane if is_request else None)
        # A small frame goes in one piece: each system call may wake the child.
        for piece in (start + payload,) if len(payload) < frames.READ_BYTES else (start, payload):
            rest = memoryview(piece)
            while rest:
                rest = rest[self._sent_of(rest, watch) :]

    def _sent_of(self, piece: memoryview, watch: Deadline) -> int:
        """Send what the wire takes of a piece, and return how many bytes that is; 0 after a wait."""
        try:
            return self._wire.send(piece)
        except BlockingIOError:
            self._sending_poller.poll(TICK_MS)
            self._check(watch)
            return 0
        except OSError:
            raise self._death(watch.phase, unheard=True) from None

    def receive(self, watch: Deadline) -> Frame:
        """Wait for the next frame. Raises ChildEnded: it died, or passed a limit and was ended."""
        has_to_wait = not self._reader.has_bytes
        if has_to_wait:
            self._look_out()
        while True:
            if has_to_wait:
                for descriptor, _ in self._poller.poll(TICK_MS):
                    if descriptor != self._wire_descriptor:
                        self._read_stderr()
            try:
                frame = self._reader.read()
            except WireClosed as closed:
                raise self._death(watch.phase, unheard=closed.with_unread) from None
            except FrameError as error:
                raise self.end_for_frame_error(error, watch.phase) from error
            self._check(watch)
            if frame is not None:
                return frame
            has_to_wait = True

    def _look_out(self) -> None:
        """Ask again and again for a moment: the answer to a small call comes sooner than a sleeping process wakes."""
        until = time.perf_counter_ns() + frames.LOOK_OUT_NS
        while not self._poller.poll(0) and time.perf_counter_ns() < until:
            frames.yield_processor()

    def accept_payloads(self, max_bytes: int) -> None:
        """Set what a frame from the child may carry."""
        self._reader.payload_max_bytes = max_bytes

    def cancel(self, request: int) -> None:
        """Ask the child to end a request. May be called from any thread."""
        with self._control_lock:
            if self._control is not None:
                with contextlib.suppress(OSError):
                    os.write(self._control, request.to_bytes(8, "little"))

    # ---- limits ---------------------------------------------------------------------------------------------------

    def _check(self, watch: Deadline) -> None:
        now = time.monotonic()
        if now < self._next_check:
            return
        self._next_check = now + TICK_MS / 1_000
        cancelled_at = None if watch.operation is None else watch.operation.cancelled_at
        if cancelled_at is not None and (watch.phase is not Phase.CALL or now - cancelled_at > CANCEL_GRACE_MS / 1_000):
            raise self._ended(FailureKind.CANCELLED, "cancelled", watch.phase)
        if now > watch.deadline and watch.is_over(now, has_unread=self._has_unread()):
            raise self._ended(FailureKind.OVERSTAYED, f"did not end within {watch.limit_ms:,} ms", watch.phase)
        self._check_resident_size(watch)

    def _has_unread(self) -> bool:
        return bool(dict(self._poller.poll(0)).get(self._wire.fileno(), 0) & select.POLLIN)

    def _check_resident_size(self, watch: Deadline) -> None:
        self.resident_bytes = resident_bytes(self.pid)
        limit_bytes = self._resident_limit_bytes
        if self._left_bytes is not None:
            limit_bytes = min(limit_bytes, self._left_bytes())
        if self.resident_bytes <= limit_bytes:
            return
        limit_mib = max(0, limit_bytes) / 2**20
        raise self._ended(FailureKind.MEMORY_LIMIT, f"used more than {limit_mib:,.0f} MiB of memory", watch.phase)

    # ---- death ----------------------------------------------------------------------------------------------------

    def _ended(self, failure: FailureKind, reason: str, phase: Phase) -> ChildEnded:
        """End the process; return what to raise."""
        end_group(self._process)
        self._keep_results()
        self.end()
        cause = f"the process was ended during {phase.value}"
        if failure is FailureKind.MEMORY_LIMIT:
            cause += f", at {self.resident_bytes / 2**20:,.0f} MiB of resident memory; the limit is resident_limit_mb"
        elif failure is FailureKind.OVERSTAYED and phase is Phase.COMPILE:
            cause += "; the limit is compile_limit_ms"
        return ChildEnded(CallFailure(failure, reason, cause, phase=phase))

    def _death(self, phase: Phase, *, unheard: bool = False) -> ChildEnded:
        await_end(self._process)
        end_group(self._process)
        code = self._process.poll()
        self._read_stderr()
        self._keep_results()
        said = self._last_words()
        self.end()
        known = _KNOWN_ENDS.get((code or 0, phase), "")
        cause = "; ".join(
            part
            for part in (f"{_name_of_end(code)} during {phase.value}", known, f"it wrote: {said}" if said else "")
            if part
        )
        failure = CallFailure(FailureKind.CHILD_DIED, "the process that ran the plugin died", cause, phase=phase)
        return ChildEnded(failure, unheard=unheard)

    def end_for_frame_error(self, broken: FrameError, phase: Phase) -> ChildEnded:
        """End a child that does not keep to the wire's rules; return what to raise."""
        self.end()
        reason = "the process that ran the plugin was ended"
        return ChildEnded(CallFailure(FailureKind.CHILD_DIED, reason, f"on the wire: {broken}", phase=phase))

    def _last_words(self) -> str:
        """Return the last line that it wrote; of a panic the line that says why."""
        lines = self.stderr_lines
        panics = [index for index, line in enumerate(lines[:-1]) if " panicked at " in line]
        if panics:
            return lines[panics[-1] + 1].strip()[:WORDS_MAX_CHARACTERS]
        return lines[-1].strip()[:WORDS_MAX_CHARACTERS] if lines else ""

    def _read_stderr(self) -> None:
        if self._process.stderr is None or self._process.stderr.closed:
            return
        with contextlib.suppress(BlockingIOError):
            while piece := os.read(self._process.stderr.fileno(), STDERR_MAX_BYTES):
                self._stderr += piece
                del self._stderr[:-STDERR_MAX_BYTES]
            # At its end it would wake every wait from now on.
            with contextlib.suppress(KeyError):
                self._poller.unregister(self._process.stderr.fileno())

    def kill(self) -> None:
        """Let the process die; the thread that waits for its answer finds it dead. May be called from any thread."""
        self._process.kill()

    def end(self) -> None:
        """End the process and wait for it. Nothing is lost with it: whatever guests stored was sent at once."""
        with self._control_lock:
            if self._control is not None:
                os.close(self._control)
                self._control = None
            self._close_shared()
        self._finalizer()

    def _keep_results(self) -> None:
        if self._results is not None:
            self.left_behind = os.pread(self._results, result_buffer.SIZE_BYTES, 0)

    def _close_shared(self) -> None:
        shared = (self._results, self._lane_memory)
        self._results = self._lane_memory = None
        for descriptor in shared:
            if descriptor is not None:
                os.close(descriptor)


def _reap(process: subprocess.Popen[bytes], wire: socket.socket) -> None:
    end_group(process)
    wire.close()
    if process.stderr is not None:
        process.stderr.close()


_KNOWN_ENDS: Final = {
    (-signal.SIGSEGV, Phase.INSTANTIATE): "start code that calls the host does that",
    (-signal.SIGSEGV, Phase.CALL): "code that overwrites the headers of Extism's blocks does that",
    **dict.fromkeys(
        [(-signal.SIGKILL, phase) for phase in Phase], "it came from outside, as from a system that is out of memory"
    ),
}
"""What is known to end the process so."""


def _name_of_end(code: int | None) -> str:
    if code is None:
        return "closed wire"
    if code < 0:
        with contextlib.suppress(ValueError):
            return signal.Signals(-code).name
    return f"exit code {code}"
