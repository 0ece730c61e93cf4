"""Layer L5: envelope, stages, outcome (PROTOCOL.md section 8)."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fakes import answered, failed
from tests.messages import negotiated
from workbench.errors.dispatch import DispatchError
from workbench.errors.handshake import DowngradeAttempt
from workbench.errors.machine import WorkbenchLimitMemory
from workbench.protocol.calls import CallFailure, CallOutcome, FailureKind, LimitExceeded, Phase
from workbench.protocol.dispatch import (
    REMEMBERED_MAX_BYTES,
    DispatchOutcome,
    Prepared,
    Stage,
    bare_request,
    forget,
    judge,
    judge_output,
    prepare,
    without_version,
)
from workbench.protocol.functions import WIRE_FUNCTIONS, Policy
from workbench.protocol.handshake import Negotiation
from workbench.protocol.offer import Offer
from workbench.protocol.profiles import Profile
from workbench.protocol.verdicts import judge_text
from workbench.protocol.wire.encode import compact
from workbench.protocol.wire.samples import candidate_sample, request_sample

SHAPED = {"url": "u", "method": "POST", "headers": [], "body_base64": ""}
PREPARED = Prepared("shape", 1, '{"_v":1}')


def outcome_of(answer: Any, function: str = "shape", profile: Profile = Profile.V0_1) -> DispatchOutcome:
    call = answer if isinstance(answer, CallOutcome) else answered(answer)
    return judge(Prepared(function, 1, '{"_v":1}'), call, profile)


def error_of(outcome: Any) -> DispatchError:
    assert isinstance(outcome, DispatchOutcome)
    assert isinstance(outcome.error, DispatchError)
    assert outcome.stage is not None
    assert outcome.error.kind == outcome.stage.value
    assert not outcome.ok
    return outcome.error


# Before the call.


def test_a_request_is_sent_compact_with_sorted_keys_and_its_version_first() -> None:
    prepared = prepare(negotiated(), "shape", '{"b": {"z": 1.0, "a": "안녕 \\u0007"}, "a": [1e16]}')
    assert isinstance(prepared, Prepared)
    assert prepared.text == '{"_v":1,"a":[1e16],"b":{"a":"안녕 \\u0007","z":1.0}}'


def test_the_negotiated_version_replaces_one_that_was_typed() -> None:
    prepared = prepare(negotiated(), "shape", '{"_v":9}')
    assert isinstance(prepared, Prepared)
    assert prepared.text == '{"_v":1}'


def test_the_version_is_the_negotiated_one() -> None:
    offer = Offer({"shape": (1, 3)})
    negotiation = negotiated("shape", offer=offer, chosen_versions={"shape": 3}, plugin_supported={"shape": [3]})
    prepared = prepare(negotiation, "shape", "{}")
    assert isinstance(prepared, Prepared)
    assert (prepared.version, prepared.text) == (3, '{"_v":3}')


def sent(function: str, payload: dict[str, Any]) -> dict[str, Any]:
    prepared = prepare(negotiated(function), function, json.dumps(payload))
    assert isinstance(prepared, Prepared)
    text: dict[str, Any] = json.loads(prepared.text)
    assert text.pop("_v") == 1
    return text


def test_a_request_of_its_type_is_sent_as_the_reference_writes_it() -> None:
    request = {"request_id": "r", "headers": [["x-a", "YQ=="]], "method": "GET", "path": "/", "body_base64": ""}
    payload = {"request": request, "upstream": ["anthropic_direct"], "principal": ["p", "api_key", {}]}
    assert sent("shape", payload) == {
        "request": {**request, "headers": [{"name": "x-a", "value_base64": "YQ=="}], "query": None},
        "upstream": {"kind": "anthropic_direct"},
        "principal": {"id": "p", "kind": "api_key", "claims": {}},
    }


def test_absent_nullable_fields_of_events_are_sent_as_null() -> None:
    payload = {"events": [{"request_id": "r", "kind": "request_started"}, ["chunk", 1, 2, 3]]}
    assert sent("observe", payload) == {
        "events": [
            {"kind": "request_started", "request_id": "r", "downstream_user_agent": None},
            {"kind": "chunk", "batch_index": 1, "event_count": 2, "total_bytes": 3},
        ]
    }


@pytest.mark.parametrize(("typed", "wired"), [("0.1", "0.10000000149011612"), ("1", "1.0"), ("1e39", "null")])
def test_a_confidence_is_sent_narrowed(typed: str, wired: str) -> None:
    tokens = ("read_tokens", "creation_tokens_5m", "creation_tokens_1h")
    score = {f"predicted_cache_{name}": 0 for name in tokens} | {"predicted_uncached_input_tokens": 0}
    candidate = {**candidate_sample(), "cache_score": {**score, "confidence": "?"}}
    payload = compact({**request_sample("filter"), "candidates": [candidate]}).replace('"?"', typed)
    prepared = prepare(negotiated("filter"), "filter", payload)
    assert isinstance(prepared, Prepared)
    assert f'"confidence":{wired},' in prepared.text


def test_a_null_that_the_reference_leaves_out_is_left_out() -> None:
    assert "upstream_base_url" not in sent("shape", {**request_sample("shape"), "upstream_base_url": None})


@pytest.mark.parametrize("extra", [{"extra": 1}, {"request": {}}, {"upstream": {"kind": "other"}}, {"principal": []}])
def test_a_request_that_does_not_fit_is_sent_as_it_was_typed(extra: dict[str, Any]) -> None:
    payload = {**request_sample("shape"), **extra}
    assert sent("shape", payload) == payload


def test_a_version_that_was_typed_does_not_keep_a_request_from_fitting() -> None:
    payload = {"_v": 7, "status": 500, "body_base64": ""}
    assert sent("normalize_error", payload) == {"status": 500, "body_base64": ""}


@pytest.mark.parametrize("function", list(WIRE_FUNCTIONS))
def test_what_is_sent_is_what_decode_calls_the_wire_request(function: str) -> None:
    payload = compact(request_sample(function))
    prepared = prepare(negotiated(function), function, payload)
    assert isinstance(prepared, Prepared)
    assert prepared.text == judge_text(f"wire_request:{function}", payload.encode()).canonical


@pytest.mark.parametrize("negotiation", [None, negotiated("sign")])
def test_a_function_without_a_version_ends_at_the_lookup(negotiation: Negotiation | None) -> None:
    outcome = prepare(negotiation, "shape", "not even JSON")
    assert isinstance(outcome, DispatchOutcome)
    assert outcome.stage is Stage.VERSION_LOOKUP
    assert outcome.policy is Policy.FAIL_REQUEST
    assert (outcome.version, outcome.request_text, outcome.call) == (None, None, None)
    assert error_of(outcome).expected == "a negotiated version"


def test_a_rejected_handshake_is_the_cause_of_the_missing_version() -> None:
    offer = Offer({"shape": (1, 2)})
    rejected = negotiated("shape", offer=offer, plugin_supported={"shape": [1, 2]})
    outcome = prepare(rejected, "shape", "{}")
    assert isinstance(outcome, DispatchOutcome)
    assert outcome.stage is Stage.VERSION_LOOKUP
    assert isinstance(outcome.error, DowngradeAttempt)


@pytest.mark.parametrize(
    ("payload", "found"),
    [("[1]", "an array"), ("null", "null"), ('"{}"', "a string"), ("7", "a number"), (b"true", "true")],
)
def test_a_payload_that_is_no_object_ends_at_the_request_envelope(payload: str | bytes, found: str) -> None:
    outcome = prepare(negotiated(), "observe", payload)
    error = error_of(outcome)
    assert (error.stage, error.path, error.expected, error.found) == ("request_envelope", "$", "a JSON object", found)
    assert isinstance(outcome, DispatchOutcome)
    assert outcome.policy is Policy.SILENT_SKIP


@pytest.mark.parametrize(("payload", "offset"), [("", 0), ("{", 1), ('{"a":1,}', 7), (b'{"a":"\xff"}', 6), ("{}x", 2)])
def test_a_payload_that_is_no_json_says_where(payload: str | bytes, offset: int) -> None:
    error = error_of(prepare(negotiated(), "shape", payload))
    assert (error.stage, error.offset) == ("request_envelope", offset)


# The call.


@pytest.mark.parametrize("failure", [one for one in FailureKind if one is not FailureKind.INTERNAL_ERROR])
def test_every_failed_call_ends_at_the_plugin_call_with_its_cause(failure: FailureKind) -> None:
    call = failed(failure, "the reason", cause="the cause")
    outcome = outcome_of(call)
    error = error_of(outcome)
    assert (error.stage, error.found, error.cause) == ("plugin_call", "the reason", "the cause")
    assert outcome.call is call


def test_a_call_that_our_own_code_failed_is_a_panic_of_the_host() -> None:
    error = error_of(outcome_of(failed(FailureKind.INTERNAL_ERROR, "ValueError", cause="in host function cc_lb_log")))
    assert str(error) == (
        "shape: expected the workbench to run without an error of its own, "
        "found ValueError (in host function cc_lb_log)"
    )
    assert error.stage == "panic"


@pytest.mark.parametrize("function", list(WIRE_FUNCTIONS))
def test_a_fallback_has_the_policy_of_its_function(function: str) -> None:
    assert outcome_of(failed(FailureKind.TRAP, "x"), function).policy is WIRE_FUNCTIONS[function].policy


def test_an_output_that_is_not_utf_8_is_a_failed_call() -> None:
    error = error_of(outcome_of(b'{"_v":1,"\xff"'))
    assert (error.stage, error.found, error.offset) == (
        "plugin_call",
        "output is not UTF-8: byte 0xff at 9",
        9,
    )


# After the call.


@pytest.mark.parametrize("output", ["", " ", "{", "{'_v':1}", '{"_v":1}{}', "\ufeff{}", '{"_v":NaN}', "[" * 128])
def test_an_output_that_is_no_json_ends_at_deserialize(output: str) -> None:
    assert error_of(outcome_of(output)).stage == "deserialize_response"


def test_no_output_at_all_counts_as_empty_text() -> None:
    error = error_of(outcome_of(b""))
    assert (error.stage, error.offset) == ("deserialize_response", 0)


@pytest.mark.parametrize(
    ("output", "path", "expected", "found"),
    [
        ("[]", "$", "a JSON object", "an array"),
        ("{}", "$", "the field _v", "no such field"),
        ('{"_v":"1"}', "$._v", "an unsigned integer", "a string"),
        ('{"_v":null}', "$._v", "an unsigned integer", "null"),
        ('{"_v":true}', "$._v", "an unsigned integer", "true"),
        ('{"_v":-1}', "$._v", "an unsigned integer", "-1"),
        ('{"_v":1.0}', "$._v", "an unsigned integer", "1.0"),
        ('{"_v":1e0}', "$._v", "an unsigned integer", "1.0"),
        ('{"_v":18446744073709551616}', "$._v", "an unsigned integer", "1.8446744073709552e19"),
        ('{"_v":2}', "$._v", "the negotiated version 1", "2"),
        ('{"_v":1,"_v":2}', "$._v", "the negotiated version 1", "2"),
        ('{"_v":18446744073709551615}', "$._v", "the negotiated version 1", "18446744073709551615"),
    ],
)
def test_an_envelope_that_does_not_fit_says_where_and_what(output: str, path: str, expected: str, found: str) -> None:
    error = error_of(outcome_of(output))
    assert (error.stage, error.path, error.expected, error.found) == ("response_envelope", path, expected, found)


@pytest.mark.parametrize(
    ("output", "path", "place"),
    [
        ({"_v": 1}, "$", '{"_v"'),
        ({"_v": 1, **SHAPED, "extra": 123}, "$.extra", "123"),
        ({"_v": 1, **SHAPED, "headers": [{"name": "a"}]}, "$.headers[0]", '{"name"'),
        ({"_v": 1, **SHAPED, "url": None}, "$.url", "null"),
    ],
)
def test_a_response_of_another_type_says_where(output: dict[str, Any], path: str, place: str) -> None:
    error = error_of(outcome_of(output))
    assert (error.stage, error.path) == ("response_decode", path)
    assert error.offset == json.dumps(output).index(place)


def test_a_good_response_is_decoded_without_its_version() -> None:
    outcome = outcome_of('{"\\u005fv":1,"url":"u","method":"POST","headers":[],"body_base64":""}')
    assert outcome.ok
    assert (outcome.policy, outcome.stage, outcome.error) == (None, None, None)
    assert outcome.response == SHAPED
    assert outcome.response_text == '{"body_base64":"","headers":[],"method":"POST","url":"u"}'
    assert outcome.call is not None


def test_the_response_of_observe_is_empty() -> None:
    outcome = outcome_of({"_v": 1}, "observe")
    assert (outcome.ok, outcome.response_text) == (True, "{}")


def test_only_filter_answers_otherwise_in_the_last_line() -> None:
    newer = {"_v": 1, "kept_upstream_ids": [], "reason": "", "per_candidate_reasons": []}
    older = {"_v": 1, "results": []}
    assert outcome_of(newer, "filter", Profile.V0_3).ok
    assert outcome_of(older, "filter", Profile.V0_1).ok
    assert outcome_of(newer, "filter", Profile.V0_1).stage is Stage.RESPONSE_DECODE
    assert outcome_of(older, "filter", Profile.V0_3).stage is Stage.RESPONSE_DECODE
    for function in set(WIRE_FUNCTIONS) - {"filter"}:
        judged = {outcome_of({"_v": 1}, function, profile).stage for profile in Profile}
        assert len(judged) == 1


@given(st.binary(max_size=100))
def test_no_output_makes_the_judge_fail(output: bytes) -> None:
    outcome = judge_output(PREPARED, output, Profile.V0_1)
    assert outcome.ok is (outcome.policy is None)


@given(st.dictionaries(st.text(), st.text() | st.integers(-(2**63), 2**64 - 1) | st.none()))
def test_what_is_sent_is_the_payload_and_its_version(payload: dict[str, Any]) -> None:
    prepared = prepare(negotiated(), "shape", json.dumps(payload))
    assert isinstance(prepared, Prepared)
    assert json.loads(prepared.text) == {**payload, "_v": 1}
    assert list(json.loads(prepared.text)) == sorted({*payload, "_v"})


def test_the_same_output_is_judged_alike_whether_it_is_remembered_or_too_large_to_be() -> None:
    for body in ("", "A" * REMEMBERED_MAX_BYTES):
        output = json.dumps({"_v": 1, "url": "u", "method": "GET", "headers": [], "body_base64": body}).encode()
        first, again = (judge_output(PREPARED, output, Profile.V0_1) for _ in range(2))
        assert first == again
        assert (first.response is again.response) is (not body)
        forget()
        assert judge_output(PREPARED, output, Profile.V0_1) == first


def test_a_large_output_of_millions_of_values_is_rejected_before_it_is_read() -> None:
    # Where the protocol's budgets end, so that no verdict of theirs is another one.
    for crowd in (b"[],", b"{},", b"1,"):
        crowded = b'{"_v":1,"url":[' + crowd * (4_200_000 // len(crowd)) + b"0]}"
        outcome = outcome_of(CallOutcome(output=crowded, output_size_bytes=len(crowded)))
        assert outcome.stage is Stage.DESERIALIZE_RESPONSE
        assert "a limit of the workbench" in str(outcome.error)
    large = outcome_of(SHAPED | {"_v": 1, "body_base64": "A" * 8_000_000})
    assert large.ok


@pytest.mark.parametrize("function", WIRE_FUNCTIONS)
@pytest.mark.parametrize("version", [1, 77])
def test_a_bare_request_is_prepared_as_its_payload_is(function: str, version: int) -> None:
    sample = request_sample(function)
    negotiation = negotiated(
        function,
        offer=Offer({function: (version,)}),
        chosen_versions={function: version},
        plugin_supported={function: [version]},
    )
    prepared = prepare(negotiation, function, json.dumps(sample))
    assert isinstance(prepared, Prepared)
    bare = bare_request(function, sample | {"_v": 9})
    assert bare == without_version(prepared.text)
    assert prepare(negotiation, function, "not looked at", bare) == prepared


def test_what_is_no_request_has_no_bare_form() -> None:
    assert bare_request("shape", {"a": 1}) is None
    assert without_version('{"A":1,"_v":1}') is None
    assert (without_version('{"_v":12}'), without_version('{"_v":12,"a":1}')) == ("{}", '{"a":1}')


def test_a_limit_of_ours_that_ends_a_dispatch_says_nothing_of_the_plugin() -> None:
    prepared = prepare(negotiated("observe"), "observe", '{"events":[]}')
    assert isinstance(prepared, Prepared)
    limit = LimitExceeded("resident_limit_mb", 1, 2)
    failure = CallFailure(FailureKind.MEMORY_LIMIT, "x", phase=Phase.INSTANTIATE, limit=limit)
    outcome = judge(prepared, CallOutcome(failure=failure), Profile.V0_1)
    assert isinstance(outcome.error, WorkbenchLimitMemory)
    assert (outcome.ok, outcome.stage) == (False, Stage.PLUGIN_CALL)
