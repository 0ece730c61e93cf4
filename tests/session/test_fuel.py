"""What layers and dispatches are said to have used."""

from __future__ import annotations

import pytest

from tests.builders import identity_section, plugin_module
from tests.fakes import SELF_CHECK_PASSED, FakeClock, FakeEngine, accept_of, answered
from workbench.errors.operator import EngineUnavailable
from workbench.protocol.budgets import SERVING, STRICT
from workbench.protocol.calls import CANCELLED_REASON, FuelMeasured
from workbench.protocol.layers import Layer
from workbench.session.session import Session
from workbench.session.state import Settings

MODULE = plugin_module(exports=["normalize_error"], identity=identity_section())
PAYLOAD = '{"status": 500, "body_base64": ""}'


@pytest.fixture
def engine() -> FakeEngine:
    return FakeEngine(
        {
            "cc_lb_handshake": answered(accept_of({"normalize_error": 1}), wall_us=5),
            "cc_lb_self_check": answered(SELF_CHECK_PASSED, wall_us=5),
            "normalize_error": answered({"_v": 1, "body_base64": None}, wall_us=5),
        }
    )


@pytest.fixture
def session(engine: FakeEngine) -> Session:
    session = Session(engine, Settings(), clock=FakeClock(), on_change=lambda state: None)
    session.load("p.wasm", MODULE)
    return session


def used(session: Session) -> list[int | None]:
    serving = session.state.serving
    assert serving is not None
    return [serving.layer(layer).cost.fuel_used for layer in (Layer.HANDSHAKE, Layer.SELF_CHECK, Layer.DISPATCH)]


def test_nothing_is_measured_unasked(session: Session, engine: FakeEngine) -> None:
    session.dispatch("normalize_error", PAYLOAD)
    assert (used(session), engine.asked("fuel")) == ([None, None, None], [])


def test_layers_and_the_last_dispatch_are_measured(session: Session, engine: FakeEngine) -> None:
    session.dispatch("normalize_error", PAYLOAD)
    session.measure_fuel()
    assert all(used(session))
    last = session.state.last
    assert last is not None
    assert last.fuel == FuelMeasured(used(session)[2], None)
    assert [one.budget for one in engine.asked("fuel")] == [STRICT, STRICT, SERVING]
    assert session.state.newest == session.state.serving


def test_what_is_known_is_not_measured_again(session: Session, engine: FakeEngine) -> None:
    session.measure_fuel()
    session.dispatch("normalize_error", PAYLOAD)
    session.measure_fuel()
    session.measure_fuel()
    assert [one.export for one in engine.asked("fuel")] == ["cc_lb_handshake", "cc_lb_self_check", "normalize_error"]


def test_a_dispatch_that_called_nothing_has_no_fuel(session: Session, engine: FakeEngine) -> None:
    session.dispatch("shape", "{}")
    session.measure_fuel()
    assert len(engine.asked("fuel")) == 2


def test_why_nothing_was_found_is_kept(session: Session, engine: FakeEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "measure_fuel", lambda *_, **__: FuelMeasured(None, "it differs"))
    session.measure_fuel()
    serving = session.state.serving
    assert serving is not None
    assert serving.layer(Layer.HANDSHAKE).cost.fuel_why_not == "it differs"


def test_a_cancelled_search_is_made_up(session: Session, engine: FakeEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as cancelled:
        cancelled.setattr(engine, "measure_fuel", lambda *_, **__: FuelMeasured(None, CANCELLED_REASON))
        session.measure_fuel()
    assert used(session) == [None, None, None]
    session.measure_fuel()
    assert used(session)[:2] != [None, None]


def test_an_engine_that_is_gone_is_told(session: Session, engine: FakeEngine) -> None:
    engine.unavailable = EngineUnavailable(reason="gone")
    session.measure_fuel()
    assert session.state.trouble is engine.unavailable


def test_before_the_first_build_there_is_nothing_to_measure(engine: FakeEngine) -> None:
    Session(engine, Settings(), clock=FakeClock(), on_change=lambda state: None).measure_fuel()
    assert engine.log == []
