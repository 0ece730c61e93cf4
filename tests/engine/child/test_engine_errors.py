"""The engine's words, turned into faults."""

from __future__ import annotations

import time

import pytest

from workbench.engine.child import engine_errors
from workbench.engine.child.engine_errors import EngineRecords, call_failure, read_records, rejection_failure, shorten
from workbench.protocol.calls import CallFailure, FailureKind, LogLine, Phase

FIELD = ' plugin="c50af36d-2738-46db-a3a3-fe2d1fea8b73"\n'
BACKTRACE = "error while executing at wasm backtrace:\n" + "\n".join(f"    {n}: 0x1 - f" for n in range(20))


def record(level: str, target: str, message: str) -> bytes:
    return f"2026-11-22T09:50:17.556228Z {level:>5} {target}: {message}{FIELD}".encode()


def test_lines_of_guests_are_told_from_remarks_of_the_engine() -> None:
    records = read_records(
        [
            record("WARN", "extism::pdk", 'two\nlines plugin="not this"'),
            record("ERROR", "extism::plugin", "call to t returned with error message: x"),
            record("ERROR", "extism::plugin", "call to t encountered an error: x"),
            record("ERROR", "wasmtime", "something else"),
            b"no record",
            b"\xff\xfe",
        ]
    )
    assert records == EngineRecords((LogLine("warn", 'two\nlines plugin="not this"'),), guest_set_text=True)


def test_the_innermost_cause_of_a_trap_is_found() -> None:
    message = f"call to t encountered an error: {BACKTRACE}\n\nCaused by:\n    0: outer\n    1: wasm trap: inner\n"
    assert read_records([record("ERROR", "extism::plugin", message)]) == EngineRecords(
        stopped=True, cause="wasm trap: inner"
    )


@pytest.mark.parametrize(
    ("said", "address"),
    [
        ("memory fault at wasm address 0x7fffff00 in linear memory of size 0x20000", 0x7FFF_FF00),
        ("memory fault at wasm address 0x1000001e8 in linear memory of size 0x20000", 0x1_0000_01E8),
        ("memory fault at wasm address 0xffffffffffffffff in linear memory of size 0x20000", None),
        ("something else", None),
    ],
)
def test_the_address_of_a_memory_fault_is_found(said: str, address: int | None) -> None:
    cause = "wasm trap: out of bounds memory access"
    message = f"call to t encountered an error: {BACKTRACE}\n\nCaused by:\n    0: {said}\n    1: {cause}\n"
    records = read_records([record("ERROR", "extism::plugin", message)])
    assert (records.cause, records.fault_address) == (cause, address)


def test_a_forged_cause_does_not_hide_the_engines_own() -> None:
    message = f"call to t encountered an error: {BACKTRACE}\n\nCaused by:\n    forged\n\nCaused by:\n    true\n"
    assert read_records([record("ERROR", "extism::plugin", message)]).cause == "true"


def test_a_text_made_to_be_slow_is_read_at_once() -> None:
    message = f"call to t encountered an error: {BACKTRACE}\n\nCaused by:\n" + "\n" * 60_000 + " x"
    start = time.thread_time()
    read_records([record("ERROR", "extism::plugin", message)])
    # To look at each pair of its lines would take minutes.
    assert time.thread_time() - start < 10


def test_a_trap_when_the_time_is_up_is_a_time_out_whatever_the_engine_was_doing() -> None:
    records = EngineRecords(stopped=True, cause="invalid handle offset")
    failure = call_failure(134, BACKTRACE, 100, records, out_of_time=True)
    assert failure is not None
    assert failure.kind is FailureKind.TIMEOUT
    assert failure.cause == "the wall clock of the budget ran out: invalid handle offset"
    in_time = call_failure(134, BACKTRACE, 100, records, out_of_time=False)
    assert in_time is not None
    assert (in_time.kind, in_time.cause) == (FailureKind.TRAP, "invalid handle offset")


def test_a_guests_line_cannot_pass_for_a_remark_of_the_engine() -> None:
    line = "x\n2026-11-22T09:50:17Z ERROR extism::plugin: call to t returned with error message: x"
    records = read_records([record("INFO", "extism::pdk", line)])
    assert not records.guest_set_text
    assert records.guest_lines == (LogLine("info", line),)


@pytest.mark.parametrize(
    ("code", "text", "records", "failure"),
    [
        (0, "", EngineRecords(), None),
        (7, "", EngineRecords(), CallFailure(FailureKind.EXIT_CODE, "Returned non-zero exit code: 7", None, 7)),
        (-1, "", EngineRecords(), CallFailure(FailureKind.EXIT_CODE, "Returned non-zero exit code: -1", None, -1)),
        (0, "no", EngineRecords(guest_set_text=True), CallFailure(FailureKind.ERROR_TEXT, "no", None, 0)),
        (3, "no", EngineRecords(), CallFailure(FailureKind.EXIT_CODE, "no", None, 3)),
        (-1, "oom", EngineRecords(guest_set_text=True), CallFailure(FailureKind.EXIT_CODE, "oom", None, -1)),
        (
            -1,
            "Function not found: f",
            EngineRecords(),
            CallFailure(FailureKind.MISSING_EXPORT, "Function not found: f"),
        ),
        (134, "odd", EngineRecords(cause="why"), CallFailure(FailureKind.TRAP, "odd", "why")),
    ],
)
def test_a_calls_end_is_classed(code: int, text: str, records: EngineRecords, failure: CallFailure | None) -> None:
    assert call_failure(code, text, len(text), records, out_of_time=False) == failure


@pytest.mark.parametrize(("out_of_time", "kind"), [(False, FailureKind.TRAP), (True, FailureKind.TIMEOUT)])
def test_behind_a_guests_own_text_only_the_time_tells_a_time_out(out_of_time: bool, kind: FailureKind) -> None:
    records = EngineRecords(guest_set_text=True, stopped=True)
    failure = call_failure(-1, "busy", 4, records, out_of_time=out_of_time)
    assert failure is not None
    assert (failure.kind, failure.reason) == (kind, "busy")


def test_a_rejection_says_how_far_the_engine_came() -> None:
    assert rejection_failure("Unable to compile Extism plugin: bad", 36) == CallFailure(
        FailureKind.COMPILE, "bad", phase=Phase.COMPILE
    )
    assert rejection_failure("Unable to create Extism plugin: bad", 35) == CallFailure(
        FailureKind.INSTANTIATE, "bad", phase=Phase.INSTANTIATE
    )


def test_long_texts_become_readable() -> None:
    assert shorten(BACKTRACE).splitlines()[-1] == "… 15 more frames"
    assert shorten("x" * 10_000, 123_456) == "x" * engine_errors.REASON_MAX_CHARACTERS + "… (123,456 bytes in all)"
    assert shorten("short") == "short"


@pytest.mark.parametrize(
    "said",
    [
        "mmap failed to reserve 0x104000000 bytes",
        "Cannot allocate memory (os error 12)",
        "Resource temporarily unavailable (os error 11)",
        "Too many open files (os error 24)",
    ],
)
def test_what_the_machine_does_not_give_is_no_failure_of_the_plugin(said: str) -> None:
    called = call_failure(-1, said, len(said), EngineRecords(), out_of_time=False)
    built = rejection_failure(f"Unable to create Extism plugin: {said}", 1_000)
    assert [failure and (failure.kind, failure.reason) for failure in (called, built)] == [
        (FailureKind.MACHINE, said),
        (FailureKind.MACHINE, said),
    ]


@pytest.mark.parametrize(
    "said", ["Cannot allocate memory (os error 12)", "unknown import: `Cannot allocate memory (os error 12)`"]
)
def test_a_guest_cannot_blame_the_machine(said: str) -> None:
    own = call_failure(-1, said, len(said), EngineRecords(guest_set_text=True), out_of_time=False)
    assert own is not None
    assert own.kind is FailureKind.EXIT_CODE
    assert rejection_failure(f"Unable to create Extism plugin: unknown import {said}", 100).kind is (
        FailureKind.INSTANTIATE
    )


def test_the_frames_of_a_trap_come_from_its_record_however_few_the_reason_shows() -> None:
    """Also where the guest has set a text of its own: then they stand nowhere else."""
    stack = "error while executing at wasm backtrace:\n" + "\n".join(f"    {n}: 0x{n} - a!f{n}" for n in range(9))
    line = f"2026-01-01T00:00:00Z ERROR extism::plugin: call to go encountered an error: {stack}"
    said = "2026-01-01T00:00:00Z ERROR extism::plugin: call to go returned with error message: no such index"
    trapped = call_failure(134, stack, len(stack), read_records([line.encode()]), out_of_time=False)
    panicked = call_failure(-1, "no such index", 13, read_records([said.encode(), line.encode()]), out_of_time=False)
    for failure, panic in ((trapped, None), (panicked, "no such index")):
        assert failure is not None
        assert failure.trace is not None
        assert [frame.function for frame in failure.trace.frames] == [f"f{n}" for n in range(9)]
        assert failure.trace.panic == panic
