"""A sweep over an offer: what it tries, what it finds, what ends it early. The engine answers by a script."""

from __future__ import annotations

import json
from collections.abc import Callable
from itertools import count
from typing import Any

import pytest

from tests.builders import plugin_module
from tests.fakes import FakeClock, FakeEngine, accept_of, answered, failed
from workbench.errors.handshake import OfferError
from workbench.errors.operator import InternalError
from workbench.protocol.calls import CallOutcome, FailureKind, Phase
from workbench.protocol.offer import Offer, reference_offer
from workbench.session.negotiation import sweep as sweep_module
from workbench.session.negotiation.sweep import sweep_build
from workbench.session.values.generation import Artifact
from workbench.session.values.settings import Settings
from workbench.session.values.sweep_report import SweepReport

MODULE = plugin_module(exports=["shape"])
Answers = Callable[[dict[str, Any]], CallOutcome]


def accept_with(offer: dict[str, Any], *functions: str) -> CallOutcome:
    """Choose of these functions what is offered, and implement only that, as a forgiving plugin does."""
    spoken = {name: 1 for name in functions if 1 in offer["function_versions"].get(name, [])}
    return answered(accept_of(spoken, implemented_functions=["shape"]))


def swept(
    answers: Answers,
    *,
    module: bytes = MODULE,
    offer: Offer | None = None,
    engine: FakeEngine | None = None,
    **facts: Any,
) -> SweepReport:
    engine = engine or FakeEngine()
    engine.answers["cc_lb_handshake"] = lambda payload: answers(json.loads(payload))
    artifact = Artifact("plugin.wasm", module, "0" * 64)
    facts = {"timer": lambda: 0.0, **facts}
    return sweep_build(engine, artifact, Settings(offer=offer), clock=FakeClock(), **facts)


def sentences(report: SweepReport) -> list[str]:
    return [one.sentence for one in report.found]


def test_a_single_removal_that_breaks_is_found_with_its_error() -> None:
    report = swept(lambda offer: accept_with(offer, "shape"))
    assert sentences(report) == ["without shape"]
    assert report.found[0].tried.error is not None
    assert report.found[0].tried.error.kind == "ImplementedUnknownFunction"
    assert report.ended_early is None
    assert report.tried == report.planned > 100


def test_a_pair_is_found_only_where_neither_member_breaks_alone() -> None:
    def either(offer: dict[str, Any]) -> CallOutcome:
        if not {"a", "b"} & set(offer["host_capabilities"]):
            return answered(accept_of({"shape": 1}, required_capabilities=["a"]))
        return accept_with(offer, "shape")

    report = swept(either, offer=reference_offer(["a", "b"]))
    assert sentences(report) == ["without shape", "without capability a, without capability b"]


def test_what_is_tried_is_two_requests_to_the_engine() -> None:
    engine = FakeEngine()
    swept(lambda offer: accept_with(offer, "shape"), engine=engine)
    assert len(engine.asked("each-fresh")) == 2


def test_a_plugin_that_fails_is_swept_for_what_lets_it_pass() -> None:
    def needs(offer: dict[str, Any]) -> CallOutcome:
        if "disk" not in offer["host_capabilities"]:
            reason = "required capability 'disk' not available in host capabilities"
            return failed(FailureKind.EXIT_CODE, reason)
        return accept_with(offer, "shape")

    report = swept(needs)
    assert report.mends
    assert sentences(report) == ["with capability disk"]


def test_changes_that_lessen_what_is_negotiated_are_listed_apart() -> None:
    report = swept(lambda offer: accept_with(offer, "shape"))
    assert [(one.sentence, one.lost) for one in report.lessened] == [
        ("shape without version 1", ("shape",)),
        ("all functions without a version", ("shape",)),
    ]


def test_a_lower_version_counts_as_less() -> None:
    def newest(offer: dict[str, Any]) -> CallOutcome:
        versions = offer["function_versions"].get("shape", [])
        supported = {"plugin_supported": {"shape": [1, 2]}, "implemented_functions": ["shape"]}
        return answered(accept_of({"shape": max(versions)} if versions else {}, **supported))

    report = swept(newest, offer=Offer({"shape": (1, 2)}))
    assert ("shape without version 2", ("shape",)) in [(one.sentence, one.lost) for one in report.lessened]


@pytest.mark.parametrize(
    ("outcome", "step"),
    [(failed(FailureKind.INSTANTIATE, "unknown import", phase=Phase.INSTANTIATE), 2)],
)
def test_nothing_is_tried_where_the_plugin_fails_before_the_offer_plays_a_part(outcome: CallOutcome, step: int) -> None:
    report = swept(lambda offer: outcome)
    assert report.baseline is not None
    assert report.baseline.ended_at is not None
    assert report.baseline.ended_at.number == step
    assert (report.tried, report.is_hopeless) == (0, True)


def test_a_module_without_identity_has_nothing_to_sweep() -> None:
    report = swept(accept_with, module=MODULE[:-1])
    assert report.baseline is None
    assert report.error is not None
    assert (report.found, report.mends, report.is_hopeless) == ((), False, False)


def test_an_offer_that_no_host_can_make_is_not_swept() -> None:
    report = swept(accept_with, offer=Offer({"shape": (0,)}))
    assert report.baseline is not None
    assert isinstance(report.baseline.error, OfferError)
    assert (report.tried, report.is_hopeless) == (0, True)


def test_the_time_limit_ends_a_sweep_with_what_was_tried() -> None:
    seconds = count()
    report = swept(lambda offer: accept_with(offer, "shape"), timer=lambda: float(next(seconds)), limit_s=3)
    assert report.ended_early == "its time of 3 s was over"
    assert report.tried <= report.planned
    assert report.found


def test_a_sweep_is_cancelled_in_the_middle_with_what_was_tried() -> None:
    report = swept(lambda offer: accept_with(offer, "shape"), going=lambda step: step.tried < 10)
    assert report.ended_early == "it was cancelled"
    assert report.tried == 10
    assert sentences(report) == ["without shape"]


def test_more_changes_than_one_sweep_tries_are_said_to_be_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sweep_module, "TRIED_MAX", 40)
    report = swept(lambda offer: accept_with(offer, "shape"))
    assert report.tried == 40
    assert report.ended_early is not None
    assert "more than the 40" in report.ended_early


def test_pairs_above_the_most_that_are_listed_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sweep_module, "FOUND_MAX", 1)

    def two_of_three(offer: dict[str, Any]) -> CallOutcome:
        if len({"a", "b", "c"} & set(offer["host_capabilities"])) < 2:
            return failed(FailureKind.EXIT_CODE, "too few")
        return accept_with(offer, "shape")

    report = swept(two_of_three, offer=reference_offer(["a", "b", "c"]))
    assert (len(report.found), report.found_more) == (2, 2)


def test_a_sweep_goes_on_behind_an_offer_that_the_process_dies_of() -> None:
    def dies(offer: dict[str, Any]) -> CallOutcome:
        if "filter" not in offer["function_versions"]:
            return failed(FailureKind.CHILD_DIED, "the process died")
        return accept_with(offer, "shape")

    report = swept(dies)
    assert sentences(report) == ["without filter", "without shape"]
    assert report.ended_early is None
    assert report.tried == report.planned


def test_a_failure_of_our_own_code_is_no_verdict() -> None:
    def ours(offer: dict[str, Any]) -> CallOutcome:
        if "sign" not in offer["function_versions"]:
            return failed(FailureKind.INTERNAL_ERROR, "KeyError", cause="in the worker")
        return accept_with(offer, "shape")

    with pytest.raises(InternalError):
        swept(ours)
