"""The effect of the other functions, and of a dispatch that fell back."""

from __future__ import annotations

import json
from typing import Any

import pytest

from workbench.protocol.functions import WIRE_FUNCTIONS
from workbench.protocol.host_effect.effect import AnswerEffect, Effect, Reason, Rule, pointer
from workbench.protocol.host_effect.judge import effect_of_answer, effect_of_fallback
from workbench.protocol.profiles import Profile
from workbench.protocol.wire.samples import request_sample, response_sample


def judged(function: str, payload: Any, **answer: Any) -> AnswerEffect:
    """The effect of an answer."""
    return effect_of_answer(function, Profile.V0_1, payload, answer)


@pytest.mark.parametrize("function", WIRE_FUNCTIONS)
@pytest.mark.parametrize("profile", Profile)
def test_the_dry_run_samples_are_used(function: str, profile: Profile) -> None:
    payload = request_sample(function)
    if function == "filter":
        payload["candidates"] = [{"upstream_id": "00000000-0000-0000-0000-000000000000"}]
    effect = effect_of_answer(function, profile, payload, response_sample(function, profile))
    assert (effect.effect, effect.reasons) == (Effect.USED, ())
    assert json.dumps(effect.value())


@pytest.mark.parametrize(
    ("function", "effect", "result"),
    [
        ("shape", Effect.FAILS_REQUEST, None),
        ("build_signer", Effect.FAILS_REQUEST, None),
        ("sign", Effect.FAILS_REQUEST, None),
        ("observe", Effect.IGNORED, None),
        ("filter", Effect.IGNORED, {"kept_upstream_ids": [], "dropped": []}),
        ("normalize_error", Effect.IGNORED, {"body": "", "body_base64": "", "changed": False}),
        ("on_unauthorized", Effect.IGNORED, {"decision": None, "retried": False, "signer_state": None}),
    ],
)
def test_a_fallback_has_the_effect_of_its_policy(function: str, effect: Effect, result: Any) -> None:
    fallen = effect_of_fallback(function, request_sample(function))
    assert fallen.value() == {"effect": effect.value, "reasons": [], "result": result}


def test_a_body_that_is_no_base64_means_unchanged() -> None:
    payload = {"status": 500, "body_base64": "b2xk"}
    unchanged = {"body": "old", "body_base64": "b2xk", "changed": False}
    assert judged("normalize_error", payload, body_base64=None).value() == {
        "effect": "used",
        "reasons": [],
        "result": unchanged,
    }
    assert judged("normalize_error", payload, body_base64="bmV3").value() == {
        "effect": "used",
        "reasons": [],
        "result": {"body": "new", "body_base64": "bmV3", "changed": True},
    }
    assert judged("normalize_error", payload, body_base64="bmV3=").value() == {
        "effect": "ignored",
        "reasons": [{"path": "/body_base64", "rule": "base64", "found": "4 letters with 1 '=' behind"}],
        "result": unchanged,
    }
    assert judged("normalize_error", None, body_base64=None).value()["result"]["body"] == ""


@pytest.mark.parametrize(
    ("word", "is_retried"), [("refresh", True), ("Refresh", False), ("refresh ", False), ("fail", False), ("", False)]
)
def test_only_refresh_gives_a_further_attempt(word: str, is_retried: bool) -> None:
    effect = judged("on_unauthorized", {}, decision=word, signer_state={"key": 1})
    state = {"key": 1} if is_retried else None
    assert effect.value() == {
        "effect": "used",
        "reasons": [],
        "result": {"decision": word, "retried": is_retried, "signer_state": state},
    }


def test_a_signer_state_is_kept_as_it_is() -> None:
    assert judged("build_signer", {}, signer_state=[1, None]).value()["result"] == {"signer_state": [1, None]}


def test_nothing_is_read_of_the_answer_of_observe() -> None:
    assert judged("observe", {"events": []}).value() == {"effect": "used", "reasons": [], "result": None}


def test_a_reason_reads_as_a_line() -> None:
    assert str(Reason("", Rule.URL, "nothing")) == "/: url, found nothing"


def test_a_pointer_escapes_what_json_pointers_do() -> None:
    assert (pointer(), pointer("a/b", 0, "c~d")) == ("", "/a~1b/0/c~0d")


def test_another_name_is_no_function() -> None:
    with pytest.raises(KeyError):
        effect_of_fallback("route", {})
    with pytest.raises(KeyError):
        judged("route", {})
