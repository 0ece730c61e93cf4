"""What the engine says of a failed call, turned into a failure: return code, error text and log records.

Owns: the engine's wordings. Must not know: pointers, processes, what the layers make of a failure.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from workbench.errors.stack_frame import GuestTrace, StackFrame
from workbench.protocol.backtrace import BACKTRACE, frames_of
from workbench.protocol.calls import CallFailure, FailureKind, LogLine, Phase

REASON_MAX_CHARACTERS: Final = 4_096
"""How much of a text a failure carries."""
BACKTRACE_FRAMES_MAX: Final = 5
"""How many frames of the guest's call stack a reason keeps."""
CODE_OF_ENGINE: Final = -1
CODE_OF_TRAP: Final = 134

_COMPILE_PREFIX: Final = "Unable to compile Extism plugin: "
_CREATE_PREFIX: Final = "Unable to create Extism plugin: "
_ENGINE_FAILURES: Final = {
    "timeout": FailureKind.TIMEOUT,
    "plugin ran out of fuel": FailureKind.FUEL,
    "oom": FailureKind.MEMORY,
}
_ENGINE_CAUSES: Final = {
    FailureKind.FUEL: "the fuel of the budget is used up",
    FailureKind.MEMORY: "a linear memory was to grow above its limit",
    FailureKind.TIMEOUT: "the wall clock of the budget ran out",
}
_MACHINE: Final = re.compile(
    r"\A(mmap failed to (reserve|allocate) 0x[0-9a-f]+ bytes|"
    r"Cannot allocate memory \(os error 12\)|Resource temporarily unavailable \(os error 11\)|"
    r"Too many open files( in system)? \(os error 2[34]\))\Z"
)
"""What the engine says, and nothing else, when the machine does not give what it asks for."""
_RECORD: Final = re.compile(r"\A\S+\s+(TRACE|DEBUG|INFO|WARN|ERROR) (\S+?): (.*)\Z", re.DOTALL)
_PLUGIN_FIELD: Final = re.compile(r' plugin="[0-9a-f-]{36}"\n?\Z')
_GUEST_TEXT: Final = re.compile(r"\Acall to .*? returned with error message: ", re.DOTALL)
_ENCOUNTERED: Final = re.compile(r"\Acall to .*? encountered an error: (.*)\Z", re.DOTALL)
_CAUSED_BY: Final = "\n\nCaused by:\n"
_MEMORY_FAULT: Final = re.compile(r"\Amemory fault at wasm address 0x([0-9a-f]{1,9}) in linear memory of size ")
_NUMBERING: Final = re.compile(r"\A\d+: ")


@dataclass(frozen=True, slots=True)
class EngineRecords:
    """What the engine's log held after one call."""

    guest_lines: tuple[LogLine, ...] = ()
    guest_set_text: bool = False
    """The guest set an error text of its own."""
    stopped: bool = False
    """The guest did not return: it was stopped by a trap, the clock or a host function."""
    cause: str | None = None
    """`wasm trap: integer divide by zero`; None when the log names none."""
    frames: tuple[StackFrame, ...] = ()
    """The guest's call stack when it was stopped."""
    fault_address: int | None = None
    """Where in its memory an access failed; None: none did, or the log does not say."""


NO_RECORDS: Final = EngineRecords()


def read_records(records: Sequence[bytes]) -> EngineRecords:
    """Sort the records of one call into guests' lines and the engine's own remarks."""
    lines: list[LogLine] = []
    guest_set_text = stopped = False
    cause, address, frames = None, None, tuple[StackFrame, ...]()
    for record in records:
        found = _RECORD.match(_PLUGIN_FIELD.sub("", record.decode(errors="replace")))
        if found is None:
            continue
        level, target, message = found.groups()
        if target == "extism::pdk":
            lines.append(LogLine(level.lower(), message))
        elif _GUEST_TEXT.match(message):
            guest_set_text = True
        elif (error := _ENCOUNTERED.match(message)) and error[1].startswith(BACKTRACE):
            stopped = True
            causes = _causes(error[1])
            cause, frames = shorten(causes[-1]) if causes else None, frames_of(error[1])
            address = _fault_address(causes)
    if guest_set_text:
        cause = address = None
    return EngineRecords(tuple(lines), guest_set_text, stopped, cause, frames, address)


def _causes(text: str) -> list[str]:
    """Return what the engine names as causes, the innermost last."""
    # The last one is the engine's: what stands before it may hold names that the guest chose.
    _, found, tail = text.rpartition(_CAUSED_BY)
    lines = tail.partition("\n\n")[0].splitlines() if found else ()
    return [_NUMBERING.sub("", line.strip()) for line in lines if line.strip()]


def _fault_address(causes: Sequence[str]) -> int | None:
    found = _MEMORY_FAULT.match(causes[-2]) if len(causes) > 1 else None
    return None if found is None else int(found[1], 16)


def call_failure(
    code: int, text: str, size_bytes: int, records: EngineRecords, *, out_of_time: bool
) -> CallFailure | None:
    """Return why a call failed, or None when it did not.

    `code` is the engine's return code, `text` its error text (empty when none is set) of `size_bytes` bytes.
    `out_of_time` says that the call took as long as its budget allows: the only trace that a time-out leaves when the
    guest has set a text of its own, or was in a function of the engine.
    """
    if not text:
        return CallFailure(FailureKind.EXIT_CODE, f"Returned non-zero exit code: {code}", None, code) if code else None
    reason = shorten(text, size_bytes)
    if records.guest_set_text:
        if records.stopped:
            failure = FailureKind.TIMEOUT if out_of_time else FailureKind.TRAP
            cause = _ENGINE_CAUSES.get(failure, "a trap; the engine keeps only the guest's own text of it")
            return CallFailure(failure, reason, cause, trace=_trace(records, panic=reason))
        failure = FailureKind.EXIT_CODE if code else FailureKind.ERROR_TEXT
        return CallFailure(failure, reason, None, code)
    if code not in (CODE_OF_ENGINE, CODE_OF_TRAP):
        return CallFailure(FailureKind.EXIT_CODE if code else FailureKind.ERROR_TEXT, reason, None, code)
    if text in _ENGINE_FAILURES:
        failure = _ENGINE_FAILURES[text]
        return CallFailure(failure, reason, _ENGINE_CAUSES[failure])
    if _MACHINE.match(text) or text.startswith("Function not found: "):
        return CallFailure(FailureKind.MACHINE if _MACHINE.match(text) else FailureKind.MISSING_EXPORT, reason)
    if out_of_time:
        # What the engine calls while its time runs out fails with a text of its own.
        cause = _ENGINE_CAUSES[FailureKind.TIMEOUT]
        cause = f"{cause}: {records.cause}" if records.cause else cause
        return CallFailure(FailureKind.TIMEOUT, reason, cause, trace=_trace(records))
    return CallFailure(FailureKind.TRAP, reason, records.cause, trace=_trace(records))


def _trace(records: EngineRecords, panic: str | None = None) -> GuestTrace | None:
    """Return where the guest was; None: the engine does not say."""
    return GuestTrace(records.frames, panic, records.fault_address) if records.frames else None


def rejection_failure(text: str, size_bytes: int) -> CallFailure:
    """Return why the engine rejected a module (COMPILE) or an instance of it (INSTANTIATE), or could not (MACHINE)."""
    phase = Phase.COMPILE if text.startswith(_COMPILE_PREFIX) else Phase.INSTANTIATE
    if _MACHINE.match(said := text.removeprefix(_COMPILE_PREFIX).removeprefix(_CREATE_PREFIX)):
        return CallFailure(FailureKind.MACHINE, said, phase=phase)
    if phase is Phase.COMPILE:
        reason = shorten(text.removeprefix(_COMPILE_PREFIX), size_bytes)
        return CallFailure(FailureKind.COMPILE, reason, phase=Phase.COMPILE)
    reason = shorten(said, size_bytes)
    frames = frames_of(said)
    trace = GuestTrace(frames) if frames else None
    return CallFailure(FailureKind.INSTANTIATE, reason, phase=Phase.INSTANTIATE, trace=trace)


def internal_error(error: Exception, where: str) -> CallFailure:
    """Return the failure of a call in which our own code failed: its class and its place.

    Never its text, which may quote what the guest was given.
    """
    innermost = error.__traceback__
    while innermost is not None and innermost.tb_next is not None:
        innermost = innermost.tb_next
    place = ""
    if innermost is not None:
        place = f", {innermost.tb_frame.f_code.co_filename.rpartition('/')[2]} line {innermost.tb_lineno}"
    return CallFailure(FailureKind.INTERNAL_ERROR, type(error).__name__, f"{where}{place}")


def shorten(text: str, size_bytes: int | None = None) -> str:
    """Return a text at a readable length: few frames of a backtrace, few thousand characters.

    `size_bytes` is the size of the whole text where `text` is only its start.
    """
    if text.startswith(BACKTRACE):
        lines = text.split("\n")
        if len(lines) > BACKTRACE_FRAMES_MAX + 1:
            left_out = len(lines) - BACKTRACE_FRAMES_MAX - 1
            text = "\n".join([*lines[: BACKTRACE_FRAMES_MAX + 1], f"… {left_out} more frames"])
    whole = max(size_bytes or 0, len(text.encode(errors="replace")))
    if len(text) > REASON_MAX_CHARACTERS:
        return f"{text[:REASON_MAX_CHARACTERS]}… ({whole:,} bytes in all)"
    return text
