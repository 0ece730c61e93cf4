"""The host functions as guests meet them in the child process: blocks in, blocks out, and the end of a failed call.

Owns: the working copy of the host's state, and the report of every change of it. Must not know how a message reaches
our process, nor what an instance is: it is given who calls, and how to stop the call.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from workbench.engine.child import engine_errors, engine_threads
from workbench.engine.child.engine_errors import NO_RECORDS, EngineRecords
from workbench.engine.child.libextism import PAGE_SIZE_BYTES, BlockError, Cursor, EngineLog, LinkedFunction
from workbench.engine.wire import messages
from workbench.engine.wire.activity import ActivityLedger, portions, shown
from workbench.engine.wire.frames import Header
from workbench.protocol import limits
from workbench.protocol.budgets import Budget, HostLink
from workbench.protocol.calls import CallFailure, FailureKind, HostCall
from workbench.protocol.host_functions import (
    HOST_FUNCTIONS,
    ArgumentValue,
    HostAction,
    HostFunction,
    HostFunctionError,
    HostState,
    read_argument,
)
from workbench.protocol.hosting.host_faults import HostFaultKind

KERNEL_PAGES_BESIDE: Final = 1
"""Of the Extism kernel's memory, one page does not count against the limit of the budget."""
FLUSH_INTERVAL_S: Final = 0.05
"""How long a log line or a count may be known to the child alone."""

Send = Callable[[Header, bytes], None]


@dataclass(frozen=True, slots=True)
class Guest:
    """Who calls: the plugin, what it may use, and how its call is stopped."""

    plugin_name: str
    budget: Budget
    max_pages: int
    stop: Callable[[], None]


class GuestHost:
    """Serves one call at a time."""

    def __init__(self, state: HostState, log: EngineLog, send: Send) -> None:
        self._state = state
        self._log = log
        self._send = send
        self._guest: Guest | None = None
        self._failure: CallFailure | None = None
        self._was_called = False
        self.was_unanswered = False
        """What stopped the call may be no error of a block: the engine gave nothing, as it does out of fuel or time."""
        self._triggered: str | None = None
        self._entered_ns = 0
        self._called_early: str | None = None
        self._lock = threading.Lock()
        self._ledger = ActivityLedger()
        self._drained: list[bytes] = []
        """Records of the engine's log that were drained, but not yet read."""
        self._has_news = threading.Event()
        self._settings_sent = (state.clock, state.random)
        self._linked = {link: self._link(link) for link in HostLink}

    def functions(self, link: HostLink) -> tuple[LinkedFunction, ...]:
        """Return what a module is compiled with."""
        return self._linked[link]

    def _link(self, link: HostLink) -> tuple[LinkedFunction, ...]:
        if link is HostLink.NONE:
            return ()
        return tuple(self._link_one(link, function) for function in HOST_FUNCTIONS.values())

    def _link_one(self, link: HostLink, function: HostFunction) -> LinkedFunction:
        def enter(cursor: Cursor, offsets: tuple[int, ...]) -> int:
            return self._enter(link, function, cursor, offsets)

        return LinkedFunction(
            limits.HOST_FUNCTION_MODULE,
            function.name,
            parameters=len(function.parameters),
            gives_result=function.gives_result,
            call=enter,
        )

    def called_by_start_code(self) -> str | None:
        """Return the host function that was called while no guest was served: since the last time this was asked.

        Such a call comes from start code. There the engine has no memory to show: touching it kills the process.
        """
        name, self._called_early = self._called_early, None
        return name

    # ---- one call of a guest --------------------------------------------------------------------------------------

    def begin(self, guest: Guest) -> None:
        """Serve this guest from now on."""
        self._guest = guest
        self._failure = None
        self._was_called = self.was_unanswered = False
        if not self._ledger.is_fresh:
            with self._lock:
                self._ledger = ActivityLedger()
        self._settings_sent = (self._state.clock, self._state.random)

    def finish(self) -> tuple[CallFailure | None, EngineRecords]:
        """Report what is not yet reported; return why a host function stopped the call, and the engine's remarks."""
        records = self._absorb_log()
        if not self._ledger.is_empty:
            self.flush()
        self._guest = None
        return self._failure, records

    def is_quiet(self, may_log: bool) -> bool:
        """Say whether the guest that is served has used its host in no way so far.

        `may_log` False: the guest writes no lines by the kernel's functions, so that the engine's log is not looked at.
        """
        if may_log and (records := self._log.drain()):
            self._drained += records
        return not (self._was_called or self._drained)

    def _absorb_log(self) -> EngineRecords:
        drained = self._drained + self._log.drain()
        if not drained:
            return NO_RECORDS
        self._drained = []
        records = engine_errors.read_records(drained)
        with self._lock:
            for line in records.guest_lines:
                self._ledger.add_line(line)
            self._ledger.drop_lines(self._log.dropped)
        self._log.dropped = 0
        self._has_news.set()
        return records

    # ---- one call of a host function ------------------------------------------------------------------------------

    def _enter(self, link: HostLink, function: HostFunction, cursor: Cursor, offsets: tuple[int, ...]) -> int:
        guest = self._guest
        if guest is None:
            self._called_early = function.name
            return 0
        self._was_called = True
        if self._failure is not None:
            return 0
        arguments: list[ArgumentValue] = []
        self._triggered, self._entered_ns = None, time.perf_counter_ns()
        try:
            if link is HostLink.TRAPS:
                raise HostFunctionError(
                    f"{function.name} was called; the {guest.budget.name} budget links no host function"
                )
            for argument, offset in zip(function.parameters, offsets, strict=True):
                block = cursor.read(offset, max_bytes=(guest.max_pages + KERNEL_PAGES_BESIDE) * PAGE_SIZE_BYTES)
                arguments.append(read_argument(argument, block))
            if guest.budget.host_faults:
                self._strike(guest.budget, function)
            effect = self._state.perform(
                function, arguments, plugin_name=guest.plugin_name, quota_bytes=guest.budget.storage_quota_bytes
            )
            result = 0 if effect.result is None else cursor.write(effect.result)
            self._report(guest, function, arguments, effect)
        except (HostFunctionError, BlockError) as error:
            self.was_unanswered = isinstance(error, BlockError) and error.unanswered
            where, reason = f"in host function {function.name}", engine_errors.shorten(str(error))
            self._fail(guest, function, arguments, CallFailure(FailureKind.HOST_FUNCTION, reason, where))
            return 0
        except Exception as error:  # noqa: BLE001 - must not reach the C frames below, and is reported
            failure = engine_errors.internal_error(error, f"in host function {function.name}")
            self._fail(guest, function, arguments, failure)
            return 0
        return result

    def _strike(self, budget: Budget, function: HostFunction) -> None:
        """Do what the injected faults of this function say. Raises HostFunctionError when it is to fail."""
        triggered = [fault for fault in budget.host_faults if fault.is_meant_for(function.name)]
        self._triggered = " ".join(fault.spec for fault in triggered) or None
        for fault in triggered:
            if fault.kind is HostFaultKind.SLOW:
                time.sleep(fault.delay_ms / 1_000)
        if any(fault.kind is HostFaultKind.FAIL for fault in triggered):
            raise HostFunctionError(f"{function.name} fails, injected: {self._triggered}")

    def _fail(self, guest: Guest, function: HostFunction, arguments: list[ArgumentValue], failure: CallFailure) -> None:
        self._failure = failure
        with self._lock:
            shown_arguments = tuple(shown(argument) for argument in arguments)
            call = HostCall(function.name, shown_arguments, None, failure.reason, self._triggered, self._took_us())
            self._ledger.add_call(call)
        guest.stop()
        # Until the engine's timer has read of it the guest would run on.
        engine_threads.await_rest()

    def _report(self, guest: Guest, function: HostFunction, arguments: list[ArgumentValue], effect: HostAction) -> None:
        if effect.stored is not None:
            key, value = effect.stored
            put = messages.put_frame(key, value)
            self._send(put.header, put.payload)
        if effect.logged is not None:
            self._absorb_log()
        with self._lock:
            if effect.logged is not None:
                self._ledger.add_line(effect.logged)
            if effect.counted is not None:
                self._ledger.add_count(*effect.counted)
            self._ledger.add_call(self._describe(function, arguments, effect))
        self._has_news.set()

    def _describe(self, function: HostFunction, arguments: list[ArgumentValue], effect: HostAction) -> HostCall:
        if not self._ledger.keeps_calls:
            return HostCall(function.name, (), None, None, self._triggered)
        result: ArgumentValue | None = effect.result
        if function.name == "cc_lb_now_unix_ms" and effect.result is not None:
            result = int.from_bytes(effect.result, "little", signed=True)
        elif function.name == "cc_lb_random_bytes" and effect.result is not None:
            result = effect.result[:32].hex()
        shown_arguments = tuple(shown(argument) for argument in arguments)
        shown_result = None if result is None else shown(result)
        return HostCall(function.name, shown_arguments, shown_result, None, self._triggered, self._took_us())

    def _took_us(self) -> int:
        return (time.perf_counter_ns() - self._entered_ns) // 1_000

    # ---- the report -----------------------------------------------------------------------------------------------

    def flush(self) -> None:
        """Send what is not yet reported. May be called from any thread."""
        with self._lock:
            guest = self._guest
            settings = (self._state.clock, self._state.random)
            if guest is None or (self._ledger.is_empty and settings == self._settings_sent):
                return
            self._settings_sent = settings
            part = self._ledger.take()
            # Under the lock, so that parts leave in the order in which they were taken.
            for portion in portions(part):
                self._send(messages.activity_header(portion, *settings), b"")

    def flush_for_ever(self) -> None:
        """Send what a running call does, at latest after `FLUSH_INTERVAL_S`. Runs in a thread of its own."""
        while True:
            self._has_news.wait()
            time.sleep(FLUSH_INTERVAL_S)
            self._has_news.clear()
            self.flush()
