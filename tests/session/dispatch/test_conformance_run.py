"""Conformance cases run on one instance, under one budget, and leave nothing behind."""

from __future__ import annotations

import json

from tests.builders import plugin_module
from tests.fakes import FakeEngine, answered
from tests.messages import negotiated
from workbench.errors.handshake import Instantiate
from workbench.protocol.budgets import SERVING, STRICT
from workbench.protocol.calls import CallFailure, CallOutcome, FailureKind
from workbench.protocol.conformance import Kind
from workbench.protocol.profiles import Profile
from workbench.session.dispatch.conformance_run import run_conformance
from workbench.session.values.conformance_report import ConformanceReport

MODULE = plugin_module(exports=["filter"])


def decide(payload: bytes) -> CallOutcome:
    candidates = json.loads(payload)["candidates"]
    results = [{"upstream_id": one["upstream_id"], "decision": "accept", "reason": ""} for one in candidates]
    return answered({"_v": 1, "results": results})


def report(engine: FakeEngine, *functions: str, kind: Kind | None = None) -> ConformanceReport:
    return run_conformance(engine, MODULE, negotiated(*functions), Profile.V0_1, kind=kind, plugin_name="sample")


def test_all_cases_run_on_one_instance_under_the_strict_budget() -> None:
    engine = FakeEngine({"filter": decide})
    conformance = report(engine, "filter")
    assert conformance.passed
    assert conformance.kinds == (Kind.ROUTER,)
    assert [result.layer for result in conformance.results] == [
        "dispatch:filter:empty_candidates",
        "dispatch:filter:candidate_count",
    ]
    (opened,) = engine.asked("open")
    assert (opened.budget, opened.plugin_name) == (STRICT, "sample")
    assert {called.instance for called in engine.asked("call")} == {1}
    assert engine.living == {}


def test_a_request_goes_out_with_its_version() -> None:
    engine = FakeEngine({"filter": decide})
    report(engine, "filter")
    assert all(called.payload.startswith(b'{"_v":1,') for called in engine.asked("call"))


def test_a_failed_case_fails_the_report() -> None:
    conformance = report(FakeEngine({"filter": answered({"_v": 1, "results": []})}), "filter")
    assert [result.passed for result in conformance.results] == [True, False]
    assert not conformance.passed


def test_an_instance_that_cannot_be_built_is_one_failed_result() -> None:
    engine = FakeEngine()
    engine.refusal = CallFailure(FailureKind.INSTANTIATE, "unknown import", "extism:host/user cc_lb_log")
    (result,) = report(engine, "filter").results
    assert isinstance(result.error, Instantiate)
    assert not result.passed
    assert "extism:host/user cc_lb_log" in result.detail


def test_nothing_to_run_starts_nothing() -> None:
    engine = FakeEngine()
    conformance = report(engine, "filter", kind=Kind.SHAPE)
    assert [result.error.kind for result in conformance.results if result.error] == ["FunctionMissing"]
    assert not conformance.passed
    assert engine.log == []


def test_another_budget_may_be_asked_for() -> None:
    engine = FakeEngine({"filter": decide})
    run_conformance(engine, MODULE, negotiated("filter"), Profile.V0_1, SERVING)
    assert engine.asked("open")[0].budget == SERVING
