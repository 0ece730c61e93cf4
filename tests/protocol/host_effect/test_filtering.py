"""`filter`: which candidates go on, and why each other one does not."""

from __future__ import annotations

from typing import Any

import pytest

from tests.steps import calls_made
from workbench.protocol.host_effect.effect import AnswerEffect, Effect
from workbench.protocol.host_effect.filter_chain import FilterAnswer, run_chain
from workbench.protocol.host_effect.filtering import offered_ids
from workbench.protocol.host_effect.judge import effect_of_answer, effect_of_fallback
from workbench.protocol.profiles import Profile

A, B, C, OTHER = (f"{number:08x}-0000-0000-0000-000000000000" for number in range(1, 5))


def payload(*ids: Any) -> dict[str, Any]:
    """A request with these candidates."""
    return {"candidates": [{"upstream_id": one} for one in ids]}


def result(upstream_id: str, decision: str = "accept", reason: str = "") -> dict[str, str]:
    """One entry of an answer of profile 0.1."""
    return {"upstream_id": upstream_id, "decision": decision, "reason": reason}


def filtered(request: Any, *results: dict[str, str]) -> AnswerEffect:
    """The effect of an answer of profile 0.1."""
    return effect_of_answer("filter", Profile.V0_1, request, {"results": list(results)})


def answer_v0_3(kept: list[str], reasons: list[str]) -> dict[str, Any]:
    """An answer of profile 0.3 with a reason for each of these."""
    each = [{"upstream_id": one, "kept": one in kept, "reason": "full" if one == B else ""} for one in reasons]
    return {"kept_upstream_ids": kept, "reason": "", "per_candidate_reasons": each}


def filtered_v0_3(request: Any, kept: list[str], reasons: list[str]) -> AnswerEffect:
    """The effect of an answer of profile 0.3."""
    return effect_of_answer("filter", Profile.V0_3, request, answer_v0_3(kept, reasons))


def places(effect: AnswerEffect) -> list[tuple[str, str]]:
    """Where rules have something to say, and which."""
    return [(reason.path, reason.rule.value) for reason in effect.reasons]


def kept(effect: AnswerEffect) -> list[str]:
    """The ids that go on."""
    ids = effect.value()["result"]["kept_upstream_ids"]
    assert isinstance(ids, list)
    return ids


def test_survivors_keep_the_order_of_the_candidates() -> None:
    effect = filtered(payload(A, B, C), result(C), result(B, "reject", "full"), result(A))
    assert effect.value() == {
        "effect": "used",
        "reasons": [],
        "result": {"kept_upstream_ids": [A, C], "dropped": [{"upstream_id": B, "why": "full"}]},
    }


@pytest.mark.parametrize("word", ["Accept", " accept", "accept ", "", "keep", "ACCEPT", "accepted"])
def test_any_word_but_accept_rejects_silently(word: str) -> None:
    effect = filtered(payload(A, B), result(A), result(B, word))
    assert (effect.effect, kept(effect)) == (Effect.USED, [A])
    assert places(effect) == [("/results/1/decision", "decision")]
    assert effect.reasons[0].found == f"{word!r}, which rejects {B}"
    assert effect.value()["result"]["dropped"] == [{"upstream_id": B, "why": f"the decision is {word!r}"}]


def test_a_long_word_is_cut() -> None:
    effect = filtered(payload(A), result(A, "x" * 100))
    assert effect.reasons[0].found == f"'{'x' * 60}…', which rejects {A}"


def test_a_candidate_that_is_not_named_is_dropped() -> None:
    effect = filtered(payload(A, B), result(A))
    assert (effect.effect, kept(effect)) == (Effect.USED, [A])
    assert [reason.value() for reason in effect.reasons] == [
        {"path": "/results", "rule": "not_named", "found": f"no entry for {B}"}
    ]
    assert effect.value()["result"]["dropped"] == [{"upstream_id": B, "why": "the answer does not name it"}]


def test_nothing_kept_empties_the_list() -> None:
    effect = filtered(payload(A, B), result(A, "reject"), result(B, "reject"))
    assert (effect.effect, places(effect), kept(effect)) == (Effect.USED, [], [])
    assert (filtered(payload()).effect, kept(filtered(payload()))) == (Effect.USED, [])


@pytest.mark.parametrize("decision", ["accept", "reject"])
def test_an_id_that_is_no_uuid_spoils_the_whole_answer(decision: str) -> None:
    effect = filtered(payload(A, B), result(A), result(A), result("not-a-uuid", decision))
    assert effect.effect is Effect.IGNORED
    assert [reason.value() for reason in effect.reasons] == [
        {"path": "/results/2/upstream_id", "rule": "upstream_id", "found": "'not-a-uuid', which is no UUID"}
    ]
    assert kept(effect) == [A, B]


@pytest.mark.parametrize("form", ["{}", "{{{}}}", "urn:uuid:{}"])
def test_an_id_counts_in_any_form(form: str) -> None:
    effect = filtered(payload(form.format(A.upper()), B), result(form.format(A)), result(B.replace("-", ""), "reject"))
    assert (effect.effect, places(effect), kept(effect)) == (Effect.USED, [], [A])


def test_a_candidate_kept_twice_spoils_the_whole_answer() -> None:
    effect = filtered(payload(A, B), result(A), result(A.upper()))
    assert (effect.effect, kept(effect)) == (Effect.IGNORED, [A, B])
    assert places(effect) == [("/results/1/upstream_id", "kept_twice")]
    again_rejected = filtered(payload(A, B), result(A), result(A, "reject"), result(B, "reject"))
    assert (again_rejected.effect, kept(again_rejected)) == (Effect.USED, [A])


def test_a_kept_id_that_was_not_offered_spoils_the_whole_answer() -> None:
    effect = filtered(payload(A, B), result(OTHER))
    assert (effect.effect, kept(effect)) == (Effect.IGNORED, [A, B])
    assert places(effect) == [("/results/0/upstream_id", "kept_not_offered")]
    rejected = filtered(payload(A), result(A), result(OTHER, "reject"))
    assert (rejected.effect, places(rejected)) == (Effect.USED, [])


def test_more_kept_than_offered_spoil_the_whole_answer() -> None:
    effect = filtered(payload(A), result(A), result(OTHER))
    assert (effect.effect, kept(effect)) == (Effect.IGNORED, [A])
    assert places(effect) == [("/results/1/upstream_id", "kept_not_offered"), ("/results", "kept_too_many")]
    assert effect.reasons[1].found == "2 kept, and 1 offered"
    as_many = filtered(payload(A), result(OTHER))
    assert places(as_many) == [("/results/0/upstream_id", "kept_not_offered")]


def test_the_answer_of_profile_0_3_goes_through_the_same_rules() -> None:
    good = filtered_v0_3(payload(A, B), [A], [A, B])
    assert (good.effect, places(good), kept(good)) == (Effect.USED, [], [A])
    assert good.value()["result"]["dropped"] == [{"upstream_id": B, "why": "full"}]
    assert places(filtered_v0_3(payload(A, B), [A, A], [])) == [("/kept_upstream_ids/1", "kept_twice")]
    assert places(filtered_v0_3(payload(A, B), [OTHER], [])) == [("/kept_upstream_ids/0", "kept_not_offered")]
    not_named = filtered_v0_3(payload(A, B), [A], [])
    assert (not_named.effect, places(not_named)) == (Effect.USED, [("/kept_upstream_ids", "not_named")])


@pytest.mark.parametrize(
    ("reasons", "effect"),
    [([], Effect.USED), ([A], Effect.USED_IN_PART), ([A, C], Effect.USED), ([A, B, C], Effect.USED_IN_PART)],
)
def test_a_wrong_number_of_reasons_is_cut_and_noted(reasons: list[str], effect: Effect) -> None:
    judged = filtered_v0_3(payload(A, C), [A, C], reasons)
    assert judged.effect is effect
    if effect is Effect.USED_IN_PART:
        assert places(judged) == [("/per_candidate_reasons", "reasons_count")]
        assert judged.reasons[0].found == f"{len(reasons)} reasons for 2 candidates"
    assert kept(judged) == [A, C]


def test_a_rejection_without_a_reason_says_so() -> None:
    judged = filtered_v0_3(payload(A), [], [A])
    assert judged.value()["result"]["dropped"] == [{"upstream_id": A, "why": "the answer does not keep it"}]


@pytest.mark.parametrize("request_", [None, {}, {"candidates": 1}, {"candidates": [1, None]}])
def test_a_payload_without_candidates_offers_none(request_: Any) -> None:
    assert offered_ids(request_) == ()
    assert filtered(request_).effect is Effect.USED


def test_an_offered_id_that_is_no_uuid_stays_as_it_is_and_is_never_kept() -> None:
    effect = filtered(payload("odd", 7, A), result(A))
    assert effect.value()["result"]["kept_upstream_ids"] == [A]
    assert [one["upstream_id"] for one in effect.value()["result"]["dropped"]] == ["odd", ""]


def test_a_fallback_keeps_all_candidates() -> None:
    effect = effect_of_fallback("filter", payload(A, B))
    assert (effect.effect, effect.reasons, kept(effect)) == (Effect.IGNORED, (), [A, B])


def test_each_filter_of_a_chain_is_asked_about_the_survivors_of_the_one_before() -> None:
    answers = [
        FilterAnswer(Profile.V0_1, {"results": [result(A), result(B), result(C, "reject")]}),
        FilterAnswer(Profile.V0_1, {"results": [result(C)]}),
        FilterAnswer(Profile.V0_1, None),
        FilterAnswer(Profile.V0_3, answer_v0_3([B], [A, B])),
        FilterAnswer(Profile.V0_1, {"results": [result(B, "reject")]}),
        FilterAnswer(Profile.V0_1, {"results": []}),
    ]
    links = run_chain(offered_ids(payload(A, B, C)), answers)
    assert [link.offered for link in links] == [(A, B, C), (A, B), (A, B), (A, B), (B,), ()]
    assert [link.survivors for link in links] == [(A, B), (A, B), (A, B), (B,), (), ()]
    assert [link.effect.effect.value for link in links] == ["used", "ignored", "ignored", "used", "used", "used"]
    assert run_chain((A,), []) == ()


def judged_by_turns(count: int) -> AnswerEffect:
    """What comes of so many candidates, of which every other one is kept and the last is not named."""
    ids = [f"{number:032x}" for number in range(count)]
    return filtered(payload(*ids), *(result(one, "accept" if at % 2 else "no") for at, one in enumerate(ids[:-1])))


@pytest.mark.parametrize("count", [100, pytest.param(10_000, marks=pytest.mark.slow)])
def test_many_candidates_are_judged_one_by_one(count: int) -> None:
    effect = judged_by_turns(count)
    assert len(kept(effect)) == count // 2 - 1
    assert [reason.rule.value for reason in effect.reasons].count("decision") == count // 2
    assert effect.reasons[-1].rule.value == "not_named"


def test_twice_as_many_candidates_are_at_most_twice_the_work() -> None:
    assert calls_made(lambda: judged_by_turns(200)) <= 2 * calls_made(lambda: judged_by_turns(100))
