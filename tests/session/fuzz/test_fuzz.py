"""Fuzzing a build: what is counted, what is a failure, and what becomes of it. The engine answers by a script."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.builders import plugin_module, section
from tests.fakes import FakeClock, FakeEngine, accept_of, answered, failed
from workbench.engine.client.host_state_store import HostStateStore
from workbench.errors.operator import SettingInvalid
from workbench.protocol.calls import CallOutcome, FailureKind
from workbench.protocol.host_effect.effect import Effect
from workbench.protocol.host_functions import HostSnapshot
from workbench.session.fuzz.fuzz import FAILURES_MAX, LIMITS_MAX, LOST_MAX, fuzz_build
from workbench.session.values.fuzz_report import FunctionFuzz, FuzzReport, FuzzRequest, FuzzStep
from workbench.session.values.generation import Artifact
from workbench.session.values.settings import Settings

TRAP = (
    "error while executing at wasm backtrace:\n    0:   0x1a2 - plugin.wasm!inner\n    1:   0x3b4 - plugin.wasm!outer"
)
ANSWERS: dict[str, Any] = {
    "normalize_error": {"_v": 1, "body_base64": None},
    "observe": {"_v": 1},
    "sign": {"_v": 1, "url": None, "method": None, "headers": None, "body_base64": None},
    "build_signer": {"_v": 1, "signer_state": {"key": 7}},
}

Ends = Callable[[Any], CallOutcome | None]
"""Gives how a request ends; None: it is answered."""


def engine_of(functions: dict[str, Ends | None]) -> FakeEngine:
    def answer(function: str, ends: Ends | None) -> Callable[[bytes], CallOutcome]:
        def call(payload: bytes) -> CallOutcome:
            found = ends(json.loads(payload)) if ends is not None else None
            return found if found is not None else answered(ANSWERS[function])

        return call

    calls = {function: answer(function, ends) for function, ends in functions.items()}
    return FakeEngine({"cc_lb_handshake": answered(accept_of(dict.fromkeys(functions, 1))), **calls})


def fuzzed(
    ends: Ends | None, function: str = "normalize_error", *, engine: FakeEngine | None = None, **facts: Any
) -> FuzzReport:
    engine = engine or engine_of({function: ends})
    module = plugin_module(exports=[*engine.answers])
    artifact = Artifact("plugin.wasm", module, hashlib.sha256(module).hexdigest())
    request = FuzzRequest(**{"functions": (function,), "seed": "7", "runs": 300, **facts})
    return fuzz_build(engine, HostStateStore(), artifact, Settings(), request, clock=FakeClock())


def of_one(report: FuzzReport) -> FunctionFuzz:
    (only,) = report.functions
    return only


def traps(payload: Any) -> CallOutcome | None:
    if payload["status"] < 500:
        return None
    return failed(FailureKind.TRAP, TRAP, cause="wasm trap: wasm `unreachable` instruction executed")


def test_a_plugin_that_answers_all_passes_and_its_endings_are_counted() -> None:
    report = fuzzed(None)
    assert report.passed
    (counted,) = of_one(report).counts
    assert (counted.count, counted.first, counted.ending.effect) == (300, 1, Effect.USED)


def test_a_trap_is_shrunk_to_the_smallest_payload_that_traps_at_the_same_place() -> None:
    report = fuzzed(traps)
    (failure,) = of_one(report).failures
    assert not report.passed
    assert json.loads(failure.shrunk) == {"status": 500, "body_base64": ""}
    assert failure.ending.place == "plugin.wasm!inner (0x1a2)"
    assert failure.ending.cause == "wasm `unreachable` instruction executed"
    assert failure.is_smallest
    assert failure.error is not None


@pytest.mark.scenario
def test_each_place_that_traps_is_a_failure_of_its_own() -> None:
    def ends(payload: Any) -> CallOutcome | None:
        place = "0x1" if payload["status"] == 529 else "0x2" if payload["status"] == 401 else None
        return failed(FailureKind.TRAP, f"error:\n 0: {place} - plugin.wasm!f", cause="x") if place else None

    shrunk = {json.loads(one.shrunk)["status"] for one in of_one(fuzzed(ends, runs=2_000)).failures}
    assert shrunk == {401, 529}


def test_what_stands_behind_a_trap_goes_to_a_new_instance_and_every_payload_counts_once() -> None:
    engine = engine_of({"normalize_error": traps})
    fuzz = of_one(fuzzed(traps, engine=engine))
    trapped = next(one.count for one in fuzz.counts if one.ending.stage)
    assert len(engine.asked("open")) > trapped
    assert sum(one.count for one in fuzz.counts) == fuzz.runs == 300
    assert not engine.living


def test_a_refusal_of_a_changed_payload_is_a_failure_unless_refusals_are_allowed() -> None:
    def refuses(payload: Any) -> CallOutcome | None:
        if payload["status"] != 404:
            return None
        return failed(FailureKind.ERROR_TEXT, f"no body for {payload['status']} 'x{payload['body_base64']}'")

    (failure,) = of_one(fuzzed(refuses)).failures
    assert failure.ending.is_refusal
    assert failure.ending.cause == "no body for # …"
    assert fuzzed(refuses, allows_refusals=True).passed


def test_what_the_plugin_refuses_of_a_usual_payload_too_is_told_but_is_no_failure() -> None:
    fuzz = of_one(fuzzed(lambda _: failed(FailureKind.EXIT_CODE, "not set up")))
    assert fuzz.passed
    assert fuzz.refuses_usual


def test_an_answer_that_a_host_does_not_use_is_a_failure() -> None:
    def ends(payload: Any) -> CallOutcome | None:
        return answered({"_v": 1, "body_base64": "!"}) if payload["status"] == 429 else None

    (failure,) = of_one(fuzzed(ends)).failures
    assert (failure.ending.stage, failure.ending.effect) == (None, Effect.IGNORED)
    assert failure.ending.cause == "/body_base64: base64"
    assert failure.error is None


def test_an_answer_that_does_not_decode_is_told_by_its_place() -> None:
    (failure,) = of_one(
        fuzzed(lambda p: answered({"_v": 1, "body_base64": 3}) if p["status"] == 429 else None)
    ).failures
    assert failure.ending.stage == "response_decode"
    assert failure.ending.cause.startswith("$.body_base64: expected")


def test_a_failure_that_needs_the_payloads_before_it_is_told_and_not_shrunk() -> None:
    seen = 0

    def ends(_payload: Any) -> CallOutcome | None:
        nonlocal seen
        seen += 1
        return failed(FailureKind.TRAP, "full", cause="wasm trap: out of memory") if seen == 50 else None

    (failure,) = of_one(fuzzed(ends)).failures
    assert failure.needs_earlier
    assert failure.number == 50
    assert failure.shrunk == failure.payload


def test_calls_that_run_into_a_limit_of_time_end_it_early() -> None:
    fuzz = of_one(fuzzed(lambda p: failed(FailureKind.TIMEOUT, "timeout") if p["status"] == 500 else None, runs=5_000))
    assert fuzz.ended_early == f"{LIMITS_MAX} calls ran into a limit of time or fuel"
    assert fuzz.runs < 5_000
    assert len(fuzz.failures) == 1


def test_it_ends_when_too_many_instances_were_lost_or_too_many_kinds_were_found() -> None:
    lost = of_one(fuzzed(traps, runs=20_000))
    assert lost.ended_early == f"{LOST_MAX} calls left an instance that cannot be used again"

    def each(payload: Any) -> CallOutcome:
        return failed(FailureKind.TRAP, f"error:\n 0: 0x{payload['status']:x} - plugin.wasm!f")

    many = of_one(fuzzed(each, runs=20_000))
    assert many.ended_early == f"{FAILURES_MAX} kinds of failure were found"
    assert len(many.failures) == FAILURES_MAX


def test_a_cancelled_call_ends_it() -> None:
    fuzz = of_one(fuzzed(lambda p: failed(FailureKind.CANCELLED, "cancelled") if p["status"] == 500 else None))
    assert fuzz.ended_early == "it was cancelled"


def test_an_instance_that_cannot_be_built_is_a_failure_of_each_payload() -> None:
    engine = engine_of({"normalize_error": None})
    engine.refusal = failed(FailureKind.INSTANTIATE, "no memory").failure
    fuzz = of_one(fuzzed(None, engine=engine, runs=3))
    assert [(one.count, one.ending.stage) for one in fuzz.counts] == [(3, "plugin_call")]


def test_a_function_that_is_not_negotiated_is_an_error_and_no_payload_is_sent() -> None:
    report = fuzzed(None, function="observe", engine=engine_of({"normalize_error": None}))
    assert not report.passed
    assert of_one(report).runs == 0
    assert report.error is not None
    assert report.error.kind == "version_lookup"


def test_without_a_function_each_that_is_negotiated_is_fuzzed() -> None:
    engine = engine_of({"observe": None, "normalize_error": None})
    assert [one.function for one in fuzzed(None, engine=engine, functions=()).functions] == [
        "normalize_error",
        "observe",
    ]


def test_requests_to_sign_carry_the_state_that_the_plugin_itself_made() -> None:
    built: list[Any] = []

    def build(payload: Any) -> None:
        built.append(payload["factory_state"])

    def sign(payload: Any) -> CallOutcome | None:
        return failed(FailureKind.ERROR_TEXT, "not mine") if payload["signer_state"] != {"key": 7} else None

    engine = engine_of({"build_signer": build, "sign": sign})
    report = fuzzed(None, function="sign", engine=engine, factory_state={"api_key": "k"})
    assert built == [{"api_key": "k"}]
    assert not of_one(report).refuses_usual
    fuzzed(None, function="build_signer", engine=engine, factory_state={"api_key": "k"})
    assert {json.dumps(one) for one in built} == {'{"api_key": "k"}'}


def test_strings_of_the_plugins_own_data_are_tried() -> None:
    engine = engine_of({"observe": None})
    data = section(11, b"\x01\x00\x41\x00\x0b\x0cteapot-model")
    module = plugin_module(exports=[*engine.answers]) + data
    artifact = Artifact("plugin.wasm", module, hashlib.sha256(module).hexdigest())
    request = FuzzRequest(("observe",), "7", 500)
    fuzz_build(engine, HostStateStore(), artifact, Settings(), request, clock=FakeClock())
    assert any(b"teapot-model" in called.payload for called in engine.asked("call"))


def test_a_given_payload_is_changed_too_and_a_pointer_keeps_the_changes_below_it() -> None:
    engine = engine_of({"normalize_error": None})
    fuzzed(None, engine=engine, base='{"status":418,"body_base64":"dGVh"}', pointer="/body_base64")
    sent = [json.loads(called.payload) for called in engine.asked("call")]
    assert {one["status"] for one in sent} <= {418, 529, 200, 500}
    assert sent[0] == {"_v": 1, "status": 418, "body_base64": "dGVh"}
    assert len({one["body_base64"] for one in sent}) > 20


@pytest.mark.parametrize(
    ("facts", "name"), [({"base": "[]"}, "input-file"), ({"pointer": "/nope"}, "field"), ({"pointer": "x"}, "field")]
)
def test_a_base_and_a_pointer_that_do_not_belong_to_the_function_are_usage_errors(
    facts: dict[str, Any], name: str
) -> None:
    with pytest.raises(SettingInvalid) as raised:
        fuzzed(None, **facts)
    assert raised.value.name == name


def test_the_host_is_left_as_it_was_found_and_progress_is_told() -> None:
    engine = engine_of({"normalize_error": None})
    module = plugin_module(exports=[*engine.answers])
    artifact = Artifact("plugin.wasm", module, hashlib.sha256(module).hexdigest())
    host = HostStateStore()
    before = HostSnapshot(storage={"p": {"k": b"v"}})
    host.restore(before)
    told: list[FuzzStep] = []
    request = FuzzRequest(("normalize_error",), "7", 700)

    def on_progress(step: FuzzStep) -> bool:
        told.append(step)
        return True

    fuzz_build(engine, host, artifact, Settings(), request, clock=FakeClock(), on_progress=on_progress)
    assert host.snapshot().storage == before.storage
    assert told == [FuzzStep("normalize_error", 500, 700), FuzzStep("normalize_error", 700, 700)]


def test_who_asks_to_stop_gets_what_was_found_so_far_unshrunk() -> None:
    engine = engine_of({"normalize_error": traps})
    module = plugin_module(exports=[*engine.answers])
    artifact = Artifact("plugin.wasm", module, hashlib.sha256(module).hexdigest())
    request = FuzzRequest(("normalize_error",), "7", 5_000)
    report = fuzz_build(
        engine, HostStateStore(), artifact, Settings(), request, clock=FakeClock(), on_progress=lambda step: False
    )
    fuzz = of_one(report)
    assert fuzz.ended_early == "it was cancelled"
    assert fuzz.runs < 5_000
    assert [one.is_smallest for one in fuzz.failures] == [False]
