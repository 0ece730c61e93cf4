"""Conformance: which cases a plugin is owed, what they send, and what their results say (PROTOCOL.md section 12)."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.fakes import answered, failed
from tests.messages import negotiated
from workbench.errors.conformance import FunctionMissing, UnexpectedResponse
from workbench.errors.dispatch import DispatchError
from workbench.errors.handshake import MissingHandshakeExport
from workbench.errors.identity import PluginNameEmpty
from workbench.errors.self_check import FailureWithoutFailures
from workbench.protocol.calls import CallOutcome, FailureKind
from workbench.protocol.conformance import (
    CaseResult,
    Kind,
    ReferenceRun,
    kinds_of,
    plan,
    reference_run,
    run_cases,
)
from workbench.protocol.dispatch import DispatchOutcome, Prepared, judge, prepare
from workbench.protocol.functions import WIRE_FUNCTIONS
from workbench.protocol.handshake import Negotiation
from workbench.protocol.profiles import Profile
from workbench.protocol.wire.decode import from_value
from workbench.protocol.wire.messages import request_type

Plugin = Callable[[str, Any], CallOutcome]
"""What a plugin gives for a function and a request."""

SIGNED = {"url": None, "method": None, "headers": None, "body_base64": None}


def run(
    plugin: Plugin,
    *functions: str,
    kind: Kind | None = None,
    profile: Profile = Profile.V0_1,
    factory_state: Any = None,
    seen: list[tuple[str, str, Any]] | None = None,
) -> dict[str, CaseResult]:
    """The results of a plugin of these functions, by case; `seen` gets every request."""
    negotiation = negotiated(*functions)
    planned = plan(negotiation, profile, kind=kind, factory_state=factory_state)
    running = run_cases(planned.cases, profile)
    results = list(planned.missing)
    try:
        request = next(running)
        while True:
            value = json.loads(request.payload)
            if seen is not None:
                seen.append((request.layer, request.function, value))
            request = running.send(dispatched(negotiation, profile, request.function, request.payload, plugin))
    except StopIteration as end:
        results += end.value
    return {result.layer: result for result in results}


def dispatched(
    negotiation: Negotiation, profile: Profile, function: str, payload: str, plugin: Plugin
) -> DispatchOutcome:
    prepared = prepare(negotiation, function, payload)
    assert isinstance(prepared, Prepared)
    return judge(prepared, plugin(function, json.loads(payload)), profile)


def good(function: str, request: Any) -> CallOutcome:
    """A plugin that answers everything as it should."""
    match function:
        case "shape":
            answer = {
                "url": "https://h",
                "method": "POST",
                "headers": [],
                "body_base64": request["request"]["body_base64"],
            }
        case "normalize_error":
            answer = {"body_base64": None}
        case "build_signer":
            answer = {"signer_state": {"made_of": request["factory_state"]}}
        case "sign":
            answer = {**SIGNED, "headers": []}
        case "on_unauthorized":
            answer = {"decision": "refresh", "signer_state": {"again": request["signer_state"]}}
        case "observe":
            answer = {}
        case _:
            candidates = request["candidates"]
            answer = {
                "results": [
                    {"upstream_id": one["upstream_id"], "decision": "accept", "reason": ""} for one in candidates
                ]
            }
    return answered({"_v": 1, **answer}, wall_us=38)


def answering(function: str, answer: Any) -> Plugin:
    """A good plugin, but for one function."""
    given = answer if isinstance(answer, CallOutcome) else answered({"_v": 1, **answer})
    return lambda asked, request: given if asked == function else good(asked, request)


# Which cases.


@pytest.mark.parametrize(
    ("functions", "kinds"),
    [
        (("shape",), (Kind.SHAPE,)),
        (("shape", "normalize_error"), (Kind.DIALECT,)),
        (("build_signer", "sign"), (Kind.SIGNER,)),
        (("build_signer",), ()),
        (("normalize_error",), ()),
        (("filter", "observe"), (Kind.OBSERVABILITY, Kind.ROUTER)),
        (tuple(WIRE_FUNCTIONS), (Kind.DIALECT, Kind.SIGNER, Kind.OBSERVABILITY, Kind.ROUTER)),
    ],
)
def test_a_plugin_is_of_the_kinds_whose_functions_it_speaks(
    functions: tuple[str, ...], kinds: tuple[Kind, ...]
) -> None:
    assert kinds_of(negotiated(*functions)) == kinds


def test_a_rejected_handshake_is_of_no_kind() -> None:
    assert kinds_of(negotiated("shape", handshake_schema_version=2)) == ()


def test_the_cases_of_the_reference_have_their_names_and_order() -> None:
    assert list(run(good, "shape", "observe", "filter")) == [
        "dispatch:shape:basic",
        "dispatch:robustness:empty_body",
        "dispatch:robustness:malformed_json",
        "dispatch:robustness:invalid_utf8",
        "dispatch:robustness:large_body",
        "dispatch:robustness:unicode_preservation",
        "dispatch:robustness:empty_events",
        "dispatch:robustness:multi_event_batch",
        "dispatch:observe:request_started",
        "dispatch:observe:authn_complete",
        "dispatch:observe:upstream_chosen",
        "dispatch:observe:chunk",
        "dispatch:observe:request_finished",
        "dispatch:observe:error",
        "dispatch:observe:full_batch",
        "dispatch:filter:empty_candidates",
        "dispatch:filter:candidate_count",
    ]


def test_signers_and_dialects_have_cases_of_their_own() -> None:
    assert list(run(good, "normalize_error", "build_signer", "sign", "on_unauthorized")) == [
        "dispatch:normalize_error:json_body",
        "dispatch:normalize_error:text_body",
        "dispatch:normalize_error:empty_body",
        "dispatch:normalize_error:invalid_utf8",
        "dispatch:normalize_error:status_400",
        "dispatch:normalize_error:status_529",
        "dispatch:build_signer:object_state",
        "dispatch:build_signer:null_state",
        "dispatch:sign:basic",
        "dispatch:sign:no_headers",
        "dispatch:sign:headers_and_body",
        "dispatch:sign:binary_body",
        "dispatch:on_unauthorized:body_null",
        "dispatch:on_unauthorized:body",
        "dispatch:on_unauthorized:failed",
        "dispatch:sign:after_refresh",
    ]


def test_a_good_plugin_passes_everything() -> None:
    results = run(good)
    assert {layer: result.detail for layer, result in results.items() if not result.passed} == {}
    assert all(result.error is None for result in results.values())
    assert all(result.wall_us == 38 for result in results.values())


def test_every_request_fits_its_type_and_no_case_sends_what_another_sends() -> None:
    seen: list[tuple[str, str, Any]] = []
    run(good, seen=seen)
    for _, function, request in seen:
        from_value(request_type(function), request)
    texts = [(function, json.dumps(request, sort_keys=True)) for _, function, request in seen]
    assert len(set(texts)) == len(texts)


def body_of(seen: list[tuple[str, str, Any]], name: str) -> bytes:
    request = next(request for layer, _, request in seen if layer.endswith(name))
    return base64.b64decode(request["request"]["body_base64"])


def test_the_bodies_of_the_shape_cases_are_those_of_the_reference() -> None:
    seen: list[tuple[str, str, Any]] = []
    run(good, "shape", seen=seen)
    assert seen[0][2]["request"]["body_base64"] == "e30="
    assert body_of(seen, "empty_body") == b""
    assert body_of(seen, "malformed_json") == b"{"
    assert body_of(seen, "invalid_utf8") == b"\xff\xfe\xfd"
    assert body_of(seen, "large_body") == b"x" * 65_536
    text = body_of(seen, "unicode_preservation").decode()
    with pytest.raises(ValueError, match="Expecting value"):
        json.loads(text)
    assert any("가" <= sign <= "힣" for sign in text)
    assert any(ord(sign) > 0xFFFF for sign in text)


def test_the_largest_batch_is_the_one_that_a_host_makes() -> None:
    seen: list[tuple[str, str, Any]] = []
    run(good, "observe", seen=seen)
    (events,) = [payload["events"] for layer, _, payload in seen if layer == "dispatch:observe:full_batch"]
    assert [event["batch_index"] for event in events] == list(range(32))


# What the host can use.


def test_an_answer_that_decodes_and_cannot_be_used_passes_and_is_not_usable() -> None:
    shaped = {"url": "not a url", "method": "POST", "headers": [], "body_base64": ""}
    result = run(answering("shape", shaped), "shape")["dispatch:shape:basic"]
    assert (result.passed, result.is_usable) == (True, False)
    assert result.error is not None
    assert (result.error.kind, result.error.details["path"], result.error.details["rule"]) == (
        "HostEffect",
        "/url",
        "url",
    )
    assert result.effect is not None
    assert result.effect.value()["effect"] == "fails_request"


def test_an_answer_that_is_used_in_part_is_usable() -> None:
    header = {"name": "content-length", "value_base64": ""}
    shaped = {"url": "https://h", "method": "POST", "headers": [header], "body_base64": ""}
    result = run(answering("shape", shaped), "shape")["dispatch:shape:basic"]
    assert (result.passed, result.is_usable, result.error) == (True, True, None)


def test_a_good_plugin_is_usable_everywhere() -> None:
    results = run(good, *WIRE_FUNCTIONS)
    assert {result.is_usable for result in results.values()} == {True}
    assert all(result.error is None for result in results.values())


def test_the_profile_decides_what_the_host_reads() -> None:
    def keeping(function: str, request: Any) -> CallOutcome:
        ids = [one["upstream_id"] for one in request["candidates"]]
        reasons = [{"upstream_id": one, "kept": True, "reason": ""} for one in ids]
        return answered({"_v": 1, "kept_upstream_ids": ids, "reason": "", "per_candidate_reasons": reasons})

    results = run(keeping, "filter", profile=Profile.V0_3)
    assert [result.is_usable for result in results.values()] == [True, True]


def test_a_case_without_a_decodable_answer_says_nothing_of_its_use() -> None:
    trapped = run(lambda *_: failed(FailureKind.TRAP, "wasm trap"), "shape")["dispatch:shape:basic"]
    assert (trapped.passed, trapped.is_usable, trapped.effect) == (False, None, None)
    rejected = run(lambda *_: failed(FailureKind.ERROR_TEXT, "no"), "build_signer", "sign", kind=Kind.SIGNER)
    assert rejected["dispatch:build_signer:null_state"].is_usable is None


def test_an_answer_that_does_not_fit_the_payload_says_so() -> None:
    result = run(answering("filter", {"results": []}), "filter")["dispatch:filter:candidate_count"]
    assert (result.passed, result.is_usable) == (False, True)
    assert isinstance(result.error, UnexpectedResponse)


# The reference's own run.


def reached(plugin: Plugin, kind: Kind, *functions: str, **errors: Any) -> ReferenceRun | None:
    """How far the reference's suite would have come."""
    none = {"identity_error": None, "handshake_error": None, "self_check_error": None}
    results = run(plugin, *functions).values()
    return reference_run(kind, **{**none, **errors}, chosen=functions, results=results)


def test_the_reference_has_six_and_two_and_two_cases() -> None:
    of_reference = [name for name, result in run(good, *WIRE_FUNCTIONS).items() if result.is_of_reference]
    assert of_reference == [
        "dispatch:shape:basic",
        *(
            f"dispatch:robustness:{name}"
            for name in ("empty_body", "malformed_json", "invalid_utf8", "large_body", "unicode_preservation")
        ),
        "dispatch:robustness:empty_events",
        "dispatch:robustness:multi_event_batch",
        "dispatch:filter:empty_candidates",
        "dispatch:filter:candidate_count",
    ]


@pytest.mark.parametrize(
    ("kind", "functions"),
    [(Kind.SHAPE, ["shape"]), (Kind.DIALECT, ["shape"]), (Kind.OBSERVABILITY, ["observe"]), (Kind.ROUTER, ["filter"])],
)
def test_the_reference_comes_to_its_end_with_a_good_plugin(kind: Kind, functions: list[str]) -> None:
    found = reached(good, kind, *functions)
    assert found == ReferenceRun(kind, None, None)
    assert found.passed


def test_without_a_kind_only_a_failed_layer_says_how_far_the_reference_came() -> None:
    layers: dict[str, Any] = {"identity_error": None, "handshake_error": None, "chosen": (), "results": ()}
    assert reference_run(None, **layers, self_check_error=None) is None
    failed_check = reference_run(None, **layers, self_check_error=FailureWithoutFailures())
    assert failed_check is not None
    assert (failed_check.kind, failed_check.stopped_at) == (None, "self_check")


def test_the_reference_has_no_suite_for_signers() -> None:
    assert reached(good, Kind.SIGNER, "build_signer", "sign") is None


def test_the_first_failure_ends_the_reference_s_run() -> None:
    errors = {
        "handshake_error": MissingHandshakeExport("cc_lb_handshake", "nothing"),
        "identity_error": PluginNameEmpty(),
        "self_check_error": FailureWithoutFailures(),
    }
    steps = []
    for given in (errors, {**errors, "handshake_error": None}):
        found = reached(good, Kind.ROUTER, "shape", **given)
        assert found is not None
        assert found.error is not None
        assert not found.passed
        steps.append((found.stopped_at, found.error.kind))
    assert steps == [("handshake", "MissingHandshakeExport"), ("handshake", "PluginNameEmpty")]
    missing = reached(good, Kind.ROUTER, "shape", self_check_error=FailureWithoutFailures())
    assert missing is not None
    assert (missing.stopped_at, str(missing.error)) == ("needed_function", str(FunctionMissing("filter", "router")))
    checked = reached(good, Kind.SHAPE, "shape", self_check_error=FailureWithoutFailures())
    assert checked is not None
    assert checked.stopped_at == "self_check"


def test_the_reference_stops_at_the_first_failed_case_of_its_own() -> None:
    def fussy(function: str, request: Any) -> CallOutcome:
        empty = function == "shape" and request["request"]["body_base64"] == ""
        alone = function == "observe" and len(request["events"]) == 1
        pair = function == "observe" and len(request["events"]) == 2
        return failed(FailureKind.TRAP, "wasm trap") if empty or alone or pair else good(function, request)

    shape = reached(fussy, Kind.SHAPE, "shape", "observe")
    assert shape is not None
    assert shape.stopped_at == "dispatch:robustness:empty_body"
    assert isinstance(shape.error, DispatchError)
    observed = reached(fussy, Kind.OBSERVABILITY, "shape", "observe")
    assert observed is not None
    assert observed.stopped_at == "dispatch:robustness:multi_event_batch"


def test_what_the_host_cannot_use_does_not_stop_the_reference() -> None:
    shaped = {"url": "", "method": "", "headers": [], "body_base64": "!"}
    found = reached(answering("shape", shaped), Kind.SHAPE, "shape")
    assert found is not None
    assert found.passed


# A kind that is asked for.


@pytest.mark.parametrize(
    ("kind", "missing"),
    [
        (Kind.SHAPE, ["shape"]),
        (Kind.DIALECT, ["shape"]),
        (Kind.OBSERVABILITY, ["observe"]),
        (Kind.ROUTER, ["filter"]),
        (Kind.SIGNER, ["sign"]),
    ],
)
def test_a_kind_whose_function_is_missing_fails_and_runs_nothing(kind: Kind, missing: list[str]) -> None:
    results = run(lambda *_: pytest.fail("nothing may be called"), "build_signer", "normalize_error", kind=kind)
    assert list(results) == [f"dispatch:{name}" for name in missing]
    for result in results.values():
        assert isinstance(result.error, FunctionMissing)
        assert result.error.name in missing
        assert not result.passed


def test_only_the_cases_of_the_kind_are_run() -> None:
    assert {layer.split(":")[1] for layer in run(good, kind=Kind.ROUTER)} == {"filter"}
    assert {layer.split(":")[1] for layer in run(good, kind=Kind.SHAPE)} == {"shape", "robustness"}
    assert {layer.split(":")[1] for layer in run(good, kind=Kind.SIGNER)} == {"build_signer", "sign", "on_unauthorized"}


def test_functions_outside_the_kinds_are_listed_as_extras() -> None:
    negotiation = negotiated("shape", "observe", "sign", chosen_versions={"shape": 1, "sign": 1})
    assert [(extra.kind, extra.message) for extra in plan(negotiation, Profile.V0_1, kind=Kind.SHAPE).extras] == [
        ("extra_function", "sign is declared too"),
    ]
    assert plan(negotiated("shape"), Profile.V0_1).extras == ()


def test_without_a_kind_nothing_negotiated_goes_untried() -> None:
    assert run(good, "normalize_error")["dispatch:normalize_error:json_body"].passed
    assert "dispatch:sign:basic" in run(good, "sign")


# Judging.


@pytest.mark.parametrize(
    ("answer", "cases"),
    [
        ({"results": []}, ["dispatch:filter:candidate_count"]),
        ({"results": [{"upstream_id": "a", "decision": "accept", "reason": ""}]}, ["dispatch:filter:empty_candidates"]),
    ],
)
def test_a_router_must_decide_once_for_each_candidate(answer: dict[str, Any], cases: list[str]) -> None:
    results = run(answering("filter", answer), "filter")
    assert [layer for layer, result in results.items() if not result.passed] == cases
    error = results[cases[0]].error
    assert isinstance(error, UnexpectedResponse)
    assert error.path == "$.results"
    assert error.case == cases[0]


def test_odd_decisions_are_reported_but_pass() -> None:
    answer = {"results": [{"upstream_id": "a", "decision": "maybe", "reason": ""}]}
    result = run(answering("filter", answer), "filter")["dispatch:filter:candidate_count"]
    assert result.passed
    assert result.detail == "1 decision; 'maybe' is not a decision in use; 'a' is no candidate"


def test_the_last_line_counts_the_reasons_given() -> None:
    nil = "00000000-0000-0000-0000-000000000000"
    keeping = {
        "kept_upstream_ids": [nil],
        "reason": "",
        "per_candidate_reasons": [{"upstream_id": nil, "kept": True, "reason": ""}],
    }
    results = run(answering("filter", keeping), "filter", profile=Profile.V0_3)
    assert results["dispatch:filter:candidate_count"].detail == "1 decision; 1 kept"
    assert not results["dispatch:filter:empty_candidates"].passed


def test_a_fallback_tells_stage_policy_and_cause() -> None:
    plugin = answering("shape", failed(FailureKind.TRAP, "error while executing", cause="wasm trap: unreachable"))
    result = run(plugin, "shape")["dispatch:shape:basic"]
    assert not result.passed
    assert isinstance(result.error, DispatchError)
    assert result.detail == (
        "plugin_call failed, so fail_request: shape: expected a return of 0 and no error text, "
        "found error while executing (wasm trap: unreachable)"
    )


def test_a_failed_case_does_not_end_the_run() -> None:
    def fails_once(function: str, request: Any) -> CallOutcome:
        if request["request"]["body_base64"] == "e30=":
            return failed(FailureKind.FUEL, "plugin ran out of fuel")
        return good(function, request)

    results = run(fails_once, "shape")
    assert [result.passed for result in results.values()] == [False, True, True, True, True, True]


def test_an_instance_that_had_to_be_built_again_is_reported() -> None:
    plugin = answering("observe", answered({"_v": 1}, restarted=True))
    detail = run(plugin, "observe")["dispatch:observe:chunk"].detail
    assert detail == "1 event taken (on a new instance: the process of the one before was gone)"


def test_details_say_what_came_back() -> None:
    results = run(good)
    assert results["dispatch:robustness:large_body"].detail == "'POST' with 0 headers and the body as it was"
    assert results["dispatch:normalize_error:json_body"].detail == "null: the body stays as it is"
    odd = run(answering("shape", {"url": "", "method": "M" * 99, "headers": [], "body_base64": "***"}), "shape")[
        "dispatch:shape:basic"
    ]
    assert odd.passed
    assert odd.detail == f"'{'M' * 60}…' with 0 headers and a body that is not base64"


def test_a_body_that_came_back_otherwise_is_measured() -> None:
    shaped = {"url": "", "method": "GET", "headers": [{"name": "a", "value_base64": ""}], "body_base64": "AAA="}
    assert run(answering("shape", shaped), "shape")["dispatch:shape:basic"].detail == (
        "'GET' with 1 header and a body of 2 bytes"
    )
    for body, detail in (("AAA=", "a body of 2 bytes"), ("AAA", "a body that is not base64")):
        results = run(answering("normalize_error", {"body_base64": body}), "normalize_error")
        assert results["dispatch:normalize_error:status_400"].detail == detail


# Signers.


def test_the_state_that_was_built_is_carried_into_every_later_call() -> None:
    seen: list[tuple[str, str, Any]] = []
    run(good, kind=Kind.SIGNER, seen=seen)
    states = {layer: request.get("signer_state") for layer, function, request in seen if function != "build_signer"}
    built = {"made_of": {"api_key": "dry-run-key"}}
    assert states.pop("dispatch:sign:after_refresh") == {"again": built}
    assert all(state == built for state in states.values())


def test_a_given_factory_state_comes_first_and_is_the_one_carried() -> None:
    seen: list[tuple[str, str, Any]] = []
    run(good, kind=Kind.SIGNER, factory_state={"api_key": "k"}, seen=seen)
    assert seen[0][0] == "dispatch:build_signer:given_state"
    assert seen[3][2]["signer_state"] == {"made_of": {"api_key": "k"}}


REJECTIONS = [
    failed(FailureKind.EXIT_CODE, "factory_state: expected api_key"),
    failed(FailureKind.ERROR_TEXT, "factory_state: expected api_key"),
]


@pytest.mark.parametrize("rejection", REJECTIONS)
def test_a_signer_may_reject_a_state_with_an_error_text_of_its_own(rejection: CallOutcome) -> None:
    results = run(answering("build_signer", rejection), kind=Kind.SIGNER)
    for name in ("object_state", "null_state"):
        result = results[f"dispatch:build_signer:{name}"]
        assert result.passed
        assert result.detail == "rejected, not trapped: factory_state: expected api_key"
    signed = results["dispatch:sign:basic"]
    assert signed.passed
    assert signed.detail.endswith("(no state could be built, so null is sent; name the factory state to try more)")


@pytest.mark.parametrize(
    "outcome",
    [
        failed(FailureKind.TRAP, "error while executing", cause="wasm trap: unreachable"),
        failed(FailureKind.EXIT_CODE, "Returned non-zero exit code: 5"),
        failed(FailureKind.TIMEOUT, "timeout"),
        answered(b""),
        answered({"_v": 1}),
    ],
)
def test_a_trap_a_bare_code_and_a_bad_response_are_no_rejection(outcome: CallOutcome) -> None:
    results = run(answering("build_signer", outcome), kind=Kind.SIGNER)
    assert not results["dispatch:build_signer:null_state"].passed


def test_a_given_state_may_not_be_rejected() -> None:
    results = run(answering("build_signer", REJECTIONS[0]), kind=Kind.SIGNER, factory_state={"api_key": "k"})
    assert not results["dispatch:build_signer:given_state"].passed
    assert results["dispatch:build_signer:null_state"].passed


def test_a_signer_may_reject_to_sign_only_when_no_state_could_be_built() -> None:
    def rejects_to_sign(function: str, request: Any) -> CallOutcome:
        return REJECTIONS[0] if function == "sign" else good(function, request)

    def rejects_all(function: str, request: Any) -> CallOutcome:
        return REJECTIONS[0]

    assert not run(rejects_to_sign, kind=Kind.SIGNER)["dispatch:sign:basic"].passed
    assert run(rejects_all, kind=Kind.SIGNER)["dispatch:sign:basic"].passed


def test_details_of_sign_name_each_nullable_field() -> None:
    answer = {"url": "u", "method": None, "headers": [{"name": "a", "value_base64": ""}], "body_base64": "AAA="}
    assert run(answering("sign", answer), "build_signer", "sign")["dispatch:sign:basic"].detail == (
        "url set, method unchanged, headers set (1), body set (2 bytes)"
    )
    assert run(answering("sign", SIGNED), "build_signer", "sign")["dispatch:sign:basic"].detail == (
        "url unchanged, method unchanged, headers unchanged, body unchanged"
    )


@pytest.mark.parametrize(
    ("decision", "state", "detail"),
    [
        ("refresh", {"made_of": {"api_key": "dry-run-key"}}, "refresh with the same state as before"),
        ("refresh", None, "refresh with a new state"),
        ("fail", None, "fail"),
        ("retry", None, "'retry', which a host takes as fail"),
    ],
)
def test_details_of_on_unauthorized_say_what_a_host_would_do(decision: str, state: Any, detail: str) -> None:
    results = run(answering("on_unauthorized", {"decision": decision, "signer_state": state}), kind=Kind.SIGNER)
    assert results["dispatch:on_unauthorized:body"].detail == detail
    after = results["dispatch:sign:after_refresh"]
    assert after.passed
    if decision == "refresh":
        assert after.detail.endswith("(with the state of dispatch:on_unauthorized:body_null)")
    else:
        assert after.detail == "nothing to sign: on_unauthorized never decided to refresh"


@pytest.mark.parametrize(
    ("state", "shown"),
    [
        (None, "null"),
        ({}, "an object of 0 members"),
        ([1], "an array of 1 items"),
        ("abc", "a string of 3 characters"),
        (True, "true or false"),
        (1.5, "a number"),
    ],
)
def test_a_state_is_described_and_never_shown(state: Any, shown: str) -> None:
    results = run(answering("build_signer", {"signer_state": state}), kind=Kind.SIGNER)
    assert results["dispatch:build_signer:null_state"].detail == f"a state that is {shown}"
