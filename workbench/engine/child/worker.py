"""The child process: answers requests, one after the other, until our process ends it or is gone.

Owns: the process's own settings, its threads, and the order of requests. The main thread runs guests and reads
requests; a second one waits for cancels and for the end of our process; a third reports what a running call does.
Must not know why a request is made.
"""

from __future__ import annotations

import contextlib
import os
import select
import socket
import struct
import threading
import time
from collections.abc import Callable, Mapping
from typing import Final

import workbench
from workbench.engine.child import engine_threads, libextism
from workbench.engine.child.code_cache import CodeCache
from workbench.engine.child.confinement import confine
from workbench.engine.child.engine_errors import internal_error
from workbench.engine.child.fuel_search import FuelCall, FuelSearch
from workbench.engine.child.host_functions import GuestHost
from workbench.engine.child.instances import InstancePool, RunningCall
from workbench.engine.child.series import CallSeries
from workbench.engine.child.stack_search import StackSearch
from workbench.engine.wire import frames, messages
from workbench.engine.wire.child_start import ChildStart
from workbench.engine.wire.confinement import ConfinementReport, report_header
from workbench.engine.wire.frames import Frame, FrameReader, Header
from workbench.engine.wire.result_buffer import QuietCall, ResultBuffer
from workbench.engine.wire.shared_payload_buffer import SharedPayloadBuffer
from workbench.protocol.calls import CallOutcome, FailureKind, Phase
from workbench.protocol.host_functions import HostState

CANCEL: Final = struct.Struct("<Q")
"""What the control pipe carries: the number of a request that is to end."""
CANCEL_REPEAT_MS: Final = 5


class Worker:
    """Serves one client."""

    def __init__(
        self,
        wire_socket: socket.socket,
        control: int,
        results: ResultBuffer,
        payloads: SharedPayloadBuffer,
        *,
        default_max_pages: int,
        code: CodeCache,
        confined: ConfinementReport,
    ) -> None:
        self._confined = confined
        self._wire = wire_socket
        self._payloads = payloads
        self._results = results
        self._control = control
        self._sending = threading.Lock()
        self._state = HostState(unix_ms=_unix_ms, secure_bytes=os.urandom)
        self._log = log = libextism.EngineLog()
        self._host = GuestHost(self._state, log, self._send)
        self._running = RunningCall()
        self._fuel_search = FuelSearch(log, self._running, code, default_max_pages=default_max_pages)
        self._stack_search = StackSearch(log, self._running, default_max_pages=default_max_pages)
        self._pool = InstancePool(self._host, self._running, code, default_max_pages=default_max_pages)
        self._instances: dict[int, CallSeries] = {}
        self._holds_back_threads = False
        self._requests: Mapping[str, Callable[[Frame], CallOutcome | QuietCall]] = {
            "fresh": self._call_fresh,
            "each-fresh": self._call_each_fresh,
            "open": self._open,
            "call": self._call,
            "batch": self._call_many,
            "time": self._time_calls,
            "fuel": self._measure_fuel,
            "stack": self._find_stack,
        }

    def serve(self) -> None:
        """Answer requests until the client closes the wire."""
        threading.Thread(target=self._watch_control, daemon=True).start()
        threading.Thread(target=self._host.flush_for_ever, daemon=True).start()
        self._send(
            {
                "kind": "hello",
                "wire": messages.WIRE_VERSION,
                "libextism": libextism.version(),
                "confinement": report_header(self._confined),
            }
        )
        reader = FrameReader(self._wire, self._payloads)
        while (frame := reader.read()) is not None:
            kind = frame.header["kind"]
            if kind in self._requests:
                self._answer(kind, frame)
            else:
                self._take(frame)

    def _watch_control(self) -> None:
        poller = select.poll()
        poller.register(self._control, select.POLLIN)
        wanted: int | None = None
        while True:
            if poller.poll(None if wanted is None else CANCEL_REPEAT_MS):
                order = os.read(self._control, CANCEL.size)
                if len(order) < CANCEL.size:
                    os._exit(0)
                (wanted,) = CANCEL.unpack(order)
            if wanted is not None and not self._running.cancel(wanted):
                wanted = None

    def _send(self, header: Header, payload: bytes = b"", shared: SharedPayloadBuffer | None = None) -> None:
        pieces = frames.pieces(header, payload, shared)
        with self._sending:
            for piece in pieces:
                self._wire.sendall(piece)

    def _enter_phase(self, phase: Phase) -> None:
        self._send({"kind": "phase", "phase": phase.value})

    # ---- requests -------------------------------------------------------------------------------------------------

    def _take(self, frame: Frame) -> None:
        """Take in what needs no answer."""
        match frame.header["kind"]:
            case "host":
                self._state.restore(messages.read_host(frame))
            case "module":
                self._log.open(every_line=frame.header["every_line"])
                self._pool.keep(frame.header["sha256"], frame.payload)
            case "forget":
                self._pool.forget(frame.header["sha256"])
            case "close":
                self._close(frame.header["instance"])

    def _answer(self, kind: str, frame: Frame) -> None:
        request = frame.header["request"]
        pages = None
        self._running.start(request)
        try:
            outcome = self._requests[kind](frame)
            if kind == "call":
                pages = self._instances[frame.header["instance"]].instance.memory.pages()
        except Exception as error:  # noqa: BLE001 - a defect of ours must be reported, not end all instances
            outcome = CallOutcome(failure=internal_error(error, f"in the worker, {kind}"))
        self._running.end()
        self._send(messages.reply_header(request, outcome, pages), outcome.output, self._payloads)

    def _call_fresh(self, frame: Frame) -> CallOutcome:
        header = frame.header
        return self._pool.call_fresh(
            header["sha256"],
            messages.read_budget(header["budget"]),
            header["export"],
            frame.payload,
            header["output_max_bytes"],
            self._enter_phase,
        )

    def _call_each_fresh(self, frame: Frame) -> CallOutcome:
        """Report the outcome of each call at once, until the time is up or the request is cancelled."""
        header, ends_at = frame.header, time.monotonic() + frame.header["limit_ms"] / 1_000
        budget, enter_phase = messages.read_budget(header["budget"]), self._enter_phase
        for export, payload in messages.read_batch(frame):
            outcome = self._pool.call_fresh(
                header["sha256"], budget, export, payload, header["output_max_bytes"], enter_phase
            )
            # Phases are those of the first call: what follows is compiled already.
            enter_phase = _enter_no_phase
            self._send(messages.reply_header(0, outcome) | {"kind": "result"}, outcome.output)
            is_cancelled = outcome.failure is not None and outcome.failure.kind is FailureKind.CANCELLED
            if is_cancelled or time.monotonic() >= ends_at:
                break
        return CallOutcome()

    def _open(self, frame: Frame) -> CallOutcome:
        header = frame.header
        instance, outcome = self._pool.build(
            header["sha256"],
            messages.read_budget(header["budget"]),
            self._enter_phase,
            plugin_name=header["plugin"],
            config=header["config"],
        )
        if instance is not None:
            self._instances[header["instance"]] = CallSeries(self._pool, self._host, self._running, instance)
            if not self._holds_back_threads:
                # All that the engine ever starts are there with its first instance.
                engine_threads.hold_back()
                self._holds_back_threads = True
        return outcome

    def _call(self, frame: Frame) -> CallOutcome | QuietCall:
        series = self._series(frame)
        outcome = series.call(frame.header["export"], frame.payload, frame.header["output_max_bytes"])
        series.end()
        return outcome

    def _call_many(self, frame: Frame) -> CallOutcome:
        """Report the outcomes, each at once or a few milliseconds later; if the process dies, none is lost."""
        request, output_max_bytes = frame.header["request"], frame.header["output_max_bytes"]
        series, results = self._series(frame), self._results
        results.start(request, 0)
        made = len(frame.header["calls"])
        for number, outcome in series.run(messages.read_batch(frame), output_max_bytes, results):
            if outcome is None:
                self._send_results(request, number)
                continue
            self._send_results(request, number - 1)
            self._send(messages.reply_header(0, outcome) | {"kind": "result"}, outcome.output)
            results.start(request, number)
            if (
                isinstance(outcome, CallOutcome)
                and outcome.failure is not None
                and outcome.failure.kind is FailureKind.CANCELLED
            ):
                made = number
                break
        series.end()
        self._send_results(request, made)
        return CallOutcome()

    def _send_results(self, request: int, sent: int) -> None:
        """Send what waits, so that the outcomes of so many calls are sent."""
        if waiting := self._results.waiting():
            self._send({"kind": "results"}, waiting)
            self._results.start(request, sent)

    def _time_calls(self, frame: Frame) -> CallOutcome:
        header = frame.header

        def timed(in_series_ns: list[int], bare_ns: list[int]) -> None:
            self._send(messages.times_header(in_series_ns, bare_ns))

        series = self._series(frame)
        return series.time(header["export"], frame.payload, header["runs"], header["output_max_bytes"], timed)

    def _measure_fuel(self, frame: Frame) -> CallOutcome:
        measured = self._fuel_search.measure(
            self._call_again(frame), self._state.snapshot(), _unix_ms(), lambda: self._send({"kind": "attempt"})
        )
        self._send(messages.fuel_header(measured))
        return CallOutcome()

    def _find_stack(self, frame: Frame) -> CallOutcome:
        dump = self._stack_search.find(self._call_again(frame), self._state.snapshot(), _unix_ms())
        self._send({"kind": "stack"}, dump)
        return CallOutcome()

    def _call_again(self, frame: Frame) -> FuelCall:
        """Return the call of a request that is made apart from all others."""
        header = frame.header
        return FuelCall(
            header["sha256"],
            self._pool.module(header["sha256"]),
            messages.read_budget(header["budget"]),
            header["export"],
            frame.payload,
            header["output_max_bytes"],
            header["plugin"],
            header["config"],
        )

    def _series(self, frame: Frame) -> CallSeries:
        """Return the calls of a request's instance, also where one before it failed half-way."""
        series = self._instances[frame.header["instance"]]
        series.is_serving = False
        return series

    def _close(self, number: int) -> None:
        series = self._instances.pop(number, None)
        if series is not None:
            self._pool.free(series.instance)


def _enter_no_phase(phase: Phase) -> None:
    """Report nothing."""


def _unix_ms() -> int:
    return time.time_ns() // 1_000_000


def main(argument: str) -> None:
    """Run the child process. The argument is that of `ChildStart`; the descriptors in it are inherited."""
    start = ChildStart.from_argument(argument)
    package = os.path.dirname(workbench.__file__ or "")  # noqa: PTH120 - the child loads no pathlib
    confined = confine(
        start.confinement,
        package=package,
        readable=filter(None, [start.cache_settings]),
        writable=filter(None, [start.cache_code, start.cache_records]),
    )
    with contextlib.suppress(frames.WireClosed, BrokenPipeError, ConnectionResetError):
        worker = Worker(
            socket.socket(fileno=start.wire),
            start.control,
            ResultBuffer(start.results),
            SharedPayloadBuffer(start.payloads),
            default_max_pages=start.default_max_pages,
            code=CodeCache(start.cache_code, start.cache_records),
            confined=confined,
        )
        worker.serve()
    # Without the interpreter's own end: threads and instances need no farewell.
    os._exit(0)
