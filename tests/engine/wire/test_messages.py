"""Values to headers and back, and what the child may not say."""

from __future__ import annotations

import json

import pytest

from workbench.engine.wire import messages
from workbench.engine.wire.frames import Frame, FrameError, Header
from workbench.protocol.budgets import SERVING, STRICT, Budget, Imports
from workbench.protocol.calls import CallFailure, CallOutcome, FailureKind, HostActivity, HostCall, LogLine, Phase
from workbench.protocol.host_functions import ClockSetting, HostSnapshot, RandomSetting


def sent(header: Header) -> Header:
    received: Header = json.loads(json.dumps(header))
    return received


@pytest.mark.parametrize("budget", [STRICT, SERVING, STRICT.with_imports(Imports.TRAP)])
def test_a_budget_arrives_as_it_was(budget: Budget) -> None:
    assert messages.read_budget(sent(messages.budget_header(budget))) == budget


@pytest.mark.parametrize("failure", FailureKind)
def test_an_outcome_arrives_as_it_was(failure: FailureKind) -> None:
    activity = HostActivity(counters={"hits": 1})
    outcome = CallOutcome(
        failure=CallFailure(failure, "reason", "cause", 7, Phase.INSTANTIATE),
        output=b"output",
        output_size_bytes=6,
        wall_us=1,
        compile_us=2,
        instantiate_us=3,
        interrupted=True,
        activity=activity,
    )
    assert messages.read_outcome(Frame(sent(messages.reply_header(1, outcome)), b"output"), activity) == outcome


def test_activity_arrives_as_it_was() -> None:
    activity = HostActivity(
        logs=(LogLine("info", "line"),),
        logs_dropped=1,
        counters={"hits": 2**64 + 1},
        calls=(HostCall("f", ("a", "b"), None, "error"), HostCall("g", (), "result")),
        calls_dropped=2,
    )
    settings = ClockSetting(-5, 3), RandomSetting("seed", 9)
    header = sent(messages.activity_header("echo", activity, *settings))
    assert messages.read_activity(header) == activity
    assert messages.read_settings(header) == settings


def test_the_hosts_state_arrives_as_it_was() -> None:
    snapshot = HostSnapshot(
        storage={"one": {"a": b"\0", "b": b""}, "two": {"a": b"xyz"}}, clock=ClockSetting(1), random=RandomSetting("s")
    )
    frame = messages.host_frame(snapshot)
    assert messages.read_host(Frame(sent(frame.header), frame.payload)) == snapshot


BUSY = HostActivity(logs=(LogLine("info", "x"),), calls=(HostCall("f", ("a",), "r"),))
ACTIVITY = messages.activity_header("echo", BUSY, ClockSetting(), RandomSetting())
REPLY = messages.reply_header(1, CallOutcome(failure=CallFailure(FailureKind.TRAP, "reason")))


@pytest.mark.parametrize(
    "change",
    [
        {"logs": None},
        {"logs": [["info"]]},
        {"logs": [[1, "x"]]},
        {"logs_dropped": "many"},
        {"logs_dropped": True},
        {"counters": [1]},
        {"counters": {"hits": "1"}},
        {"calls": [["f", "arguments", None, None]]},
        {"calls": [["f", [1], None, None]]},
        {"calls": ["f"]},
        {"calls": [["f", [], 1, None]]},
        {"clock": None},
        {"clock": ["now", 0]},
        {"clock": []},
        {"random": [1, 0]},
    ],
)
def test_activity_of_another_form_is_an_error(change: Header) -> None:
    header = {**sent(ACTIVITY), **change}
    with pytest.raises(FrameError):
        messages.read_settings(header)
        messages.read_activity(header)


@pytest.mark.parametrize(
    "change",
    [
        {"wall_us": None},
        {"wall_us": 1.5},
        {"interrupted": 1},
        {"failure": "trap"},
        {"failure": {"failure": "luck", "reason": "x", "phase": "call"}},
        {"failure": {"failure": "trap", "phase": "call"}},
        {"failure": {"failure": "trap", "reason": "x", "phase": "lunch"}},
        {"failure": {"failure": "trap", "reason": "x", "phase": "call", "exit_code": "5"}},
    ],
)
def test_a_reply_of_another_form_is_an_error(change: Header) -> None:
    with pytest.raises(FrameError):
        messages.read_outcome(Frame({**sent(REPLY), **change}), HostActivity())
