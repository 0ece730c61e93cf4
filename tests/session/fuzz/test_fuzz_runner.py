"""Fuzzing beside the session: told step by step, stopped, and on an engine of its own."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.builders import plugin_module
from tests.fakes import SELF_CHECK_PASSED, FakeClock, FakeEngine, accept_of, answered
from workbench.engine.client.host_state_store import HostStateStore
from workbench.errors.operator import EngineUnavailable
from workbench.protocol.calls import CallOutcome
from workbench.session.ports import HostStatePort
from workbench.session.session import Session
from workbench.session.values.fuzz_report import FuzzRequest, FuzzState
from workbench.session.values.settings import Settings
from workbench.session.values.state import SessionState

REQUEST = FuzzRequest(("normalize_error",), "7", 40)
ANSWERS = {
    "cc_lb_handshake": answered(accept_of({"normalize_error": 1})),
    "cc_lb_self_check": answered(SELF_CHECK_PASSED),
    "normalize_error": answered({"_v": 1, "body_base64": None}),
}


class Loop:
    """A session whose payloads go to scripted engines, and every state it published."""

    def __init__(self) -> None:
        self.engine = FakeEngine(ANSWERS)
        self.engines: list[FakeEngine] = []
        self.states: list[SessionState] = []
        self.unavailable: EngineUnavailable | None = None
        self.on_answer: Callable[[], None] = lambda: None
        self.session = Session(
            self.engine,
            Settings(),
            clock=FakeClock(),
            on_change=self.states.append,
            host=HostStateStore(),
            fuzz_engine=self.make,
        )

    def make(self) -> tuple[FakeEngine, HostStatePort]:
        def answer(_payload: bytes) -> CallOutcome:
            self.on_answer()
            return ANSWERS["normalize_error"]

        engine = FakeEngine({**ANSWERS, "normalize_error": answer})
        engine.unavailable = self.unavailable
        self.engines.append(engine)
        return engine, HostStateStore()

    @property
    def fuzz(self) -> FuzzState:
        assert self.session.state.fuzz is not None
        return self.session.state.fuzz


@pytest.fixture
def loop() -> Loop:
    loop = Loop()
    loop.session.load("p.wasm", plugin_module(exports=["normalize_error"]))
    return loop


def test_payloads_go_to_the_build_that_answers_on_an_engine_that_ends_with_the_run(loop: Loop) -> None:
    calls = len(loop.engine.log)
    loop.session.fuzz.run(REQUEST)
    assert loop.fuzz.report is not None
    assert (loop.fuzz.generation, loop.fuzz.report.passed, loop.fuzz.step) == (1, True, None)
    assert len(loop.engine.log) == calls
    assert loop.engines[0].asked("shutdown")


def test_the_states_in_between_say_how_far_it_is(loop: Loop) -> None:
    loop.session.fuzz.run(REQUEST)
    steps = [state.fuzz.step for state in loop.states if state.fuzz is not None and state.fuzz.step is not None]
    assert (steps[0].function, steps[0].sent, steps[0].runs) == ("normalize_error", 0, 40)


def test_a_run_that_is_cancelled_keeps_what_it_has(loop: Loop) -> None:
    loop.on_answer = loop.session.fuzz.cancel
    loop.session.fuzz.run(FuzzRequest(("normalize_error",), "7", 5_000))
    assert loop.fuzz.report is not None
    assert loop.fuzz.report.functions[0].ended_early == "it was cancelled"
    assert loop.fuzz.report.functions[0].runs < 5_000


def test_an_engine_that_cannot_run_and_a_wrong_pointer_are_told(loop: Loop) -> None:
    loop.session.fuzz.run(FuzzRequest(("normalize_error",), "7", 40, pointer="/nope"))
    assert loop.fuzz.error is not None
    assert loop.fuzz.error.kind == "SettingInvalid"
    loop.unavailable = EngineUnavailable("no child")
    loop.session.fuzz.run(REQUEST)
    assert isinstance(loop.fuzz.error, EngineUnavailable)


def test_without_a_build_nothing_is_sent() -> None:
    loop = Loop()
    loop.session.fuzz.run(REQUEST)
    assert loop.session.state.fuzz is None
