"""What client and child say to each other: values to frame headers and back.

Owns: the names of messages and fields. Headers from the child are not trusted: every `read_*` of what the child says
raises FrameError for anything but the expected types. Must not know sockets or processes.

    client to child                       child to client
    host      the state to work on        hello     the child is ready
    module    bytes of a module           phase     what a request is doing now
    fresh     call on an own instance     put       a guest stored a value
    open      build a long-lived instance activity  a guest logged, counted, called
    call      call a long-lived instance  result    the outcome of one call of batch
    batch     many calls of one           results   the same of several calls that went well
    time      one call, again and again   times     how long some calls of time took
    fuel      the fuel that a call uses   attempt   one of those that find the fuel is done
    close, forget                         fuel      what they found
                                          reply     the end of a request
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final, TypeVar

from workbench.engine.wire.frames import Frame, FrameError, Header
from workbench.engine.wire.result_buffer import QuietCall
from workbench.protocol.budgets import Budget, HostLink
from workbench.protocol.calls import (
    CallFailure,
    CallOutcome,
    FailureKind,
    FuelMeasured,
    HostActivity,
    HostCall,
    LogLine,
    Phase,
)
from workbench.protocol.host_functions import ClockSetting, HostSnapshot, RandomSetting
from workbench.protocol.hosting.host_faults import HostFault, HostFaultKind

WIRE_VERSION: Final = 1
"""Both halves come from one installation; a difference means that two are mixed."""


def read_phase(header: Header) -> Phase:
    """Return the phase that the child reports. Raises FrameError."""
    try:
        return Phase(header.get("phase"))
    except ValueError as error:
        raise FrameError(str(error)) from error


T = TypeVar("T")


def take(header: Header, name: str, kind: type[T]) -> T:
    """Return a field of an untrusted header. Raises FrameError when it is absent or of another type."""
    value = header.get(name)
    # The exact type: of what JSON gives, only true and false would pass for a number too.
    if type(value) is not kind:
        raise FrameError(f"expected {kind.__name__} in {name!r}, found {type(value).__name__}")
    return value


def _entry(items: list[Any], index: int, kind: type[T]) -> T:
    value = items[index] if index < len(items) else None
    if not isinstance(value, kind):
        raise FrameError(f"expected {kind.__name__} as item {index}, found {type(value).__name__}")
    return value


# ---- budgets ------------------------------------------------------------------------------------------------------


def budget_header(budget: Budget) -> Header:
    """Return a budget as JSON values."""
    return {
        "name": budget.name,
        "wall_ms": budget.wall_ms,
        "fuel": budget.fuel,
        "max_pages": budget.max_pages,
        "wasi": budget.wasi,
        "host_link": budget.host_link.value,
        "storage_quota_bytes": budget.storage_quota_bytes,
        "host_faults": [[fault.function, fault.kind.value, fault.delay_ms] for fault in budget.host_faults],
    }


def read_budget(header: Header) -> Budget:
    """Return a budget that the client sent."""
    faults = tuple(
        HostFault(function, HostFaultKind(kind), delay_ms) for function, kind, delay_ms in header["host_faults"]
    )
    return Budget(**{**header, "host_link": HostLink(header["host_link"]), "host_faults": faults})


# ---- outcomes -----------------------------------------------------------------------------------------------------


def failure_header(failure: CallFailure | None) -> Header | None:
    """Return a failure as JSON values."""
    if failure is None:
        return None
    return {
        "kind": failure.kind.value,
        "reason": failure.reason,
        "cause": failure.cause,
        "exit_code": failure.exit_code,
        "phase": failure.phase.value,
    }


def read_failure(value: object) -> CallFailure | None:
    """Return a failure that the child reports. Raises FrameError."""
    if value is None:
        return None
    if not isinstance(value, dict):
        raise FrameError(f"expected a failure, found {type(value).__name__}")
    cause = None if value.get("cause") is None else take(value, "cause", str)
    exit_code = None if value.get("exit_code") is None else take(value, "exit_code", int)
    try:
        kind = FailureKind(take(value, "kind", str))
    except ValueError as error:
        raise FrameError(str(error)) from error
    return CallFailure(kind, take(value, "reason", str), cause, exit_code, read_phase(value))


def reply_header(request: int, outcome: CallOutcome | QuietCall, memory_pages: int | None = None) -> Header:
    """Return the reply to a request; the output travels as payload, the activity went before.

    What most calls do not have is left out: each field costs both sides some of the time of a small call.
    `memory_pages` is that of the instance that was called, in place of the outcome's; None: it is not known.
    """
    if isinstance(outcome, QuietCall):
        header: Header = {
            "kind": "reply",
            "request": request,
            "output_size_bytes": len(outcome.output),
            "wall_us": outcome.wall_us,
        }
        if memory_pages is not None:
            header["memory_pages"] = memory_pages
        return header
    return {
        "kind": "reply",
        "request": request,
        "output_size_bytes": outcome.output_size_bytes,
        "wall_us": outcome.wall_us,
        "failure": failure_header(outcome.failure),
        "compile_us": outcome.compile_us,
        "instantiate_us": outcome.instantiate_us,
        "interrupted": outcome.interrupted,
        "memory_pages": outcome.memory_pages if memory_pages is None else memory_pages,
    }


def read_outcome(reply: Frame, activity: HostActivity) -> CallOutcome:
    """Return the outcome that a reply reports, with the activity that was reported before. Raises FrameError."""
    header = reply.header
    size_bytes, wall_us = take(header, "output_size_bytes", int), take(header, "wall_us", int)
    pages = None if header.get("memory_pages") is None else take(header, "memory_pages", int)
    if "failure" not in header:
        return CallOutcome(reply.payload, None, size_bytes, wall_us, activity=activity, memory_pages=pages)
    return CallOutcome(
        reply.payload,
        read_failure(header["failure"]),
        size_bytes,
        wall_us,
        take(header, "compile_us", int),
        take(header, "instantiate_us", int),
        activity,
        take(header, "interrupted", bool),
        memory_pages=pages,
    )


# ---- many calls in one request ------------------------------------------------------------------------------------

Call = tuple[str, bytes]
"""An export and its payload."""


def batch_fields(calls: Sequence[Call]) -> tuple[Header, bytes]:
    """Return the calls of a batch as a field of its header, and their payloads in one piece."""
    return {"calls": [[export, len(payload)] for export, payload in calls]}, b"".join(payload for _, payload in calls)


def read_batch(frame: Frame) -> Iterator[Call]:
    """Give the calls that the client sent."""
    payload, start = frame.payload, 0
    for export, size_bytes in frame.header["calls"]:
        end = start + size_bytes
        yield export, payload[start:end]
        start = end


def times_header(in_series_ns: list[int], bare_ns: list[int]) -> Header:
    """Return the nanoseconds of some calls, and of as many bare ones."""
    return {"kind": "times", "in_series_ns": in_series_ns, "bare_ns": bare_ns}


def read_times(header: Header, name: str) -> list[int]:
    """Return one of the two lists. Raises FrameError."""
    times = take(header, name, list)
    return [_entry(times, index, int) for index in range(len(times))]


def fuel_header(measured: FuelMeasured) -> Header:
    """Return what the search for the fuel of a call found."""
    return {"kind": "fuel", "used": measured.fuel_used, "why_not": measured.why_not}


def read_fuel(header: Header) -> FuelMeasured:
    """Return what the child found. Raises FrameError."""
    if header.get("used") is None:
        return FuelMeasured(None, take(header, "why_not", str))
    return FuelMeasured(take(header, "used", int), None)


# ---- activity -----------------------------------------------------------------------------------------------------


def activity_header(plugin_name: str, activity: HostActivity, clock: ClockSetting, random: RandomSetting) -> Header:
    """Return a part of a call's activity, with the settings as the guest's readings left them."""
    return {
        "kind": "activity",
        "plugin": plugin_name,
        "logs": [[line.level, line.message] for line in activity.logs],
        "logs_dropped": activity.logs_dropped,
        "counters": activity.counters,
        "calls": [[call.function, call.arguments, call.result, call.error, call.injected] for call in activity.calls],
        "calls_dropped": activity.calls_dropped,
        "clock": [clock.frozen_unix_ms, clock.step_ms],
        "random": [random.seed, random.position],
    }


def read_activity(header: Header) -> HostActivity:
    """Return a part of a call's activity. Raises FrameError."""
    counters = take(header, "counters", dict)
    calls = []
    for item in take(header, "calls", list):
        call: list[Any] = item if isinstance(item, list) else []
        arguments = _entry(call, 1, list)
        calls.append(
            HostCall(
                function=_entry(call, 0, str),
                arguments=tuple(_entry(arguments, index, str) for index in range(len(arguments))),
                result=None if call[2:3] == [None] else _entry(call, 2, str),
                error=None if call[3:4] == [None] else _entry(call, 3, str),
                injected=None if call[4:5] == [None] else _entry(call, 4, str),
            )
        )
    return HostActivity(
        logs=tuple(
            LogLine(_entry(line, 0, str), _entry(line, 1, str))
            for line in take(header, "logs", list)
            if isinstance(line, list)
        ),
        logs_dropped=take(header, "logs_dropped", int),
        counters={name: take(counters, name, int) for name in counters},
        calls=tuple(calls),
        calls_dropped=take(header, "calls_dropped", int),
    )


def read_settings(header: Header) -> tuple[ClockSetting, RandomSetting]:
    """Return clock and random source as a call's readings left them. Raises FrameError."""
    clock, random = take(header, "clock", list), take(header, "random", list)
    frozen = None if not clock or clock[0] is None else _entry(clock, 0, int)
    seed = None if not random or random[0] is None else _entry(random, 0, str)
    return ClockSetting(frozen, _entry(clock, 1, int)), RandomSetting(seed, _entry(random, 1, int))


# ---- the host's state ---------------------------------------------------------------------------------------------


def host_frame(snapshot: HostSnapshot) -> Frame:
    """Return the state that the child is to work on: storage and settings. Counters and logs stay here."""
    entries = [
        (plugin_name, key, value) for plugin_name, stored in snapshot.storage.items() for key, value in stored.items()
    ]
    header: Header = {
        "kind": "host",
        "entries": [[plugin_name, key, len(value)] for plugin_name, key, value in entries],
        "clock": [snapshot.clock.frozen_unix_ms, snapshot.clock.step_ms],
        "random": [snapshot.random.seed, snapshot.random.position],
    }
    return Frame(header, b"".join(value for _, _, value in entries))


def read_host(frame: Frame) -> HostSnapshot:
    """Return the state that the client sent."""
    storage: dict[str, dict[str, bytes]] = {}
    start = 0
    for plugin_name, key, size_bytes in frame.header["entries"]:
        storage.setdefault(plugin_name, {})[key] = frame.payload[start : start + size_bytes]
        start += size_bytes
    clock, random = read_settings(frame.header)
    return HostSnapshot(storage=storage, clock=clock, random=random)
