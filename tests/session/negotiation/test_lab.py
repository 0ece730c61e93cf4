"""The negotiation lab of a session: trials and sweeps on the newest build, while the session's own offer stays."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.builders import identity_section, plugin_module
from tests.fakes import SELF_CHECK_PASSED, FakeClock, FakeEngine, accept_of, answered
from workbench.errors.operator import EngineUnavailable, FileUnreadable
from workbench.protocol.offer import Offer, reference_offer
from workbench.session.session import Session
from workbench.session.values.settings import Settings
from workbench.session.values.state import SessionState
from workbench.store.offer_files import read_offer, read_offer_file, write_offer

GOOD = plugin_module(exports=["shape"])
NAMELESS = plugin_module(identity=identity_section(plugin_name=""), exports=["shape"])
EMPTY = Offer({})


def engine() -> FakeEngine:
    return FakeEngine(
        {"cc_lb_handshake": answered(accept_of({"shape": 1})), "cc_lb_self_check": answered(SELF_CHECK_PASSED)}
    )


def session(module: bytes | None = GOOD, **ports: Any) -> Session:
    ports = {"conformance_engine": engine, **ports}
    made = Session(engine(), Settings(), clock=FakeClock(), on_change=lambda _: None, **ports)
    if module is not None:
        made.load("plugin.wasm", module)
    return made


def test_an_offer_is_tried_on_the_newest_build_and_the_sessions_own_stays() -> None:
    made = session()
    before = made.state.newest
    made.lab.try_offer(EMPTY)
    lab = made.state.lab
    assert lab is not None
    assert lab.tried is not None
    assert (lab.generation, lab.offer, lab.tried.ended_at) == (1, EMPTY, lab.tried.steps[6].step)
    assert made.state.newest is before
    assert made.state.settings.offer is None


def test_a_trial_is_traced_as_every_message_is() -> None:
    made = session()
    made.lab.try_offer(EMPTY)
    assert made.state.trace[-2].head == EMPTY.text().encode()


def test_without_a_build_nothing_is_tried() -> None:
    made = session(None)
    made.lab.try_offer(EMPTY)
    made.lab.sweep(EMPTY)
    assert (made.state.lab, made.state.sweep) == (None, None)
    assert made.lab.try_each((EMPTY,)) == (None,)


def test_a_build_that_failed_layer_1_says_why_nothing_can_be_negotiated() -> None:
    made = session(NAMELESS)
    made.lab.try_offer(EMPTY)
    lab = made.state.lab
    assert lab is not None
    assert lab.tried is None
    assert lab.error is not None
    assert lab.error.kind == "PluginNameEmpty"


def test_several_offers_are_tried_in_their_order() -> None:
    first, second = session().lab.try_each((reference_offer(), EMPTY))
    assert first is not None
    assert second is not None
    assert (first.passed, second.passed) == (True, False)


def test_a_sweep_runs_on_an_engine_of_its_own_which_is_ended() -> None:
    beside = engine()
    states: list[SessionState] = []
    made = Session(engine(), Settings(), clock=FakeClock(), on_change=states.append, conformance_engine=lambda: beside)
    made.load("plugin.wasm", GOOD)
    made.lab.sweep(reference_offer())
    sweep = made.state.sweep
    assert sweep is not None
    assert sweep.report is not None
    assert sweep.step is None
    assert sweep.report.found[0].sentence == "without shape"
    assert beside.asked("shutdown")
    assert any(one.sweep is not None and one.sweep.step is not None for one in states)


def test_a_sweep_is_cancelled_with_what_was_tried() -> None:
    made = session()
    beside = engine()
    real = beside.call_each_fresh

    def cancelled(*arguments: Any, **named: Any) -> Any:
        made.lab.cancel()
        return real(*arguments, **named)

    beside.call_each_fresh = cancelled  # type: ignore[method-assign]
    made.lab._make = lambda: beside
    made.lab.sweep(reference_offer())
    sweep = made.state.sweep
    assert sweep is not None
    assert sweep.report is not None
    assert sweep.report.ended_early == "it was cancelled"


def test_an_offer_that_no_host_can_make_is_not_swept() -> None:
    made = session()
    made.lab.sweep(Offer({"shape": (0,)}))
    sweep = made.state.sweep
    assert sweep is not None
    assert sweep.error is not None
    assert sweep.error.kind == "VersionOutOfRange"


def test_an_engine_that_is_not_there_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    gone = engine()
    gone.unavailable = EngineUnavailable("gone")
    made = session(conformance_engine=lambda: gone)
    made.lab.sweep(EMPTY)
    assert made.state.sweep is not None
    assert made.state.sweep.error is not None
    assert made.state.sweep.error.kind == "EngineUnavailable"


def test_offers_are_written_and_read_again(tmp_path: Path) -> None:
    made = session(read_offer=read_offer_file, write_offer=write_offer)
    path = str(tmp_path / "offer.json")
    offer = Offer({"shape": (1, 2)}, frozenset({"ä"}))
    assert made.lab.write(path, offer) is None
    assert made.lab.read(path) == offer == read_offer(path)
    assert json.loads((tmp_path / "offer.json").read_text())["sha256"] == offer.sha256()


def test_what_is_wrong_with_a_file_is_returned(tmp_path: Path) -> None:
    made = session(read_offer=read_offer_file, write_offer=write_offer)
    found = made.lab.read(str(tmp_path / "none.json"))
    assert isinstance(found, FileUnreadable)
    error = made.lab.write(str(tmp_path), EMPTY)
    assert error is not None
    assert error.kind == "PlaceUnwritable"


def test_an_offer_that_is_used_is_offered_exactly() -> None:
    made = session()
    made.reconfigure(Settings(capabilities=frozenset({"log"})))
    made.offer.use_alone(Offer({"shape": (1,)}, frozenset({"disk"})))
    assert made.state.settings.host_offer == Offer({"shape": (1,)}, frozenset({"disk"}))
    assert made.state.newest is not None
    assert made.state.newest.number == 3
