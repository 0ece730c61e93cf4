"""Faults on purpose are set by a person, strike dispatches until they are cleared, and never a verdict."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from tests.fakes import accept_of, answered, failed
from tests.loops import FUNCTION, FUNCTIONS, ONE, PAYLOAD, TWO, Loop
from workbench.errors.operator import FaultUnknown
from workbench.protocol.budgets import Budget
from workbench.protocol.calls import CallFailure, CallOutcome, FailureKind, HostActivity, HostCall
from workbench.protocol.dispatch import Stage
from workbench.session.values.state import LoopPhase

CAPABILITY = "fs:read"


@pytest.fixture
def loop() -> Loop:
    made = Loop(capabilities=frozenset({CAPABILITY}))
    made.load(ONE)
    return made


def built_under(loop: Loop) -> list[Budget]:
    return [one.budget for one in loop.engine.asked("open") if one.budget is not None]


def test_a_fault_strikes_living_and_fresh_instances_until_it_is_cleared(loop: Loop) -> None:
    loop.send()
    loop.session.faults.put(" storage_put=fail ")
    loop.session.faults.put("fuel=1000")
    loop.send()
    loop.send()
    loop.session.dispatch(FUNCTION, PAYLOAD, fresh=True)
    first, *faulty = built_under(loop)
    assert len(faulty) == 2, "one long-lived instance for both, and a fresh one"
    assert all((one.fuel, [fault.spec for fault in one.host_faults]) == (1000, ["storage_put=fail"]) for one in faulty)
    loop.session.faults.clear()
    loop.send()
    assert built_under(loop)[-1] == first


def test_what_is_set_and_what_was_triggered_stands_in_the_record(loop: Loop) -> None:
    call = HostCall("cc_lb_storage_put", (), None, "fails on purpose", "storage_put=fail")
    loop.engine.answers_of[ONE] = {
        FUNCTION: failed(FailureKind.HOST_FUNCTION, "fails", activity=HostActivity(calls=(call,)))
    }
    loop.session.faults.put("storage_put=fail")
    loop.session.faults.put("quota=0")
    record = loop.send()
    assert (record.faults.specs, record.triggered) == (("storage_put=fail", "quota=0"), ("storage_put=fail",))
    loop.session.faults.drop("storage_put=fail")
    assert loop.state.settings.faults.specs == ("quota=0",)


def test_answers_are_compared_with_those_of_the_same_faults(loop: Loop) -> None:
    loop.send()
    loop.session.faults.put("fuel=1000")
    loop.load(TWO)
    assert loop.state.last is not None
    assert (loop.state.last.generation, loop.state.previous) == (2, None)
    loop.session.faults.clear()
    loop.send()
    assert loop.state.previous is not None
    assert loop.state.previous.generation == 1


def test_the_history_says_what_was_set_and_what_was_triggered(loop: Loop) -> None:
    loop.engine.answers_of[ONE] = {FUNCTION: failed(FailureKind.FUEL, "plugin ran out of fuel")}
    for spec in ("fuel=7", "log=fail"):
        loop.session.faults.put(spec)
    loop.send()
    loop.session.faults.clear()
    entry = loop.session.history.entry(1)
    assert entry is not None
    assert entry.conditions is not None
    assert (entry.conditions.faults.specs, entry.triggered) == (("log=fail", "fuel=7"), ("fuel=7",))
    loop.session.history.mark(1)
    loop.session.replay.matrix([1])
    assert loop.state.matrix is not None
    assert "faults" in loop.state.matrix.not_comparable[1]


def test_other_settings_leave_the_faults_alone(loop: Loop) -> None:
    seen = loop.state.settings
    loop.session.faults.put("fuel=7")
    loop.session.reconfigure(replace(seen, redispatch=False))
    assert (loop.state.settings.redispatch, loop.state.settings.faults.specs) == (False, ("fuel=7",))


def test_a_changed_fault_takes_the_place_of_the_previous(loop: Loop) -> None:
    loop.session.faults.put("log=slow:10")
    loop.session.faults.put("any=slow:20", instead="log=slow:10")
    assert loop.state.settings.faults.specs == ("any=slow:20",)


def test_a_wrong_text_is_refused_and_changes_nothing(loop: Loop) -> None:
    loop.session.faults.put("log=fail")
    with pytest.raises(FaultUnknown, match="did you mean 'log=slow:20'"):
        loop.session.faults.put("log=slwo:20", instead="log=fail")
    assert loop.state.settings.faults.specs == ("log=fail",)


def test_setting_a_fault_loads_nothing_and_a_reload_is_judged_without_it(loop: Loop) -> None:
    loop.session.faults.put("fuel=7")
    loop.session.faults.put(f"capability:{CAPABILITY}")
    assert loop.numbers() == [1]
    loop.load(TWO)
    assert (loop.numbers(), loop.phase()) == ([1, 2], LoopPhase.READY)
    offers = [json.loads(one.payload) for one in loop.engine.asked("fresh") if one.export == "cc_lb_handshake"]
    assert [offer["host_capabilities"] for offer in offers] == [[CAPABILITY], [CAPABILITY]]
    loop.send()
    assert built_under(loop)[-1].fuel == 7


def test_a_withdrawn_capability_is_negotiated_at_the_next_dispatch_once(loop: Loop) -> None:
    def handshake(payload: bytes) -> CallOutcome:
        if CAPABILITY in json.loads(payload)["host_capabilities"]:
            return answered(accept_of(FUNCTIONS, required_capabilities=[CAPABILITY]))
        return answered(accept_of({}))

    loop.engine.answers["cc_lb_handshake"] = handshake
    loop.session.faults.put(f"capability:{CAPABILITY}")
    outcomes = [loop.send().outcome for _ in range(2)]
    assert [one.stage for one in outcomes] == [Stage.VERSION_LOOKUP] * 2
    assert len([one for one in loop.engine.asked("fresh") if one.export == "cc_lb_handshake"]) == 2
    assert loop.phase() is LoopPhase.READY
    loop.session.faults.clear()
    assert loop.send().outcome.ok


def test_a_plugin_that_refuses_without_the_capability_says_so_at_the_lookup(loop: Loop) -> None:
    refusal = f"required capability '{CAPABILITY}' not available in host capabilities"
    loop.engine.answers["cc_lb_handshake"] = failed(FailureKind.EXIT_CODE, refusal)
    loop.session.faults.put(f"capability:{CAPABILITY}")
    record = loop.send()
    assert record.outcome.stage is Stage.VERSION_LOOKUP
    assert record.triggered == (f"capability:{CAPABILITY}",)
    assert loop.state.newest is not None
    assert loop.state.newest.is_good, "the verdict stands"


def test_an_instance_that_a_fault_keeps_from_being_built_is_no_verdict(loop: Loop) -> None:
    loop.session.faults.put("pages=1")
    loop.engine.refusal = CallFailure(FailureKind.INSTANTIATE, "memory minimum size of 2 pages exceeds memory limits")
    assert loop.send().outcome.stage is Stage.PLUGIN_CALL
    assert loop.phase() is LoopPhase.READY
    loop.engine.refusal = None
    loop.session.faults.clear()
    assert loop.send().outcome.ok
