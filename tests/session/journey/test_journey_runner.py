"""Journeys beside the session: told step by step, stopped, overtaken by another build, on an engine of their own."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from tests.builders import identity_section, plugin_module
from tests.fakes import FakeClock, FakeEngine
from tests.journeys import DIALECT, FILTER, SIGNER, Plugin
from tests.session.journey.test_journey import scripted
from workbench.engine.client.host_state_store import HostStateStore
from workbench.errors.operator import EngineUnavailable, FileUnreadable
from workbench.protocol.journey.upstream import UpstreamChoice
from workbench.protocol.wire.typical import typical_request
from workbench.session.ports import HostStatePort
from workbench.session.session import Session
from workbench.session.values.journey_report import JourneySetup, JourneyState
from workbench.session.values.settings import Settings
from workbench.session.values.state import SessionState
from workbench.session.values.variable_values import VariableValues

MODULE = plugin_module(exports=DIALECT)
NEXT = plugin_module(identity=identity_section(plugin_version="0.2.0"), exports=DIALECT)
OTHER = plugin_module(identity=identity_section(plugin_name="other"), exports={**FILTER, **SIGNER})
SECRET = "a-secret-value"


class Loop:
    """A session whose journeys are made on scripted engines, and every state it published."""

    def __init__(self) -> None:
        self.engine = self._scripted()
        self.engines: list[FakeEngine] = []
        self.states: list[SessionState] = []
        self.unavailable: EngineUnavailable | None = None
        self.on_shape: Callable[[], None] = lambda: None
        self.session = Session(
            self.engine,
            Settings(),
            clock=FakeClock(),
            on_change=self.states.append,
            host=HostStateStore(),
            fuzz_engine=self.make,
            read_module=self.read,
            variables=lambda: VariableValues({}, {"KEY": SECRET}),
        )

    def _scripted(self) -> FakeEngine:
        engine = FakeEngine()
        plugins: dict[bytes, Plugin] = {MODULE: DIALECT, NEXT: DIALECT, OTHER: {**FILTER, **SIGNER}}
        for module, plugin in plugins.items():
            engine.answers_of[module] = scripted(plugin)
        return engine

    def make(self) -> tuple[FakeEngine, HostStatePort]:
        engine = self._scripted()
        shape = DIALECT["shape"]

        def answer(payload: bytes) -> object:
            self.on_shape()
            return shape(json.loads(payload))

        engine.answers_of[MODULE] = {**engine.answers_of[MODULE], "shape": answer}  # type: ignore[dict-item]
        engine.unavailable = self.unavailable
        self.engines.append(engine)
        return engine, HostStateStore()

    def read(self, path: str) -> bytes:
        if path != "other.wasm":
            raise FileUnreadable(path, "a plugin that can be read", "no such file")
        return OTHER

    @property
    def journey(self) -> JourneyState:
        assert self.session.state.journey is not None
        return self.session.state.journey

    @property
    def names(self) -> list[str]:
        assert self.journey.report is not None
        return [step.name for step in self.journey.report.steps]


@pytest.fixture
def loop() -> Loop:
    loop = Loop()
    loop.session.load("p.wasm", MODULE)
    return loop


def test_the_build_that_answers_is_taken_on_an_engine_that_ends_with_the_journey(loop: Loop) -> None:
    calls = len(loop.engine.log)
    loop.session.journey.run(JourneySetup())
    assert (loop.journey.generation, loop.journey.running, loop.journey.error) == (1, None, None)
    assert loop.names == ["filter", "shape", "build_signer", "sign", "upstream"]
    assert len(loop.engine.log) == calls
    assert loop.engines[0].asked("shutdown")
    assert {state.journey.running for state in loop.states if state.journey} >= {"", None}


def test_other_plugins_play_beside_it(loop: Loop) -> None:
    twice = (UpstreamChoice.UNAUTHORIZED, UpstreamChoice.OK)
    loop.session.journey.run(JourneySetup(twice, ("other.wasm",)))
    report = loop.journey.report
    assert report is not None
    assert {step.function: step.player.name for step in report.steps if step.player} == {
        **{"filter": "other", "shape": "sample", "build_signer": "other", "sign": "other", "on_unauthorized": "other"}
    }


def test_a_file_that_cannot_be_read_is_told_and_nothing_is_sent(loop: Loop) -> None:
    loop.session.journey.run(JourneySetup(paths=("nowhere.wasm",)))
    assert (loop.journey.report, loop.engines) == (None, [])
    assert isinstance(loop.journey.error, FileUnreadable)


def test_an_engine_that_is_gone_is_told(loop: Loop) -> None:
    loop.unavailable = EngineUnavailable("gone")
    loop.session.journey.run(JourneySetup())
    assert loop.journey.error is loop.unavailable


def test_a_journey_that_is_stopped_keeps_the_steps_so_far(loop: Loop) -> None:
    loop.on_shape = loop.session.journey.cancel
    loop.session.journey.run(JourneySetup(paths=("other.wasm",)))
    assert (loop.journey.cancelled, loop.names) == (True, ["filter", "shape"])
    assert loop.engines[0].asked("cancel")


def test_nothing_is_shown_of_a_journey_that_another_build_overtook(loop: Loop) -> None:
    loop.on_shape = lambda: loop.session.load("p.wasm", NEXT)
    loop.session.journey.run(JourneySetup())
    assert (loop.journey.generation, loop.journey.running, loop.journey.report) == (1, None, None)


def test_a_journey_stays_known_as_one_of_its_build_behind_a_reload(loop: Loop) -> None:
    loop.session.journey.run(JourneySetup())
    loop.session.load("p.wasm", NEXT)
    serving = loop.session.state.serving
    assert serving is not None
    assert (serving.number, loop.journey.generation) == (2, 1)
    assert loop.names


def test_what_was_shown_of_the_build_stays_until_the_next_journey_is_over(loop: Loop) -> None:
    loop.session.journey.run(JourneySetup())
    first = loop.journey.report
    loop.session.journey.run(JourneySetup((UpstreamChoice.FAILED,)))
    going = [state.journey for state in loop.states if state.journey and state.journey.running is not None]
    assert going[-1].report is first
    assert loop.names[-1] == "normalize_error"
    loop.session.load("p.wasm", NEXT)
    loop.states.clear()
    loop.session.journey.run(JourneySetup())
    going = [state.journey for state in loop.states if state.journey and state.journey.running is not None]
    assert {state.report for state in going} == {None}


def test_without_a_build_that_answers_there_is_no_journey() -> None:
    loop = Loop()
    loop.session.journey.run(JourneySetup())
    assert loop.session.state.journey is None


def test_variables_have_their_values_for_the_plugin_and_their_names_on_the_screen(loop: Loop) -> None:
    setup = JourneySetup(paths=("other.wasm",), factory_state='{"api_key": "${KEY}"}')
    loop.session.journey.run(setup)
    sent = next(called.payload for called in loop.engines[0].asked("call") if called.export == "build_signer")
    assert SECRET.encode() in (sent or b"")
    assert SECRET not in repr(loop.journey)
    assert "${KEY}" in repr(loop.journey.report)


@pytest.mark.parametrize(
    ("setup", "said"),
    [
        (JourneySetup(factory_state='{"a": ${KEY}}'), "line 1, column 7"),
        (JourneySetup(factory_state='"${NO}"'), "expected a value for NO"),
        (JourneySetup(payload="{"), "proxied request"),
        (JourneySetup(edits={"shape": '"${NO}"'}), "expected a value for NO"),
    ],
)
def test_what_cannot_be_taken_is_told(loop: Loop, setup: JourneySetup, said: str) -> None:
    loop.session.journey.run(setup)
    assert said in str(loop.journey.error)


def test_the_request_of_a_payload_is_taken(loop: Loop) -> None:
    payload = json.dumps({**typical_request("filter"), "path": "/v1/other"})
    loop.session.journey.run(JourneySetup(payload=payload))
    report = loop.journey.report
    assert report is not None
    assert report.request.proxied.title == "POST /v1/other"
