"""What client and child say to each other: values to frame headers and back.

Owns: the names of messages and fields. Headers from the child are not trusted: every `read_*` of what the child says
raises FrameError for anything but the expected types. Must not know sockets or processes.

    client to child                       child to client
    host      the state to work on        hello     the child is ready
    module    bytes of a module           phase     what a request is doing now
    fresh     call on an own instance     put       a guest stored a value
    each-fresh  many calls of that kind   activity  a guest logged, counted, called
    open      build a long-lived instance result    the outcome of one call of many
    call      call a long-lived instance  results   the same of several calls that went well
    batch     many calls of one           times     how long some calls of time took
    time      one call, again and again   attempt   one of those that find the fuel is done
    fuel      the fuel that a call uses   fuel      what they found
    close, forget                         reply     the end of a request
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from workbench.engine.wire.activity import ARGUMENTS_MAX, CALLS_MAX, COUNTERS_MAX, LOG_LINES_MAX
from workbench.engine.wire.frames import Frame, FrameError, Header
from workbench.engine.wire.result_buffer import QuietCall
from workbench.engine.wire.untrusted import (
    NUMBER_MAX,
    SHORT_MAX_CHARACTERS,
    UNSIGNED_MAX,
    items,
    name_of,
    number,
    number_or_none,
    row,
    take,
    text,
    text_or_none,
)
from workbench.errors.stack_frame import GuestTrace, StackFrame
from workbench.protocol.backtrace import FRAMES_MAX
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
from workbench.protocol.host_functions import HOST_FUNCTIONS, ClockSetting, HostSnapshot, RandomSetting
from workbench.protocol.hosting.host_faults import HostFault, HostFaultKind

WIRE_VERSION: Final = 1
"""Both halves come from one installation; a difference means that two are mixed."""


LEVELS: Final = frozenset({"trace", "debug", "info", "warn", "error"})
EXIT_CODE_MIN: Final = -(1 << 31)
EXIT_CODE_MAX: Final = (1 << 32) - 1
OFFSET_MAX: Final = (1 << 32) - 1
FAULT_ADDRESS_MAX: Final = (1 << 36) - 1
"""Above what an index and an offset of 32 bits each come to: nine hexadecimal digits."""
_FAILURE_KINDS: Final = frozenset(kind.value for kind in FailureKind)
_PHASES: Final = frozenset(phase.value for phase in Phase)

Readings = tuple[int | None, int]
"""The next answer of a frozen clock, None where it runs; and the used bytes of the seeded random stream."""


def read_phase(header: Header) -> Phase:
    """Return the phase that the child reports. Raises FrameError."""
    return Phase(name_of(header.get("phase"), _PHASES))


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
        "trace": None if failure.trace is None else _trace_header(failure.trace),
    }


def _trace_header(trace: GuestTrace) -> Header:
    frames = [[frame.function, frame.offset] for frame in trace.frames]
    return {"frames": frames, "panic": trace.panic, "fault_address": trace.fault_address}


def _read_trace(value: object) -> GuestTrace | None:
    """Return where a guest was, as the child reports it, without places in the source. Raises FrameError."""
    if value is None:
        return None
    if type(value) is not dict:
        raise FrameError(f"expected a call stack, found {type(value).__name__}")
    frames = []
    for frame in items(value.get("frames"), FRAMES_MAX):
        function, offset = row(frame, 2)
        frames.append(StackFrame(text_or_none(function), number_or_none(offset, most=OFFSET_MAX)))
    address = number_or_none(value.get("fault_address"), most=FAULT_ADDRESS_MAX)
    return GuestTrace(tuple(frames), text_or_none(value.get("panic")), address)


def read_failure(value: object) -> CallFailure | None:
    """Return a failure that the child reports. Raises FrameError."""
    if value is None:
        return None
    if type(value) is not dict:
        raise FrameError(f"expected a failure, found {type(value).__name__}")
    return CallFailure(
        FailureKind(name_of(value.get("kind"), _FAILURE_KINDS)),
        text(value.get("reason")),
        text_or_none(value.get("cause")),
        number_or_none(value.get("exit_code"), least=EXIT_CODE_MIN, most=EXIT_CODE_MAX),
        read_phase(value),
        trace=_read_trace(value.get("trace")),
    )


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


def read_outcome(reply: Frame, activity: HostActivity, output_max_bytes: int) -> CallOutcome:
    """Return the outcome that a reply reports, with the activity that was reported before.

    Raises FrameError, also for an output above the maximum, or beside a failure.
    """
    header, output = reply.header, reply.payload
    size_bytes, wall_us = number(header.get("output_size_bytes")), number(header.get("wall_us"))
    pages = number_or_none(header.get("memory_pages"))
    failure = read_failure(header.get("failure"))
    if len(output) > output_max_bytes or (size_bytes != len(output) if failure is None else output):
        found = f"{len(output):,} of {size_bytes:,} bytes" + (" beside a failure" if failure is not None else "")
        raise FrameError(f"expected a whole output of at most {output_max_bytes:,} bytes, or none, found {found}")
    if "failure" not in header:
        return CallOutcome(output, None, size_bytes, wall_us, activity=activity, memory_pages=pages)
    return CallOutcome(
        output,
        failure,
        size_bytes,
        wall_us,
        number(header.get("compile_us")),
        number(header.get("instantiate_us")),
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


def read_times(header: Header, name: str, most: int) -> list[int]:
    """Return one of the two lists, of at most so many. Raises FrameError."""
    return [number(time_ns) for time_ns in items(header.get(name), most)]


def fuel_header(measured: FuelMeasured) -> Header:
    """Return what the search for the fuel of a call found."""
    return {"kind": "fuel", "used": measured.fuel_used, "why_not": measured.why_not}


def read_fuel(header: Header) -> FuelMeasured:
    """Return what the child found. Raises FrameError."""
    used = number_or_none(header.get("used"))
    return FuelMeasured(used, text(header.get("why_not")) if used is None else None)


# ---- activity -----------------------------------------------------------------------------------------------------


def activity_header(activity: HostActivity, clock: ClockSetting, random: RandomSetting) -> Header:
    """Return a part of a call's activity, and how far the guest's readings have moved the settings."""
    return {
        "kind": "activity",
        "logs": [[line.level, line.message] for line in activity.logs],
        "logs_dropped": activity.logs_dropped,
        "counters": activity.counters,
        "calls": [
            [call.function, call.arguments, call.result, call.error, call.injected, call.wall_us]
            for call in activity.calls
        ],
        "calls_dropped": activity.calls_dropped,
        "readings": [clock.frozen_unix_ms, random.position],
    }


def read_activity(header: Header) -> HostActivity:
    """Return a part of a call's activity. Raises FrameError."""
    counters = take(header, "counters", dict)
    if len(counters) > COUNTERS_MAX:
        raise FrameError(f"expected at most {COUNTERS_MAX:,} counters, found {len(counters):,}")
    return HostActivity(
        logs=tuple(_read_line(line) for line in items(header.get("logs"), LOG_LINES_MAX)),
        logs_dropped=number(header.get("logs_dropped")),
        counters={
            text(name, SHORT_MAX_CHARACTERS): number(addend, most=UNSIGNED_MAX) for name, addend in counters.items()
        },
        calls=tuple(_read_call(call) for call in items(header.get("calls"), CALLS_MAX)),
        calls_dropped=number(header.get("calls_dropped")),
    )


def _read_line(value: object) -> LogLine:
    level, message = row(value, 2)
    return LogLine(name_of(level, LEVELS), text(message))


def _read_call(value: object) -> HostCall:
    function, arguments, result, error, injected, wall_us = row(value, 6)
    return HostCall(
        name_of(function, HOST_FUNCTIONS),
        tuple(text(argument, SHORT_MAX_CHARACTERS) for argument in items(arguments, ARGUMENTS_MAX)),
        text_or_none(result, SHORT_MAX_CHARACTERS),
        text_or_none(error),
        text_or_none(injected),
        number_or_none(wall_us),
    )


def read_readings(header: Header) -> Readings:
    """Return how far a guest's readings have moved clock and random source. Raises FrameError."""
    frozen_unix_ms, position = row(header.get("readings"), 2)
    return number_or_none(frozen_unix_ms, least=-NUMBER_MAX), number(position)


def put_frame(key: str, value: bytes) -> Frame:
    """Return the message that a guest stored a value."""
    name = key.encode()
    return Frame({"kind": "put", "key_size_bytes": len(name)}, name + value)


def read_put(frame: Frame) -> tuple[str, bytes]:
    """Return key and value of what a guest stored. Raises FrameError."""
    size_bytes = number(frame.header.get("key_size_bytes"), most=len(frame.payload))
    try:
        return frame.payload[:size_bytes].decode(), frame.payload[size_bytes:]
    except UnicodeDecodeError as error:
        raise FrameError(f"expected a key in UTF-8, found: {error.reason}") from error


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
    clock, random = frame.header["clock"], frame.header["random"]
    return HostSnapshot(storage=storage, clock=ClockSetting(*clock), random=RandomSetting(*random))
