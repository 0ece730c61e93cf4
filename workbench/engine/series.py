"""Many calls of one instance in one request, in the child process: what they share is done once.

Owns: the short way of a call that went well and left its host alone. Must not know the wire, nor why calls are made.
"""

from __future__ import annotations

from collections.abc import Callable
from time import perf_counter_ns
from typing import Final

from workbench.engine.host_functions import GuestHost
from workbench.engine.instance import CANCELLED, Instance, RunningCall, Workshop, callable_name, missing
from workbench.engine.result_buffer import QuietCall
from workbench.protocol.calls import CallOutcome

BLOCK_CALLS: Final = 20
"""Calls that are timed before it is the other way's turn: what disturbs the machine then disturbs both."""

Timed = Callable[[list[int], list[int]], None]
"""Takes the nanoseconds of calls in a series, and those of bare calls of the engine."""


class CallSeries:
    """Calls of a living instance, one after the other."""

    def __init__(self, workshop: Workshop, host: GuestHost, running: RunningCall, instance: Instance) -> None:
        self._workshop = workshop
        self._host = host
        self._running = running
        self._instance = instance
        self._plugin = instance.plugin
        self._is_serving = False

    def call(self, export: str, payload: bytes, output_max_bytes: int) -> QuietCall | CallOutcome:
        """Call an export."""
        instance, plugin = self._instance, self._plugin
        name = instance.callable.get(export) or callable_name(instance, export)
        if name is None:
            return missing(export)
        if not self._is_serving:
            self._begin()
        if self._running.is_cancelled:
            self.end()
            return CallOutcome(fault=CANCELLED)
        start = perf_counter_ns()
        code = plugin.call(name, payload)
        wall_us = (perf_counter_ns() - start) // 1_000
        if code == 0 and self._host.is_quiet(may_log=instance.may_log) and not self._running.is_cancelled:
            size_bytes = plugin.output_size_bytes()
            if size_bytes <= output_max_bytes and not (instance.may_set_error and plugin.has_error()):
                return QuietCall(wall_us, plugin.output(size_bytes))
        self._is_serving = False
        cancelled = self._running.leave()
        return self._workshop.judge(instance, code, wall_us, output_max_bytes, cancelled=cancelled)

    def time(self, export: str, payload: bytes, runs: int, output_max_bytes: int, timed: Timed) -> CallOutcome:
        """Time so many calls, and as many bare ones of the engine; the first fault ends it, and is in the outcome."""
        done = 0
        while done < runs:
            count = min(BLOCK_CALLS, runs - done)
            in_series: list[int] = []
            for _ in range(count):
                start = perf_counter_ns()
                outcome = self.call(export, payload, output_max_bytes)
                in_series.append(perf_counter_ns() - start)
                if isinstance(outcome, CallOutcome) and outcome.fault is not None:
                    return outcome
            timed(in_series, self._time_bare(export, payload, count))
            done += count
        self.end()
        return CallOutcome()

    def _time_bare(self, export: str, payload: bytes, count: int) -> list[int]:
        """Time calls without anything around them, but for reading the output."""
        plugin, name = self._plugin, self._instance.callable[export]
        if not self._is_serving:
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
        self._host.begin(self._instance.guest)
        self._running.enter(self._plugin)
        self._is_serving = True

    def end(self) -> None:
        """Serve the instance no longer, until its next call."""
        if self._is_serving:
            self._running.leave()
            self._host.finish()
            self._is_serving = False
