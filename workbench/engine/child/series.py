"""Many calls of one instance in one request, in the child process: what they share is done once.

Owns: the short way of a call that went well and left its host alone. Must not know the wire, nor why calls are made.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from time import perf_counter_ns
from typing import Final

from workbench.engine.child.host_functions import GuestHost
from workbench.engine.child.instances import CANCELLED, Instance, InstancePool, RunningCall, callable_name, missing
from workbench.engine.wire.result_buffer import QuietCall, ResultBuffer
from workbench.protocol.calls import CallOutcome

BLOCK_CALLS: Final = 20
"""Calls that are timed before it is the other way's turn: what disturbs the machine then disturbs both."""

_quiet: Final = tuple.__new__
"""Makes a `QuietCall` in half the time that its own constructor takes."""
Timed = Callable[[list[int], list[int]], None]
"""Takes the nanoseconds of calls in a series, and those of bare calls of the engine."""


class CallSeries:
    """Calls of a long-lived instance, one after the other."""

    def __init__(self, pool: InstancePool, host: GuestHost, running: RunningCall, instance: Instance) -> None:
        self._pool = pool
        self._host = host
        self._running = running
        self.instance = instance
        self.is_serving = False
        """Whether the host serves this instance now."""
        self._plugin = instance.plugin
        # Looked up once: each of them is used for every call of thousands.
        self._names = instance.callable
        self._call_and_read = instance.plugin.call_and_read
        self._may_set_error = instance.may_set_error
        self._may_log = instance.may_log
        self._is_quiet = host.is_quiet

    def call(self, export: str, payload: bytes, output_max_bytes: int) -> QuietCall | CallOutcome:
        """Call an export."""
        running, name = self._running, self._names.get(export)
        if name is None or not self.is_serving:
            name = name or callable_name(self.instance, export)
            if name is None:
                return missing(export)
            if not self.is_serving:
                self._begin()
        if running.is_cancelled:
            self.end()
            return CallOutcome(failure=CANCELLED)
        code, wall_us, output = self._call_and_read(name, payload, output_max_bytes, self._may_set_error)
        if output is not None and self._is_quiet(self._may_log) and not running.is_cancelled:
            return _quiet(QuietCall, (wall_us, output))
        return self._judged(code, wall_us, output_max_bytes)

    def _judged(self, code: int, wall_us: int, output_max_bytes: int) -> CallOutcome:
        """Return the outcome of a call that failed, or used its host."""
        self.is_serving = False
        cancelled = self._running.leave()
        return self._pool.judge(self.instance, code, wall_us, output_max_bytes, cancelled=cancelled)

    def run(
        self, calls: Iterable[tuple[str, bytes]], output_max_bytes: int, results: ResultBuffer
    ) -> Iterator[tuple[int, QuietCall | CallOutcome | None]]:
        """Make calls, and keep what went well in the buffer: `call` and what follows it in one go, for thousands.

        Gives how many were made: with None when the buffer is due to be sent, else with the outcome of the last of
        them, which is not in the buffer.
        """
        running, is_quiet, names = self._running, self._is_quiet, self._names
        may_log, may_set_error = self._may_log, self._may_set_error
        call_and_read, add = self._call_and_read, results.add
        outcome: QuietCall | CallOutcome
        for number, (export, payload) in enumerate(calls, start=1):
            name = names.get(export)
            if name is None or not self.is_serving or running.is_cancelled:
                outcome = self.call(export, payload, output_max_bytes)
            else:
                code, wall_us, output = call_and_read(name, payload, output_max_bytes, may_set_error)
                if output is not None and is_quiet(may_log) and not running.is_cancelled:
                    outcome = _quiet(QuietCall, (wall_us, output))
                else:
                    outcome = self._judged(code, wall_us, output_max_bytes)
            if type(outcome) is not QuietCall or not add(outcome):
                yield number, outcome
            elif results.is_due:
                yield number, None

    def time(self, export: str, payload: bytes, runs: int, output_max_bytes: int, timed: Timed) -> CallOutcome:
        """Time so many calls, and as many bare ones of the engine; the first failure ends it, and is in the outcome."""
        done = 0
        while done < runs:
            count = min(BLOCK_CALLS, runs - done)
            in_series: list[int] = []
            for _ in range(count):
                start = perf_counter_ns()
                outcome = self.call(export, payload, output_max_bytes)
                in_series.append(perf_counter_ns() - start)
                if isinstance(outcome, CallOutcome) and outcome.failure is not None:
                    return outcome
            timed(in_series, self._time_bare(export, payload, count))
            done += count
        self.end()
        return CallOutcome()

    def _time_bare(self, export: str, payload: bytes, count: int) -> list[int]:
        """Time calls without anything around them, but for reading the output."""
        plugin, name = self._plugin, self.instance.callable[export]
        if not self.is_serving:
            self._begin()
        bare = []
        for _ in range(count):
            start = perf_counter_ns()
            plugin.call(name, payload)
            plugin.output(plugin.output_size_bytes())
            bare.append(perf_counter_ns() - start)
        self.end()
        return bare

    def _begin(self) -> None:
        self._host.begin(self.instance.guest)
        self._running.enter(self._plugin)
        self.is_serving = True

    def end(self) -> None:
        """Serve the instance no longer, until its next call."""
        if self.is_serving:
            self._running.leave()
            self._host.finish()
            self.is_serving = False
