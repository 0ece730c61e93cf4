"""What layers and dispatches are said to have used."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from tests.builders import identity_section, plugin_module
from tests.fakes import SELF_CHECK_PASSED, FakeClock, FakeEngine, accept_of, answered, failed
from workbench.errors.operator import EngineUnavailable
from workbench.protocol.budgets import SERVING, STRICT
from workbench.protocol.calls import CANCELLED_REASON, FailureKind, FuelMeasured
from workbench.protocol.layers import Layer
from workbench.session.session import Session
from workbench.session.values.settings import Settings

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
    session.fuel.measure()
    assert all(used(session))
    last = session.state.last
    assert last is not None
    assert last.fuel == FuelMeasured(used(session)[2], None)
    assert [one.budget for one in engine.asked("fuel")] == [STRICT, STRICT, SERVING]
    assert session.state.newest == session.state.serving


def test_what_is_known_is_not_measured_again(session: Session, engine: FakeEngine) -> None:
    session.fuel.measure()
    session.dispatch("normalize_error", PAYLOAD)
    session.fuel.measure()
    session.fuel.measure()
    assert [one.export for one in engine.asked("fuel")] == ["cc_lb_handshake", "cc_lb_self_check", "normalize_error"]


def test_a_dispatch_that_called_nothing_has_no_fuel(session: Session, engine: FakeEngine) -> None:
    session.dispatch("shape", "{}")
    session.fuel.measure()
    assert len(engine.asked("fuel")) == 2


def test_why_nothing_was_found_is_kept(session: Session, engine: FakeEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "measure_fuel", lambda *_, **__: FuelMeasured(None, "it differs"))
    session.fuel.measure()
    serving = session.state.serving
    assert serving is not None
    assert serving.layer(Layer.HANDSHAKE).cost.fuel_why_not == "it differs"


def test_a_cancelled_search_is_made_up(session: Session, engine: FakeEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as cancelled:
        cancelled.setattr(engine, "measure_fuel", lambda *_, **__: FuelMeasured(None, CANCELLED_REASON))
        session.fuel.measure()
    assert used(session) == [None, None, None]
    session.fuel.measure()
    assert used(session)[:2] != [None, None]


def test_an_engine_that_is_gone_is_told(session: Session, engine: FakeEngine) -> None:
    engine.unavailable = EngineUnavailable(reason="gone")
    session.fuel.measure()
    assert session.state.error is engine.unavailable


def test_before_the_first_build_there_is_nothing_to_measure(engine: FakeEngine) -> None:
    Session(engine, Settings(), clock=FakeClock(), on_change=lambda state: None).fuel.measure()
    assert engine.log == []


# ---- beside everything else ---------------------------------------------------------------------------------------


@pytest.fixture
def gauge() -> FakeEngine:
    return FakeEngine({name: answered("{}") for name in ("cc_lb_handshake", "cc_lb_self_check", "normalize_error")})


@pytest.fixture
def measuring(engine: FakeEngine, gauge: FakeEngine) -> Session:
    session = Session(engine, Settings(), clock=FakeClock(), on_change=lambda state: None, fuel_engine=gauge)
    session.load("p.wasm", MODULE)
    session.dispatch("normalize_error", PAYLOAD)
    return session


def beside(session: Session, go_on: Callable[[], bool] = lambda: True) -> None:
    session.fuel.measure_beside(go_on, lambda note: note())


def test_beside_another_engine_does_the_work(measuring: Session, engine: FakeEngine, gauge: FakeEngine) -> None:
    beside(measuring)
    assert all(used(measuring))
    assert engine.asked("fuel") == []
    exports = ["cc_lb_handshake", "cc_lb_self_check", "normalize_error"]
    assert [one.export for one in gauge.asked("fuel")] == exports
    beside(measuring)
    assert len(gauge.asked("fuel")) == 3


def test_the_figures_stand_in_the_row_of_the_generation(measuring: Session) -> None:
    beside(measuring)
    assert measuring.state.generations == (measuring.state.newest,)


def test_nothing_is_measured_beside_when_it_is_switched_off_but_on_demand(
    measuring: Session, gauge: FakeEngine
) -> None:
    measuring.reconfigure(replace(measuring.state.settings, measure_fuel=False))
    assert measuring.state.newest is not None
    assert measuring.state.newest.number == 1
    beside(measuring)
    assert gauge.asked("fuel") == []
    measuring.fuel.ask()
    beside(measuring)
    assert all(used(measuring))


def test_without_an_engine_beside_nothing_is_measured_unasked(session: Session, engine: FakeEngine) -> None:
    beside(session)
    session.fuel.interrupt()
    assert engine.asked("fuel") == []
    session.fuel.ask()
    assert used(session)[:2] != [None, None]
    session.close()


def test_a_wish_ends_it_between_two_figures(measuring: Session, gauge: FakeEngine) -> None:
    turns = iter([True, False])
    beside(measuring, lambda: next(turns))
    assert [one.export for one in gauge.asked("fuel")] == ["cc_lb_handshake"]


def test_a_search_that_was_given_up_is_made_up(
    measuring: Session, gauge: FakeEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as cancelled:
        cancelled.setattr(gauge, "measure_fuel", lambda *_, **__: FuelMeasured(None, CANCELLED_REASON))
        beside(measuring)
    assert used(measuring) == [None, None, None]
    beside(measuring)
    assert all(used(measuring))


def test_a_call_that_took_long_or_was_ended_is_measured_on_demand_only(
    measuring: Session, engine: FakeEngine, gauge: FakeEngine
) -> None:
    beside(measuring)
    for outcome in (answered("{}", wall_us=60_000), failed(FailureKind.OVERSTAYED, "it took too long", wall_us=1)):
        engine.answers["normalize_error"] = outcome
        measuring.dispatch("normalize_error", PAYLOAD)
        beside(measuring)
        assert used(measuring)[2] is None
        measuring.fuel.ask()
        beside(measuring)
        assert used(measuring)[2] is not None


def test_a_figure_comes_too_late_for_a_dispatch_that_another_has_followed(measuring: Session) -> None:
    beside(measuring)
    measuring.dispatch("normalize_error", PAYLOAD)
    late: list[Callable[[], None]] = []
    turns = iter([True, False])
    measuring.fuel.measure_beside(lambda: next(turns), late.append)
    measuring.dispatch("normalize_error", PAYLOAD)
    last = measuring.state.last
    late[0]()
    assert measuring.state.last is last


def test_a_figure_of_a_build_that_is_not_the_newest_any_more_lands_in_its_row(measuring: Session) -> None:
    late: list[Callable[[], None]] = []
    turns = iter([True, False])
    measuring.fuel.measure_beside(lambda: next(turns), late.append)
    measuring.load("p.wasm", plugin_module(exports=["normalize_error"], identity=identity_section(plugin_version="2")))
    late[0]()
    rows = measuring.state.generations
    assert [row.layer(Layer.HANDSHAKE).cost.fuel_used is None for row in rows] == [False, True]
    assert measuring.state.newest is rows[1]


def test_an_engine_beside_that_is_gone_is_said_in_place_of_the_figure(measuring: Session, gauge: FakeEngine) -> None:
    gauge.unavailable = EngineUnavailable(reason="gone")
    beside(measuring)
    newest = measuring.state.newest
    assert newest is not None
    assert "gone" in (newest.layer(Layer.HANDSHAKE).cost.fuel_why_not or "")
    assert measuring.state.error is None


def test_an_interruption_reaches_the_engine_beside_only(
    measuring: Session, engine: FakeEngine, gauge: FakeEngine
) -> None:
    measuring.fuel.interrupt()
    assert (engine.asked("cancel"), len(gauge.asked("cancel"))) == ([], 1)


def test_both_engines_end_with_the_session(measuring: Session, engine: FakeEngine, gauge: FakeEngine) -> None:
    measuring.close()
    assert len(engine.asked("shutdown")) == len(gauge.asked("shutdown")) == 1
