"""The effect of a dispatch, and of one of which the texts were kept: they are the same."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fakes import answered
from tests.messages import negotiated
from workbench.protocol.dispatch import DispatchOutcome, Prepared, judge, prepare
from workbench.protocol.functions import WIRE_FUNCTIONS
from workbench.protocol.host_effect.effect import Effect
from workbench.protocol.host_effect.of_dispatch import (
    effect_of_dispatch,
    effect_of_texts,
    sent_value,
    warnings_of_dispatch,
)
from workbench.protocol.json.parsing import parse
from workbench.protocol.profiles import Profile
from workbench.protocol.wire.samples import request_sample, response_sample

NIL = "00000000-0000-0000-0000-000000000000"


def dispatched(function: str, payload: str, answer: Any) -> DispatchOutcome:
    """The outcome of a payload and an answer."""
    prepared = prepare(negotiated(*WIRE_FUNCTIONS), function, payload)
    assert isinstance(prepared, Prepared)
    return judge(prepared, answered({"_v": 1, **answer}), Profile.V0_1)


@pytest.mark.parametrize("function", WIRE_FUNCTIONS)
def test_a_dispatch_and_its_texts_have_one_effect(function: str) -> None:
    payload = json.dumps(request_sample(function))
    outcome = dispatched(function, payload, response_sample(function, Profile.V0_1))
    assert outcome.ok
    effect = effect_of_dispatch(outcome, Profile.V0_1, payload)
    assert effect == effect_of_texts(function, Profile.V0_1, payload, outcome.response_text)


@pytest.mark.parametrize("function", WIRE_FUNCTIONS)
def test_a_failed_dispatch_has_the_effect_of_its_policy(function: str) -> None:
    payload = json.dumps(request_sample(function))
    outcome = dispatched(function, payload, {"no such": "field"})
    assert not outcome.ok
    effect = effect_of_dispatch(outcome, Profile.V0_1, payload)
    assert effect == effect_of_texts(function, Profile.V0_1, payload, None)
    assert effect.effect in (Effect.FAILS_REQUEST, Effect.IGNORED)


def test_a_payload_counts_as_a_host_would_send_it() -> None:
    candidate = [NIL, "a", "k", [], [], 0]
    payload = json.dumps(["r", [], "POST", "/", None, "", ["p", "api_key", {}], [candidate]])
    assert sent_value("filter", payload)["candidates"][0]["upstream_id"] == NIL
    answer = {"results": [{"upstream_id": NIL, "decision": "accept", "reason": ""}]}
    effect = effect_of_texts("filter", Profile.V0_1, payload, json.dumps(answer))
    assert effect is not None
    assert effect.value()["result"]["kept_upstream_ids"] == [NIL]


@pytest.mark.parametrize("text", ["", "{", "[]", '{"results": 1}', '{"kept_upstream_ids": []}'])
def test_a_text_that_is_no_answer_has_no_effect(text: str) -> None:
    assert effect_of_texts("filter", Profile.V0_1, "{}", text) is None


def test_warnings_tell_of_payload_and_answer() -> None:
    payload = json.dumps({"status": 500, "body_base64": "!"})
    outcome = dispatched("normalize_error", payload, {"body_base64": "?"})
    found = warnings_of_dispatch(outcome, Profile.V0_1, payload)
    assert [one.message.split(":")[0] for one in found] == ["payload", "answer"]
    failed = dispatched("normalize_error", payload, {"body_base64": 1})
    assert len(warnings_of_dispatch(failed, Profile.V0_1, payload)) == 1


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=10,
)


@given(st.sampled_from(list(WIRE_FUNCTIONS)), JSON)
def test_any_payload_has_an_effect_and_warnings(function: str, value: Any) -> None:
    payload = json.dumps(value)
    for profile in Profile:
        text = json.dumps(response_sample(function, profile))
        effect = effect_of_texts(function, profile, payload, text)
        assert effect is not None
        assert parse(json.dumps(effect.value()))
    outcome = dispatched(function, json.dumps(request_sample(function)), {"x": 1})
    assert warnings_of_dispatch(outcome, Profile.V0_1, payload) is not None


def test_half_a_surrogate_pair_in_a_payload_harms_nothing() -> None:
    payload = '{"shaped":{"url":"https://\ud800","method":"\ud800","headers":[],"body_base64":"\ud800"}}'
    text = '{"url":null,"method":null,"headers":null,"body_base64":null}'
    effect = effect_of_texts("sign", Profile.V0_1, payload, text)
    assert effect is not None
    assert effect.effect is Effect.USED


def test_each_effect_can_be_said_in_a_clause() -> None:
    clauses = {one.sentence for one in Effect}
    assert len(clauses) == len(Effect)
    assert all(clause.startswith("the host ") for clause in clauses)
