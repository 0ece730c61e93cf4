"""The child process as our process sees it: frames out and in, limits from outside, and its end.

Owns: the process, its descriptors, its deadline and resident limit. Must not know what a frame asks for. Needs a POSIX
system; where there is no /proc the resident size is not limited. Everything belongs to one thread, but `cancel`, `kill`
and the ends of descriptors, which a lock guards.
"""

from __future__ import annotations

import contextlib
import errno
import os
import select
import socket
import struct
import subprocess
import threading
import time
import weakref
from collections.abc import Callable
from typing import Final

from workbench.engine.client.child_end import MORE_RESOURCES, ChildEnded, ErrorOutput, death
from workbench.engine.client.compile_cache import CompileCache
from workbench.engine.client.deadline import Deadline
from workbench.engine.client.hidden_memory import hide_memory
from workbench.engine.client.launch import launch, resident_bytes
from workbench.engine.client.process_group import await_end, end_group
from workbench.engine.wire import frames, result_buffer, untrusted
from workbench.engine.wire.confinement import Confinement, ConfinementReport, read_report
from workbench.engine.wire.frames import Frame, FrameError, FrameReader, WireClosed
from workbench.engine.wire.messages import WIRE_VERSION
from workbench.engine.wire.shared_payload_buffer import SharedPayloadBuffer
from workbench.errors.operator import EngineUnavailable
from workbench.errors.remedies import remedy_for_reading, words_of
from workbench.protocol.calls import CallFailure, FailureKind, LimitExceeded, Phase

START_LIMIT_MS: Final = 30_000
TICK_MS: Final = 20
"""How often a waiting client looks at deadline, resident size and request to cancel."""
CANCEL_GRACE_MS: Final = 250
"""What a guest has to end after a cancel, before the process is ended."""
SOCKET_BYTES: Final = 1 << 20
LACKING: Final = frozenset({errno.EAGAIN, errno.ENOMEM, errno.EMFILE, errno.ENFILE})
"""Errors of a start that say what this machine does not give."""
LAST_PRIORITY: Final = 10
"""The niceness of a child that gives way."""


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

        `left_bytes` returns what other processes leave of the limit just now; None: there are none.

        Raises EngineUnavailable when the system does not start a process.
        """
        self.resident_bytes = 0
        """As last seen; 0 before."""
        self._resident_limit_bytes = resident_limit_bytes
        self._left_bytes = left_bytes
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
            words = words_of(error)
            remedy = remedy_for_reading(words) or (MORE_RESOURCES if error.errno in LACKING else "")
            raise EngineUnavailable(reason=f"it cannot be started: {words}", remedy=remedy) from error
        self._process, self._wire = started.process, started.wire
        self._control: int | None = started.control
        self._results: int | None = started.results
        self._payload_memory: int | None = started.payloads
        self._payloads = SharedPayloadBuffer(started.payloads)
        self._reader = FrameReader(
            started.wire,
            self._payloads,
            header_of=untrusted.header_of,
            header_max_bytes=untrusted.HEADER_MAX_BYTES,
            pause_ns=TICK_MS * 1_000_000,
        )
        self._reader.payload_max_bytes = 0
        self._error_output = ErrorOutput(started.process.stderr)
        _let_wait_in_ticks(started.wire)
        self._finalizer = weakref.finalize(self, _reap, started.process, started.wire)

    @property
    def pid(self) -> int:
        """Its process number."""
        return self._process.pid

    @property
    def stderr_lines(self) -> list[str]:
        """The last lines that it has written to its standard error. Untrusted."""
        self._error_output.read()
        return self._error_output.lines

    def give_way(self) -> None:
        """Let all other processes go first."""
        with contextlib.suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, self.pid, LAST_PRIORITY)

    def await_ready(self) -> None:
        """Wait until it has started.

        Raises EngineUnavailable when it does not, or must be confined and is not: then it is ended.
        """
        if self.confined is not None:
            return
        if self._confinement is not Confinement.OFF:
            hide_memory()
        deadline = Deadline(Phase.CALL, time.monotonic() + START_LIMIT_MS / 1_000, START_LIMIT_MS)
        try:
            hello = self.receive(deadline).header
        except ChildEnded as ended:
            failure = ended.failure
            if failure.kind is FailureKind.MACHINE:
                reason = f"it did not start, this machine gives it too little: {failure.reason}"
                raise EngineUnavailable(reason=reason, remedy=MORE_RESOURCES) from ended
            raise EngineUnavailable(reason=f"it did not start: {failure.cause}") from ended
        if hello.get("kind") != "hello" or hello.get("wire") != WIRE_VERSION:
            self.end()
            found = hello.get("wire")
            shown = found if type(found) is int else type(found).__name__
            raise EngineUnavailable(reason=f"another version of itself, wire {shown}")
        try:
            confined = read_report(hello.get("confinement"))
        except FrameError as error:
            self.end()
            raise EngineUnavailable(reason=f"it did not start: {error}") from error
        if self._confinement is Confinement.REQUIRED and confined.lacks_essential:
            self.end()
            lacking = (f"{feature.value}: {reason}" for feature, reason in confined.lacks_essential)
            raise EngineUnavailable(
                reason=f'a system that cannot confine it (confinement = "required"): {"; ".join(lacking)}'
            )
        self.confined = confined

    # ---- frames ---------------------------------------------------------------------------------------------------

    def send(self, frame: Frame, deadline: Deadline, *, is_request: bool = False) -> None:
        """Send a frame; the payload of a request may go by the shared payload buffer. Raises ChildEnded."""
        for piece in frames.pieces(frame.header, frame.payload, self._payloads if is_request else None):
            rest = memoryview(piece)
            while rest:
                try:
                    rest = rest[self._wire.send(rest) :]
                    if rest:
                        # One that reads a little now and then would keep us here.
                        self._check(deadline)
                except BlockingIOError:
                    self._tick(deadline)
                except OSError:
                    raise self._death(deadline.phase, unread=True) from None

    def receive(self, deadline: Deadline) -> Frame:
        """Wait for the next frame. Raises ChildEnded: it died, or passed a limit and was ended."""
        while True:
            try:
                frame = self._reader.read()
            except WireClosed as closed:
                raise self._death(deadline.phase, unread=closed.with_unread) from None
            except FrameError as error:
                raise self.end_for_frame_error(error, deadline.phase) from error
            if frame is None:
                self._tick(deadline)
                continue
            self._check(deadline)
            return frame

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

    def _tick(self, deadline: Deadline) -> None:
        self._error_output.read()
        self._check(deadline)

    def _check(self, deadline: Deadline) -> None:
        now = time.monotonic()
        if now < self._next_check:
            return
        self._next_check = now + TICK_MS / 1_000
        cancelled_at = None if deadline.operation is None else deadline.operation.cancelled_at
        if cancelled_at is not None and (
            deadline.phase is not Phase.CALL or now - cancelled_at > CANCEL_GRACE_MS / 1_000
        ):
            raise self._ended(CallFailure(FailureKind.CANCELLED, "cancelled", phase=deadline.phase))
        if deadline.is_over(now, has_unread=self._has_unread()):
            raise self._ended(deadline.failure())
        self._check_resident_size(deadline.phase)

    def _has_unread(self) -> bool:
        poller = select.poll()
        poller.register(self._wire, select.POLLIN)
        return any(event & select.POLLIN for _, event in poller.poll(0))

    def _check_resident_size(self, phase: Phase) -> None:
        self.resident_bytes = resident_bytes(self.pid)
        limit_bytes = self._resident_limit_bytes
        if self._left_bytes is not None:
            limit_bytes = min(limit_bytes, self._left_bytes())
        if self.resident_bytes <= limit_bytes:
            return
        limit_mb, found_mb = max(0, limit_bytes) >> 20, self.resident_bytes >> 20
        raise self._ended(
            CallFailure(
                FailureKind.MEMORY_LIMIT,
                f"used more than {limit_mb:,} MiB of memory",
                f"at {found_mb:,} MiB of resident memory; the limit is resident_limit_mb",
                phase=phase,
                limit=LimitExceeded("resident_limit_mb", limit_mb, found_mb),
            )
        )

    # ---- its end --------------------------------------------------------------------------------------------------

    def _ended(self, failure: CallFailure) -> ChildEnded:
        """End the process for a failure; return what to raise."""
        end_group(self._process)
        self._keep_results()
        self.end()
        return ChildEnded(failure)

    def _death(self, phase: Phase, *, unread: bool = False) -> ChildEnded:
        await_end(self._process)
        end_group(self._process)
        code = self._process.poll()
        self._error_output.read()
        self._keep_results()
        failure = death(code, phase, self._error_output.last_words())
        self.end()
        return ChildEnded(failure, unread=unread)

    def end_for_frame_error(self, error: FrameError, phase: Phase) -> ChildEnded:
        """End a child that does not keep to the wire's rules; return what to raise."""
        self.end()
        reason = "the process that ran the plugin was ended"
        return ChildEnded(CallFailure(FailureKind.CHILD_DIED, reason, f"on the wire: {error}", phase=phase))

    def kill(self) -> None:
        """Let the process die; the thread that waits for its answer finds it dead. May be called from any thread."""
        self._process.kill()

    def end(self) -> None:
        """End the process and wait for it. Nothing is lost with it: whatever guests stored was sent at once."""
        with self._control_lock:
            descriptors = (self._control, self._results, self._payload_memory)
            self._control = self._results = self._payload_memory = None
            for descriptor in descriptors:
                if descriptor is not None:
                    os.close(descriptor)
        self._finalizer()

    def _keep_results(self) -> None:
        if self._results is not None:
            self.left_behind = os.pread(self._results, result_buffer.SIZE_BYTES, 0)


def _let_wait_in_ticks(wire: socket.socket) -> None:
    """Let sending and receiving wait in the system itself, and come back after a tick at the latest."""
    for option in (socket.SO_SNDBUF, socket.SO_RCVBUF):
        wire.setsockopt(socket.SOL_SOCKET, option, SOCKET_BYTES)
    for option in (socket.SO_SNDTIMEO, socket.SO_RCVTIMEO):
        wire.setsockopt(socket.SOL_SOCKET, option, struct.pack("@ll", 0, TICK_MS * 1_000))


def _reap(process: subprocess.Popen[bytes], wire: socket.socket) -> None:
    end_group(process)
    wire.close()
    if process.stderr is not None:
        process.stderr.close()
