"""Hidden state is looked for beside the session: with the payload that is given, on an engine that ends with it."""

from __future__ import annotations

import pytest

from tests.builders import plugin_module
from tests.fakes import SELF_CHECK_PASSED, FakeClock, FakeEngine, accept_of, answered
from workbench.engine.client.host_state_store import HostStateStore
from workbench.errors.documents import InvalidDocuments
from workbench.errors.operator import EngineUnavailable
from workbench.session.ports import HostStatePort
from workbench.session.session import Session
from workbench.session.values.settings import Settings
from workbench.session.values.state import SessionState

MODULE = plugin_module(exports=["normalize_error"])
ANSWERS = {
    "cc_lb_handshake": answered(accept_of({"normalize_error": 1})),
    "cc_lb_self_check": answered(SELF_CHECK_PASSED),
    "normalize_error": answered({"_v": 1, "body_base64": None}),
}
PAYLOAD = '{"status":418,"body_base64":""}'


class Loop:
    """A session whose engines are scripted."""

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
            fuzz_engine=self.make,
        )

    def make(self) -> tuple[FakeEngine, HostStatePort]:
        engine = FakeEngine(ANSWERS)
        engine.unavailable = self.unavailable
        self.engines.append(engine)
        return engine, HostStateStore()


@pytest.fixture
def loop() -> Loop:
    loop = Loop()
    loop.session.load("p.wasm", MODULE)
    return loop


def test_the_payload_is_sent_again_and_again_to_an_engine_that_ends_with_it(loop: Loop) -> None:
    loop.session.drift.run("normalize_error", PAYLOAD)
    found = loop.session.state.drift
    assert found is not None
    assert found.report is not None
    assert (found.generation, found.function, found.report.passed, found.is_running) == (
        1,
        "normalize_error",
        True,
        False,
    )
    assert any(state.drift is not None and state.drift.is_running for state in loop.states)
    (engine,) = loop.engines
    assert engine.asked("shutdown")
    assert "418" in str(engine.asked("call_fresh") + engine.asked("call"))


def test_without_a_build_that_answers_nothing_is_looked_for() -> None:
    loop = Loop()
    loop.session.drift.run("shape", "{}")
    assert loop.session.state.drift is None
    assert not loop.engines


def test_an_engine_that_is_gone_is_told(loop: Loop) -> None:
    loop.unavailable = EngineUnavailable("gone")
    loop.session.drift.run("normalize_error", PAYLOAD)
    found = loop.session.state.drift
    assert found is not None
    assert found.report is None
    assert isinstance(found.error, EngineUnavailable)


def test_a_variable_without_a_value_sends_nothing(loop: Loop) -> None:
    with pytest.raises(InvalidDocuments):
        loop.session.drift.run("normalize_error", '{"status":"${NOWHERE}"}')
    assert not loop.engines
