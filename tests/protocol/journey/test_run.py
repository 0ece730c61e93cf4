"""The journey of one request: what is asked in which order, what goes from step to step, what the caller gets."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fakes import answered, failed
from tests.journeys import ALL, DIALECT, FILTER, OBSERVER, SIGNED, SIGNER, Plugin, drive, gives, plan_of
from workbench.protocol.calls import CallOutcome, FailureKind
from workbench.protocol.host_effect.observe_batch import BATCHES_DROPPED, EVENTS_DROPPED
from workbench.protocol.journey.assumptions import Assumption
from workbench.protocol.journey.proxied_request import typical_proxied
from workbench.protocol.journey.run import run_journey
from workbench.protocol.journey.step import StepKind
from workbench.protocol.profiles import Profile

FAILURES = {
    "trap": failed(FailureKind.TRAP, "wasm trap: unreachable"),
    "time-out": failed(FailureKind.TIMEOUT, "timeout"),
    "error response": failed(FailureKind.ERROR_TEXT, "no"),
    "no JSON": answered("{"),
    "no UTF-8": answered(b"\xff"),
    "no envelope": answered({}),
    "wrong type": answered({"_v": 1, "url": 1, "results": 1, "decision": 1, "body_base64": 1, "unknown": 1}),
}
"""What a call gives that falls back."""

TO_THE_END = {
    "filter": ["200"],
    "normalize_error": ["429"],
    "on_unauthorized": ["401"],
    "observe": ["200"],
}
"""What a journey goes on from after a failure, with the upstream's answer that leads there."""


def failing(function: str, outcome: CallOutcome) -> list[Plugin]:
    """The four plugins, of which one function gives this."""
    return [{**one, function: lambda _request: outcome} if function in one else one for one in ALL]


def test_a_good_request_passes_all_functions_in_the_order_of_the_host() -> None:
    journey = drive(ALL)
    assert journey.names == [
        *("observe", "filter", "shape", "build_signer", "sign", "upstream", "observe.2", "observe.3", "observe.4")
    ]
    assert (journey.caller.status, journey.caller.failed_at) == (200, None)
    assert journey.caller.body.startswith(b"event: message_start")


def test_each_output_becomes_the_next_input() -> None:
    journey = drive(ALL, "401", "200")
    shaped = {
        "url": "https://api.anthropic.com/v1/messages",
        "method": "POST",
        "headers": [{"name": "accept", "value_base64": ""}],
        "body_base64": typical_proxied().request["body_base64"],
    }
    assert journey.sent("sign") == {"shaped": shaped, "signer_state": {"turn": 0}}
    assert journey.sent("on_unauthorized")["signer_state"] == {"turn": 0}
    assert journey.sent("sign.2") == {"shaped": shaped, "signer_state": {"turn": 1}}
    sent = next(step.sent for step in journey.end.steps if step.name == "upstream")
    assert sent is not None
    assert [header.name for header in sent.headers] == ["x-api-key"]


def test_after_a_401_there_is_one_further_attempt_and_no_loop() -> None:
    journey = drive(ALL, "401")
    assert journey.names.count("on_unauthorized") == 1
    assert [name for name in journey.names if name.startswith(("sign", "upstream"))] == [
        *("sign", "upstream", "sign.2", "upstream.2")
    ]
    assert (journey.caller.status, journey.caller.body) == (401, b"no")


def test_a_signer_that_gives_up_lets_the_401_go_to_the_caller() -> None:
    gives_up = {**SIGNER, "on_unauthorized": gives({"decision": "fail", "signer_state": None})}
    journey = drive([gives_up], "401", "200")
    assert "sign.2" not in journey.names
    assert journey.caller.status == 401
    assert journey.came("on_unauthorized") == "The plugin says fail: the 401 goes to the caller."


@pytest.mark.parametrize("status", ["429", "500", "529"])
def test_an_error_of_the_upstream_keeps_its_status_and_gets_the_plugins_body(status: str) -> None:
    journey = drive(ALL, status)
    assert (journey.caller.status, journey.caller.body) == (int(status), b"no")
    assert journey.sent("normalize_error")["status"] == int(status)
    assert "with the body that the plugin wrote" in journey.caller.why


@pytest.mark.parametrize(("body", "word"), [(None, "used"), ("no base64", "ignored")])
def test_a_body_that_is_null_or_no_base64_leaves_the_upstreams(body: str | None, word: str) -> None:
    journey = drive([{**DIALECT, "normalize_error": gives({"body_base64": body})}], "500")
    assert (journey.word("normalize_error"), journey.caller.body[:6]) == (word, b"<html>")


def test_a_stream_that_breaks_reaches_the_caller_cut_off_and_is_reported() -> None:
    journey = drive(ALL, "broken")
    assert (journey.caller.status, journey.caller.is_cut) == (200, True)
    kinds = [event["kind"] for event in journey.sent("observe.3")["events"]]
    assert kinds == ["chunk", "error", "request_finished"]


def test_events_go_out_in_the_hosts_batches() -> None:
    batches = [call for call in drive(ALL).calls if call.function == "observe"]
    assert [[event["kind"] for event in json.loads(call.payload)["events"]] for call in batches] == [
        ["request_started"],
        ["authn_complete", "upstream_chosen", "chunk"],
        ["chunk", "chunk"],
        ["chunk", "request_finished"],
    ]


def test_a_batch_that_falls_back_is_lost_and_counted() -> None:
    journey = drive(failing("observe", FAILURES["trap"]))
    assert journey.caller.status == 200
    (count,) = journey.end.observers
    assert (count.batches_dropped, count.events_dropped) == (4, 8)
    assert journey.end.metrics == {BATCHES_DROPPED: 4, EVENTS_DROPPED: 8}
    assert journey.came("observe.2").endswith("3 events dropped and counted.")


def test_each_observer_has_batches_of_its_own() -> None:
    journey = drive([OBSERVER, OBSERVER])
    assert [(one.batches, one.events) for one in journey.end.observers] == [(4, 8), (4, 8)]
    assert Assumption.EVERY_OBSERVER in journey.end.assumed


@pytest.mark.parametrize("how", FAILURES)
@pytest.mark.parametrize("function", ["shape", "build_signer", "sign"])
def test_a_failure_with_the_policy_fail_request_fails_the_request(function: str, how: str) -> None:
    journey = drive(failing(function, FAILURES[how]))
    assert (journey.caller.status, journey.caller.failed_at) == (502, function)
    assert journey.word(function) == "fail_request"
    assert "upstream" not in journey.names
    assert json.loads(journey.calls[-1].payload)["events"][-1]["status"] == 502


@pytest.mark.parametrize("how", FAILURES)
@pytest.mark.parametrize("function", TO_THE_END)
def test_the_request_goes_on_after_every_other_failure(function: str, how: str) -> None:
    journey = drive(failing(function, FAILURES[how]), *TO_THE_END[function])
    assert journey.caller.failed_at is None
    assert journey.caller.status == int(TO_THE_END[function][0])


def test_an_answer_that_decodes_and_is_of_no_use_fails_the_request_too() -> None:
    shaped = {"url": "nowhere", "method": "POST", "headers": [{"name": "a b", "value_base64": ""}], "body_base64": ""}
    journey = drive([{**DIALECT, "shape": gives(shaped)}])
    assert (journey.word("shape"), journey.caller.failed_at) == ("fails_request", "shape")
    assert journey.came("shape").startswith("The answer decodes, but the host fails the downstream request: /url: url")
    assert journey.came("shape").endswith(", and 1 more.")


def test_a_length_header_is_dropped_and_the_rest_used() -> None:
    shaped = {
        "url": "https://h",
        "method": "POST",
        "headers": [{"name": "Content-Length", "value_base64": ""}],
        "body_base64": "",
    }
    journey = drive([{**DIALECT, "shape": gives(shaped)}, SIGNER])
    assert journey.word("shape") == "used_in_part"
    assert "content-length" in journey.came("shape")
    assert journey.sent("sign")["shaped"]["headers"] == []


def test_filters_are_a_chain_each_on_the_survivors_of_the_one_before() -> None:
    def keeps_last(request: Any) -> CallOutcome:
        last = request["candidates"][-1]["upstream_id"]
        return answered({"_v": 1, "results": [{"upstream_id": last, "decision": "accept", "reason": ""}]})

    journey = drive([{"filter": keeps_last}, FILTER])
    assert [one["name"] for one in journey.sent("filter.2")["candidates"]] == ["key-b"]
    assert journey.came("filter").startswith("1 of 2 candidates may serve it: key-b; subscription-a does not")


def test_without_a_candidate_the_caller_gets_a_503() -> None:
    journey = drive([{"filter": gives({"results": []})}])
    assert (journey.caller.status, journey.caller.failed_at) == (503, "filter")
    assert journey.names == ["filter"]
    assert "may serve it: none" in journey.came("filter")


def test_the_filter_of_the_later_profile_is_read_in_its_form() -> None:
    def keeps_all(request: Any) -> CallOutcome:
        ids = [one["upstream_id"] for one in request["candidates"]]
        return answered({"_v": 1, "kept_upstream_ids": ids, "reason": "", "per_candidate_reasons": []})

    assert drive([{"filter": keeps_all}], profile=Profile.V0_3).word("filter") == "used"


def test_where_no_plugin_has_a_function_the_workbench_stands_in() -> None:
    journey = drive([], "401")
    assert journey.names == [
        *("filter", "shape", "build_signer", "sign", "upstream", "on_unauthorized", "normalize_error")
    ]
    assert [step.kind for step in journey.end.steps if step.name != "upstream"] == [StepKind.NO_PLUGIN] * 6
    assert {step.word for step in journey.end.steps} == {"no plugin", "401"}
    sent = next(step.sent for step in journey.end.steps if step.sent)
    assert (sent.method, sent.url) == ("POST", "https://api.anthropic.com/v1/messages")
    assert journey.came("sign").endswith("the host fails the downstream request (fail_request).")


def test_the_query_goes_on_where_no_plugin_shapes() -> None:
    proxied = typical_proxied()
    proxied = replace(proxied, request={**proxied.request, "query": "beta=true"})
    sent = next(step.sent for step in drive([], request=proxied).end.steps if step.sent)
    assert sent.url == "https://api.anthropic.com/v1/messages?beta=true"


def test_a_request_that_cannot_go_out_as_it_came_fails() -> None:
    proxied = typical_proxied()
    proxied = replace(proxied, request={**proxied.request, "method": "no method"})
    journey = drive([], request=proxied)
    assert (journey.caller.status, journey.caller.failed_at) == (502, "shape")


@pytest.mark.parametrize(
    ("plugin", "function", "answer", "policy", "status"),
    [
        ({"shape": DIALECT["shape"]}, "normalize_error", "500", "pass_through", 500),
        ({"sign": SIGNER["sign"]}, "build_signer", "200", "fail_request", 502),
        ({name: SIGNER[name] for name in ("build_signer", "sign")}, "on_unauthorized", "401", "pass_through", 401),
    ],
)
def test_a_plugin_that_lacks_a_function_of_its_part_falls_back_at_the_version(
    plugin: Plugin, function: str, answer: str, policy: str, status: int
) -> None:
    journey = drive([plugin], answer)
    assert journey.word(function) == policy
    assert "version_lookup" in journey.came(function)
    assert journey.caller.status == status


def test_an_edited_payload_is_sent_and_the_journey_goes_on_from_it() -> None:
    candidate = {**typical_proxied().candidates[0], "name": "other"}
    filtered = {**typical_proxied().request, "principal": typical_proxied().principal, "candidates": [candidate]}
    signed = {"shaped": {"url": "https://h/", "method": "PUT", "headers": [], "body_base64": ""}, "signer_state": 7}
    edits = {"filter": json.dumps(filtered), "sign": json.dumps(signed)}
    journey = drive([FILTER, FILTER, DIALECT, SIGNER], edits=edits)
    assert [one["name"] for one in journey.sent("filter.2")["candidates"]] == ["other"]
    assert [step.name for step in journey.end.steps if step.is_edited] == ["filter", "sign"]
    sent = next(step.sent for step in journey.end.steps if step.sent)
    assert (sent.method, sent.url) == ("PUT", "https://h/")


def test_an_edited_filter_payload_that_is_no_json_keeps_the_hosts_candidates() -> None:
    journey = drive([FILTER, DIALECT], edits={"filter": "{"})
    assert (journey.word("filter"), journey.caller.status) == ("use_default", 200)


def test_an_edited_error_body_that_nobody_can_read_leaves_the_upstreams() -> None:
    plugin = {**DIALECT, "normalize_error": gives({"body_base64": None})}
    journey = drive([plugin], "500", edits={"normalize_error": '{"status": 500, "body_base64": "?"}'})
    assert journey.caller.body.startswith(b"<html>")


@pytest.mark.parametrize(
    ("headers", "changes"),
    [
        ([{"name": "accept", "value_base64": ""}, {"name": "x-api-key", "value_base64": ""}], "added x-api-key"),
        ([], "took away accept"),
        ([{"name": "x", "value_base64": ""}], "added x and took away accept"),
        (None, "added and took away none"),
    ],
)
def test_it_is_said_which_headers_signing_changed(headers: Any, changes: str) -> None:
    signer = {**SIGNER, "sign": gives({**SIGNED, "headers": headers})}
    assert f"the plugin {changes}." in drive([DIALECT, signer]).came("sign")


def test_a_body_that_an_edited_payload_hides_from_the_host_is_said_to_be_none() -> None:
    edited = {"shaped": {"url": "https://h/", "method": "PUT", "headers": [], "body_base64": "?"}, "signer_state": 7}
    journey = drive([DIALECT, SIGNER], edits={"sign": json.dumps(edited)})
    assert journey.caller.status == 200


def test_the_caller_is_named_by_its_user_agent_where_that_can_be_read() -> None:
    proxied = typical_proxied()
    for value, agent in (("w6k=", "é"), ("/w==", None), ("?", None)):
        headers = [{"name": "accept", "value_base64": ""}, {"name": "User-Agent", "value_base64": value}]
        request = replace(proxied, request={**proxied.request, "headers": headers})
        assert drive([OBSERVER], request=request).sent("observe")["events"][0]["downstream_user_agent"] == agent
    request = replace(proxied, request={**proxied.request, "headers": []})
    assert drive([OBSERVER], request=request).sent("observe")["events"][0]["downstream_user_agent"] is None


def test_every_assumption_that_was_made_is_named_once_and_in_a_sentence() -> None:
    assumed = drive(ALL, "401", "429").end.assumed
    assert len(set(assumed)) == len(assumed)
    assert Assumption.NO_OTHER_CANDIDATE in assumed
    assert all(one.sentence.endswith(".") for one in Assumption)


OUTCOMES = [*FAILURES.values(), answered({"_v": 1}), answered({"_v": 1, "signer_state": None})]


@given(
    st.lists(st.sampled_from([FILTER, DIALECT, SIGNER, OBSERVER]), max_size=5),
    st.lists(st.sampled_from(["200", "401", "429", "500", "529", "broken"]), min_size=1, max_size=2),
    st.data(),
)
def test_whatever_plugins_answer_a_journey_ends_with_an_answer_for_the_caller(
    plugins: list[Plugin], answers: list[str], data: st.DataObject
) -> None:
    odd = [
        {name: (lambda request, one=one, name=name: _drawn(data, one[name], request)) for name in one}
        for one in plugins
    ]
    edits = data.draw(st.dictionaries(st.sampled_from(["filter", "sign", "observe.2"]), st.text(max_size=5)))
    journey = drive(odd, *answers, edits=edits)
    steps, caller = journey.end.steps, journey.caller
    assert len({step.name for step in steps}) == len(steps)
    assert sum(step.kind is StepKind.UPSTREAM for step in steps) <= 2
    assert (caller.failed_at is None) == (caller.status < 502 or caller.status == 529)
    assert all(step.why.endswith(".") and step.came.endswith(".") for step in steps)
    for count in journey.end.observers:
        mine = [call for call in journey.calls if call.player == count.player and call.function == "observe"]
        assert count.batches == len(mine)
        assert count.batches_dropped <= count.batches


def _drawn(data: st.DataObject, usual: Any, request: Any) -> CallOutcome:
    odd = data.draw(st.sampled_from([None, *OUTCOMES]))
    return usual(request) if odd is None else odd


def test_a_journey_says_before_each_call_what_has_happened() -> None:
    journey = run_journey(plan_of(ALL))
    assert next(journey).done == ()
