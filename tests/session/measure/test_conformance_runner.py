"""Conformance cases beside the session: of the newest build, on an engine of their own, never of a failed one."""

from __future__ import annotations

import pytest

from tests.builders import plugin_module
from tests.fakes import SELF_CHECK_PASSED, FakeClock, FakeEngine, accept_of, answered
from workbench.engine.client.host_state_store import HostStateStore
from workbench.errors.operator import EngineUnavailable
from workbench.session.session import Session
from workbench.session.values.settings import Settings
from workbench.session.values.state import SessionState

MODULE = plugin_module(exports=["normalize_error"])
ANSWERS = {
    "cc_lb_handshake": answered(accept_of({"normalize_error": 1})),
    "cc_lb_self_check": answered(SELF_CHECK_PASSED),
    "normalize_error": answered({"_v": 1, "body_base64": None}),
}


class Loop:
    """A session whose cases run on scripted engines."""

    def __init__(self) -> None:
        self.states: list[SessionState] = []
        self.engines: list[FakeEngine] = []
        self.unavailable: EngineUnavailable | None = None
        self.session = Session(
            FakeEngine(ANSWERS),
            Settings(),
            clock=FakeClock(),
            on_change=self.states.append,
            host=HostStateStore(),
            conformance_engine=self.make,
        )

    def make(self) -> FakeEngine:
        engine = FakeEngine(ANSWERS)
        engine.unavailable = self.unavailable
        self.engines.append(engine)
        return engine


@pytest.fixture
def loop() -> Loop:
    loop = Loop()
    loop.session.load("p.wasm", MODULE)
    return loop


def test_the_cases_of_the_newest_build_run_on_an_engine_that_ends_with_them(loop: Loop) -> None:
    loop.session.conformance.run(1)
    found = loop.session.state.conformance
    assert found is not None
    assert found.report is not None
    assert (found.generation, found.report.passed, found.is_running) == (1, True, False)
    assert any(state.conformance is not None and state.conformance.is_running for state in loop.states)
    assert {one.function for one in found.report.results} == {"normalize_error"}
    assert all(one.payload for one in found.report.results)
    loop.session.load("p.wasm", MODULE, forced=True)
    loop.session.conformance.run(2)
    assert len(loop.engines) == 2
    assert all(engine.asked("shutdown") for engine in loop.engines)


def test_an_older_build_and_one_that_failed_a_layer_have_no_cases(loop: Loop) -> None:
    loop.session.load("p.wasm", MODULE[:-1])
    for number in (1, 2, 9):
        loop.session.conformance.run(number)
    assert loop.session.state.conformance is None
    assert not loop.engines


def test_an_engine_that_cannot_run_is_told(loop: Loop) -> None:
    loop.unavailable = EngineUnavailable("no child")
    loop.session.conformance.run(1)
    found = loop.session.state.conformance
    assert found is not None
    assert isinstance(found.error, EngineUnavailable)
