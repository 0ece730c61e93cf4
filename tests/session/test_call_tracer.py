"""What crossed the border is shown in its order."""

from __future__ import annotations

import pytest

from tests.fakes import answered
from tests.loops import BROKEN, FUNCTION, ONE, Loop
from workbench.protocol.calls import HostActivity, HostCall
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
