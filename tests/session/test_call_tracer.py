"""What crossed the border is shown in its order."""

from __future__ import annotations

from typing import Any, cast

import pytest

from tests.fakes import answered
from tests.loops import BROKEN, FUNCTION, ONE, Loop
from workbench.protocol.calls import CallOutcome, HostActivity, HostCall
from workbench.protocol.layers import Layer
from workbench.session import call_tracer
from workbench.session.call_tracer import CallTracer
from workbench.session.values.trace import Direction


@pytest.fixture
def loop() -> Loop:
    return Loop()


def test_the_trace_holds_what_crossed_the_border_in_order(loop: Loop) -> None:
    activity = HostActivity(calls=(HostCall("cc_lb_log", ("info", "hello"), None),))
    loop.engine.answers_of[ONE] = {FUNCTION: answered({"_v": 1, "body_base64": None}, wall_us=7, activity=activity)}
    loop.load(ONE)
    loop.send()
    trace = loop.state.trace
    assert [(one.direction, one.name) for one in trace] == [
        (Direction.TO_PLUGIN, "cc_lb_handshake"),
        (Direction.FROM_PLUGIN, "cc_lb_handshake"),
        (Direction.TO_PLUGIN, "cc_lb_self_check"),
        (Direction.FROM_PLUGIN, "cc_lb_self_check"),
        (Direction.TO_PLUGIN, FUNCTION),
        (Direction.TO_HOST, "cc_lb_log"),
        (Direction.FROM_PLUGIN, FUNCTION),
    ]
    assert [one.number for one in trace] == list(range(1, 8))
    assert (trace[5].head, trace[6].outcome, trace[6].wall_us, trace[6].generation) == (b"(info, hello)", "ok", 7, 1)
    assert trace[4].size_bytes == len(trace[4].head) > 0


def test_the_trace_names_failures(loop: Loop) -> None:
    loop.load(BROKEN)
    assert not loop.state.trace
    del loop.engine.answers["cc_lb_handshake"]
    loop.load(ONE)
    assert [one.outcome for one in loop.state.trace] == ["", "missing_export"]
    assert b"Function not found" in loop.state.trace[-1].head


def test_what_a_host_function_was_asked_gave_and_took_stands_within_its_call(loop: Loop) -> None:
    call = HostCall("cc_lb_storage_get", ("key",), "value", wall_us=9)
    activity = HostActivity(calls=(call,), calls_dropped=3)
    loop.engine.answers_of[ONE] = {FUNCTION: answered({"_v": 1, "body_base64": None}, activity=activity)}
    loop.load(ONE)
    loop.send()
    asked, answer = loop.state.trace[-2:]
    assert (asked.host_call, asked.export, asked.wall_us, asked.layer) == (call, FUNCTION, 9, Layer.DISPATCH)
    assert (answer.left_out, answer.host_call) == (3, None)
    assert [one.layer for one in loop.state.trace[:4:2]] == [Layer.HANDSHAKE, Layer.SELF_CHECK]


class Answering:
    """An engine that answers each call with so many bytes."""

    def __init__(self, size_bytes: int) -> None:
        self.outcome = CallOutcome(b"x" * size_bytes, output_size_bytes=size_bytes)

    def call(self, *_: object, **__: object) -> CallOutcome:
        return self.outcome

    def close(self, instance: int) -> None: ...


def test_the_trace_keeps_within_its_bounds_and_drops_the_oldest(monkeypatch: pytest.MonkeyPatch) -> None:
    tracer = CallTracer(cast(Any, Answering(100)), lambda: 0.0)
    monkeypatch.setattr(call_tracer, "MESSAGES_MAX", 6)
    for _ in range(5):
        tracer.call(1, "shape", b"{}", output_max_bytes=1_000)
    assert [one.number for one in tracer.messages()] == [5, 6, 7, 8, 9, 10]
    monkeypatch.setattr(call_tracer, "HEADS_MAX_BYTES", 250)
    tracer.call(1, "shape", b"{}", output_max_bytes=1_000)
    assert [one.number for one in tracer.messages()] == [9, 10, 11, 12]
    assert sum(len(one.head) for one in tracer.messages()) <= 250
