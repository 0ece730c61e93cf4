"""One offer tried on a build: the verdict is the one that a load of the build gives."""

from __future__ import annotations

import json

import pytest

from tests.builders import plugin_module
from tests.fakes import FakeClock, FakeEngine, accept_of, answered, failed
from workbench.assets import asset_folder
from workbench.protocol.calls import CallOutcome, FailureKind, Phase
from workbench.protocol.layers import Layer
from workbench.protocol.negotiation.steps import Step
from workbench.protocol.offer import Offer, reference_offer
from workbench.session.load.load_steps import load_generation
from workbench.session.negotiation.trial import negotiate_build, try_offer
from workbench.session.values.generation import Artifact
from workbench.session.values.settings import Settings

MODULE = plugin_module(exports=["shape"])
ARTIFACT = Artifact("plugin.wasm", MODULE, "0" * 64)
IMPORTING = (asset_folder("sample_plugins") / "host_tour" / "host_tour.wasm").read_bytes()
UNKNOWN = "unknown import: `extism:host/user::cc_lb_storage_get` has not been defined"
ENGINE = {"cc_lb_handshake": answered(accept_of({"shape": 1}))}


def test_a_trial_says_what_a_load_with_the_same_offer_says() -> None:
    for offer in (reference_offer(), Offer({}), Offer({"shape": (2,)}), Offer({"shape": (0,)})):
        settings = Settings(offer=offer)
        generation = load_generation(FakeEngine(ENGINE), ARTIFACT, settings, FakeClock(), until=Layer.HANDSHAKE)
        tried = try_offer(FakeEngine(ENGINE), generation, settings.strict_budget, offer)
        expected = generation.layer(Layer.HANDSHAKE).error
        assert str(tried.error) == str(expected)


def test_an_offer_that_no_host_can_make_never_reaches_the_plugin() -> None:
    engine = FakeEngine(ENGINE)
    report = negotiate_build(engine, ARTIFACT, Settings(offer=Offer({"shape": (0,)})), clock=FakeClock())
    assert report.tried is not None
    assert report.tried.ended_at is Step.OFFER
    assert engine.asked("fresh") == []


def test_what_was_answered_stands_beside_the_steps() -> None:
    report = negotiate_build(FakeEngine(ENGINE), ARTIFACT, Settings(), clock=FakeClock())
    assert report.passed
    assert report.tried is not None
    assert json.loads(report.tried.answer_text or "") == accept_of({"shape": 1})
    assert report.tried.answer_bytes == len(report.tried.answer_text or "")


def test_a_module_without_identity_is_not_negotiated_with() -> None:
    artifact = Artifact("plugin.wasm", MODULE[:-1], "0" * 64)
    report = negotiate_build(FakeEngine(ENGINE), artifact, Settings(), clock=FakeClock())
    assert report.tried is None
    assert not report.passed


@pytest.mark.parametrize(
    ("answer", "cause"),
    [
        (failed(FailureKind.EXIT_CODE, "required capability 'disk' not available in host capabilities"), "capability"),
        (
            failed(FailureKind.INSTANTIATE, UNKNOWN, phase=Phase.INSTANTIATE),
            "host_function",
        ),
        (answered(accept_of({"shape": 1}, implemented_functions=["shape", "sign"])), "function_not_offered"),
    ],
    ids=["capability", "import", "function"],
)
def test_what_is_known_of_the_cause_stands_beside_the_step_as_a_load_says_it(answer: CallOutcome, cause: str) -> None:
    module = IMPORTING if cause == "host_function" else MODULE
    artifact, settings = Artifact("plugin.wasm", module, "0" * 64), Settings(offer=Offer({"shape": (1,)}))
    engine = {"cc_lb_handshake": answer}
    loaded = load_generation(FakeEngine(engine), artifact, settings, FakeClock(), until=Layer.HANDSHAKE)
    tried = negotiate_build(FakeEngine(engine), artifact, settings, clock=FakeClock()).tried
    assert tried is not None
    (ended,) = [one for one in tried.steps if one.error is not None]
    assert [hint.cause for hint in ended.hints] == [cause]
    assert ended.hints == loaded.hints
