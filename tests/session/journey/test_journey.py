"""A journey over an engine that answers by a script: which plugins take part, on which instances, and how it ends."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from tests.builders import identity_section, plugin_module
from tests.fakes import SELF_CHECK_PASSED, Answer, FakeClock, FakeEngine, accept_of, answered, failed
from tests.journeys import DIALECT, FILTER, OBSERVER, SIGNER, Plugin
from workbench.engine.client.host_state_store import HostStateStore
from workbench.errors.operator import EngineUnavailable
from workbench.protocol.calls import CallFailure, CallOutcome, FailureKind, Phase
from workbench.protocol.host_functions import ClockSetting, HostSnapshot, RandomSetting
from workbench.protocol.journey.proxied_request import typical_proxied
from workbench.protocol.journey.step import NextCall
from workbench.protocol.journey.upstream import UpstreamChoice
from workbench.session.journey.journey import OnCall, take_journey
from workbench.session.values.generation import Artifact
from workbench.session.values.journey_report import JourneyReport, JourneyRequest
from workbench.session.values.settings import Settings

REFUSED = failed(FailureKind.ERROR_TEXT, "required capability 'x' not available in host capabilities")
TWICE = (UpstreamChoice.UNAUTHORIZED, UpstreamChoice.OK)


def scripted(plugin: Plugin, **overrides: Answer) -> dict[str, Answer]:
    """Return what the exports of a plugin answer."""
    answers: dict[str, Answer] = {
        "cc_lb_handshake": answered(accept_of(dict.fromkeys(plugin, 1))),
        "cc_lb_self_check": answered(SELF_CHECK_PASSED),
    }
    for name, answer in plugin.items():
        answers[name] = partial(_answer, answer)
    return {**answers, **overrides}


def _answer(answer: Callable[[Any], CallOutcome], payload: bytes) -> CallOutcome:
    return answer(json.loads(payload))


class Journeys:
    """Plugins on an engine that takes journeys through them."""

    def __init__(self, *plugins: Plugin, **overrides: Answer) -> None:
        self.engine = FakeEngine()
        self.host = HostStateStore()
        self.artifacts = []
        for number, one in enumerate(plugins):
            module = plugin_module(identity=identity_section(plugin_name=f"p{number}"), exports=one)
            self.engine.answers_of[module] = scripted(one, **overrides)
            self.artifacts.append(Artifact(f"p{number}.wasm", module, hashlib.sha256(module).hexdigest()))

    def take(self, on_call: OnCall = lambda _call: True, **facts: Any) -> JourneyReport:
        request = JourneyRequest(typical_proxied(), **facts)
        return take_journey(
            self.engine,
            self.host,
            self.artifacts,
            Settings(),
            request,
            clock=FakeClock(),
            on_call=on_call,
        )


def test_functions_of_one_slot_share_an_instance_and_slots_do_not() -> None:
    journeys = Journeys({**DIALECT, **FILTER, **OBSERVER, **SIGNER})
    journeys.take(answers=TWICE)
    instances = {called.export: called.instance for called in journeys.engine.asked("call")}
    assert instances["build_signer"] == instances["sign"] == instances["on_unauthorized"]
    assert len({instances[name] for name in ("filter", "shape", "sign", "observe")}) == 4
    assert len(journeys.engine.asked("open")) == len(journeys.engine.asked("close")) == 4


def test_each_plugin_plays_its_functions() -> None:
    journeys = Journeys(DIALECT, FILTER, SIGNER, OBSERVER)
    report = journeys.take()
    assert [plugin.functions for plugin in report.plugins] == [
        *(("shape", "normalize_error"), ("filter",), ("build_signer", "sign", "on_unauthorized"), ("observe",))
    ]
    assert {step.function: step.player.name for step in report.steps if step.player} == {
        **{"observe": "p3", "filter": "p1", "shape": "p0", "build_signer": "p2", "sign": "p2"}
    }
    assert (report.calls, report.end is not None, report.rejected) == (8, True, ())


def test_a_plugin_that_is_rejected_plays_no_part() -> None:
    journeys = Journeys(DIALECT, OBSERVER)
    journeys.engine.answers_of[journeys.artifacts[1].module] = scripted(OBSERVER, cc_lb_handshake=REFUSED)
    report = journeys.take()
    assert [one.generation.plugin_name for one in report.rejected] == ["p1"]
    assert "observe" not in {step.name for step in report.steps}
    assert report.end is not None


def test_a_plugin_whose_self_check_fails_is_not_served() -> None:
    report = Journeys(DIALECT, cc_lb_self_check=answered("{}")).take()
    assert (report.end, report.steps, report.plugins[0].functions) == (None, (), ())
    assert report.plugins[0].error is not None


def test_the_host_is_the_same_at_the_start_of_each_journey() -> None:
    journeys = Journeys(DIALECT)
    journeys.host.restore(HostSnapshot(storage={"p0": {"k": b"v"}}))
    journeys.take()
    found = journeys.host.snapshot()
    assert (found.storage, found.clock, found.random) == (
        {},
        ClockSetting(1_700_000_000_000),
        RandomSetting("journey"),
    )


def test_an_edit_is_sent_in_its_step_and_one_that_nobody_met_is_named() -> None:
    report = Journeys(SIGNER).take(edits={"build_signer": '{"upstream": 1}', "sign.2": "{}"})
    assert [step.name for step in report.steps if step.is_edited] == ["build_signer"]
    assert report.unused_edits == ("sign.2",)


def test_what_the_operator_configured_is_sent_to_the_signer() -> None:
    journeys = Journeys(SIGNER)
    journeys.take(factory_state={"api_key": "k"})
    (built,) = (called for called in journeys.engine.asked("call") if called.export == "build_signer")
    assert json.loads(built.payload or b"")["factory_state"] == {"api_key": "k"}


def test_an_instance_that_cannot_be_built_is_a_fallback_of_its_function() -> None:
    journeys = Journeys(DIALECT)
    journeys.engine.refusal = CallFailure(FailureKind.INSTANTIATE, "no instance", phase=Phase.INSTANTIATE)
    report = journeys.take()
    assert report.end is not None
    assert report.end.caller.failed_at == "shape"


def test_a_journey_that_is_ended_has_the_steps_so_far_and_no_end() -> None:
    journeys = Journeys(DIALECT, SIGNER)

    def until_sign(call: NextCall) -> bool:
        return call.name != "sign"

    report = journeys.take(until_sign)
    assert [step.name for step in report.steps] == ["filter", "shape", "build_signer"]
    assert report.end is None
    assert not journeys.engine.living


def test_a_call_that_a_person_ended_is_no_step() -> None:
    journeys = Journeys({**DIALECT, "shape": lambda _: failed(FailureKind.CANCELLED, "cancelled")})
    report = journeys.take()
    assert ([step.name for step in report.steps], report.end) == (["filter"], None)


def test_an_engine_that_is_gone_is_no_verdict() -> None:
    journeys = Journeys(DIALECT)

    def loses(_call: NextCall) -> bool:
        journeys.engine.unavailable = EngineUnavailable("gone")
        return True

    with pytest.raises(EngineUnavailable):
        journeys.take(loses)
