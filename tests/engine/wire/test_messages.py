"""Values to headers and back, and what the child may not say."""

from __future__ import annotations

import json

import pytest

from workbench.engine.wire import messages
from workbench.engine.wire.activity import (
    ARGUMENTS_MAX,
    CALLS_MAX,
    COUNTERS_MAX,
    LINE_MAX_CHARACTERS,
    LOG_LINES_MAX,
    REMARK_MAX_CHARACTERS,
)
from workbench.engine.wire.frames import Frame, FrameError, Header
from workbench.errors.stack_frame import GuestTrace, StackFrame
from workbench.protocol.budgets import SERVING, STRICT, Budget, Imports
from workbench.protocol.calls import CallFailure, CallOutcome, FailureKind, HostActivity, HostCall, LogLine, Phase
from workbench.protocol.host_functions import ClockSetting, HostSnapshot, RandomSetting


def sent(header: Header) -> Header:
    received: Header = json.loads(json.dumps(header))
    return received


@pytest.mark.parametrize("budget", [STRICT, SERVING, STRICT.with_imports(Imports.TRAP)])
def test_a_budget_arrives_as_it_was(budget: Budget) -> None:
    assert messages.read_budget(sent(messages.budget_header(budget))) == budget


@pytest.mark.parametrize("kind", FailureKind)
def test_an_outcome_that_failed_arrives_as_it_was(kind: FailureKind) -> None:
    activity = HostActivity(counters={"hits": 1})
    outcome = CallOutcome(
        failure=CallFailure(kind, "reason", "cause", -7, Phase.INSTANTIATE),
        output_size_bytes=6,
        wall_us=1,
        compile_us=2,
        instantiate_us=3,
        interrupted=True,
        activity=activity,
    )
    assert messages.read_outcome(Frame(sent(messages.reply_header(1, outcome))), activity, 10) == outcome


def test_a_call_stack_arrives_without_places_which_the_child_does_not_know() -> None:
    trace = GuestTrace((StackFrame("f", 9), StackFrame(None, None)), "no such index", 0x1_0000_01E8)
    failed = CallOutcome(failure=CallFailure(FailureKind.TRAP, "reason", trace=trace))
    assert messages.read_outcome(Frame(sent(messages.reply_header(1, failed))), HostActivity(), 10) == failed


def test_an_outcome_arrives_as_it_was() -> None:
    outcome = CallOutcome(b"output", None, 6, 1, 2, 3, memory_pages=4)
    assert (
        messages.read_outcome(Frame(sent(messages.reply_header(1, outcome)), b"output"), HostActivity(), 6) == outcome
    )


def test_activity_arrives_as_it_was() -> None:
    activity = HostActivity(
        logs=(LogLine("info", "line"),),
        logs_dropped=1,
        counters={"hits": 2**64 - 1},
        calls=(HostCall("cc_lb_log", ("a", "b"), None, "error"), HostCall("cc_lb_now_unix_ms", (), "result")),
        calls_dropped=2,
    )
    settings = ClockSetting(-5, 3), RandomSetting("seed", 9)
    header = sent(messages.activity_header(activity, *settings))
    assert messages.read_activity(header) == activity
    assert messages.read_readings(header) == (-5, 9)


def test_the_hosts_state_arrives_as_it_was() -> None:
    snapshot = HostSnapshot(
        storage={"one": {"a": b"\0", "b": b""}, "two": {"a": b"xyz"}}, clock=ClockSetting(1), random=RandomSetting("s")
    )
    frame = messages.host_frame(snapshot)
    assert messages.read_host(Frame(sent(frame.header), frame.payload)) == snapshot


BUSY = HostActivity(logs=(LogLine("info", "x"),), calls=(HostCall("cc_lb_storage_get", ("a",), "r"),))
ACTIVITY = messages.activity_header(BUSY, ClockSetting(), RandomSetting())
TRAP = CallFailure(FailureKind.TRAP, "reason")
REPLY = messages.reply_header(1, CallOutcome(failure=TRAP))


@pytest.mark.parametrize(
    "change",
    [
        {"logs": None},
        {"logs": [["info"]]},
        {"logs": [[1, "x"]]},
        {"logs_dropped": "many"},
        {"logs_dropped": True},
        {"logs_dropped": -1},
        {"logs_dropped": 2**63},
        {"logs_dropped": 1e300},
        {"logs": [["fatal", "x"]]},
        {"logs": [["info", "x", "y"]]},
        {"logs": [["info", "x" * (LINE_MAX_CHARACTERS + REMARK_MAX_CHARACTERS + 1)]]},
        {"logs": [["info", ""]] * (LOG_LINES_MAX + 1)},
        {"logs": ["info"]},
        {"counters": {"hits": -1}},
        {"counters": {"hits": 2**64}},
        {"counters": {"x" * 1_000: 1}},
        {"counters": {str(number): 1 for number in range(COUNTERS_MAX + 1)}},
        {"calls": [["cc_lb_log", [], None, None, None]] * (CALLS_MAX + 1)},
        {"calls": [["cc_lb_log", [""] * (ARGUMENTS_MAX + 1), None, None, None]]},
        {"calls": [["cc_lb_log", ["x" * 1_000], None, None, None]]},
        {"calls": [["system", [], None, None, None]]},
        {"calls": [["cc_lb_log", [], None, None]]},
        {"counters": [1]},
        {"counters": {"hits": "1"}},
        {"calls": [["cc_lb_log", "arguments", None, None, None]]},
        {"calls": [["cc_lb_log", [1], None, None, None]]},
        {"calls": ["f"]},
        {"calls": [["cc_lb_log", [], 1, None, None]]},
        {"readings": None},
        {"readings": ["now", 0]},
        {"readings": []},
        {"readings": [None, -1]},
        {"readings": [2**63, 0]},
    ],
)
def test_activity_of_another_form_is_an_error(change: Header) -> None:
    header = {**sent(ACTIVITY), **change}
    with pytest.raises(FrameError):
        messages.read_readings(header)
        messages.read_activity(header)


@pytest.mark.parametrize(
    "change",
    [
        {"wall_us": None},
        {"wall_us": -1},
        {"wall_us": 2**63},
        {"compile_us": -1},
        {"memory_pages": -1},
        {"output_size_bytes": 10**300},
        {"failure": None, "output_size_bytes": 5},
        {"wall_us": 1.5},
        {"interrupted": 1},
        {"failure": "trap"},
        {"failure": {"kind": "luck", "reason": "x", "phase": "call"}},
        {"failure": {"kind": "trap", "phase": "call"}},
        {"failure": {"kind": "trap", "reason": "x", "phase": "lunch"}},
        {"failure": {"kind": "trap", "reason": "x", "phase": "call", "exit_code": "5"}},
        {"failure": {"kind": "trap", "reason": "x", "phase": "call", "exit_code": 2**40}},
        {"failure": {"kind": "trap", "reason": "x" * 100_000, "phase": "call"}},
        {"failure": {"kind": "trap", "reason": "x", "phase": "call", "trace": []}},
        {"failure": {"kind": "trap", "reason": "x", "phase": "call", "trace": {"frames": [["f"]]}}},
        {"failure": {"kind": "trap", "reason": "x", "phase": "call", "trace": {"frames": [["f", -1]]}}},
        {"failure": {"kind": "trap", "reason": "x", "phase": "call", "trace": {"frames": [["f", 1]] * 100}}},
    ],
)
def test_a_reply_of_another_form_is_an_error(change: Header) -> None:
    with pytest.raises(FrameError):
        messages.read_outcome(Frame({**sent(REPLY), **change}), HostActivity(), 10)


def test_a_reply_of_the_expected_form_is_read() -> None:
    assert messages.read_outcome(Frame(sent(REPLY)), HostActivity(), 10).failure == TRAP


@pytest.mark.parametrize("failure", [None, TRAP])
def test_an_output_above_the_maximum_or_beside_a_failure_is_an_error(failure: CallFailure | None) -> None:
    outcome = CallOutcome(b"12345", failure, 5)
    with pytest.raises(FrameError, match="expected a whole output of at most"):
        messages.read_outcome(Frame(sent(messages.reply_header(1, outcome)), b"12345"), HostActivity(), 4)
    if failure is not None:
        with pytest.raises(FrameError, match="beside a failure"):
            messages.read_outcome(Frame(sent(messages.reply_header(1, outcome)), b"12345"), HostActivity(), 5)


def test_what_a_guest_stores_arrives_as_it_was() -> None:
    assert messages.read_put(messages.put_frame("schl\u00fcssel", b"\0value")) == ("schl\u00fcssel", b"\0value")


@pytest.mark.parametrize("size_bytes", [None, -1, 4, 2, True])
def test_a_key_that_is_none_is_an_error(size_bytes: object) -> None:
    with pytest.raises(FrameError):
        # Two bytes are half of a character.
        messages.read_put(Frame({"kind": "put", "key_size_bytes": size_bytes}, "k\u00fc".encode()))
