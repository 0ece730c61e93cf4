"""What became of a repeated dispatch: strictly by type, by pointer, within base64, without what is to be ignored."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest

from tests.dispatches import failure
from workbench.errors.dispatch import DispatchError
from workbench.protocol.profiles import Profile
from workbench.session.compare.verdicts import compare_effects
from workbench.session.history.kept_outcome import stable_cause
from workbench.session.values.json_difference import JsonChange, JsonDifference
from workbench.session.values.kept_outcome import KeptOutcome
from workbench.session.values.replay_verdict import (
    NO_RULES,
    Asked,
    CallComparison,
    CallEffect,
    MatrixRow,
    ReplayRules,
    ReplayVerdict,
    count_verdicts,
)


def good(response: Any, **effect: Any) -> CallEffect:
    return CallEffect(KeptOutcome(None, json.dumps(response)), **effect)


def base64_of(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def found(before: CallEffect, after: CallEffect, rules: ReplayRules = ReplayRules()) -> tuple[str, list[str]]:  # noqa: B008
    comparison = compare_effects(before, after, rules)
    return comparison.verdict.value, [one.pointer for one in comparison.differences]


@pytest.mark.parametrize(
    ("before", "after", "verdict", "pointers"),
    [
        (good({"a": 1}), good({"a": 1}), "same", []),
        (good({"a": 1}), good({"a": 1.0}), "changed", ["/a"]),
        (good({"a": [1, {"b": None}]}), good({"a": [1, {}]}), "changed", ["/a/1/b"]),
        (good({}), CallEffect(failure()), "newly failing", ["/@stage", "/@cause"]),
        (CallEffect(failure()), good({}), "fixed", ["/@stage", "/@cause"]),
        (CallEffect(failure()), CallEffect(failure()), "same", []),
        (CallEffect(failure()), CallEffect(failure("panic")), "changed", ["/@stage"]),
        (CallEffect(failure()), CallEffect(failure(cause="other")), "changed", ["/@cause"]),
        (good({}), good({}, counters={"hits": 1}), "changed", ["/@counters/hits"]),
        (good({}, stored={"k/": b"1"}), good({}, stored={"k/": b"2"}), "changed", ["/@stored/k~1"]),
        (good({}, stored=None), good({}, stored={"k": b"2"}), "same", []),
        (good({"x_base64": "AA=="}), good({"x_base64": "/w=="}), "changed", ["/x_base64"]),
    ],
)
def test_verdict_and_places(before: CallEffect, after: CallEffect, verdict: str, pointers: list[str]) -> None:
    assert found(before, after) == (verdict, pointers)


def test_bodies_in_base64_are_compared_as_text() -> None:
    compared = compare_effects(good({"body_base64": base64_of("one")}), good({"body_base64": base64_of("two")}))
    assert compared.differences == (JsonDifference("/body_base64", JsonChange.CHANGED, "one", "two"),)


def test_json_within_base64_is_compared_within() -> None:
    old, new = ({"body_base64": base64_of(json.dumps({"m": {"t": n}}))} for n in (1, 2))
    assert compare_effects(good(old), good(new)).differences == (
        JsonDifference("/body_base64/m/t", JsonChange.CHANGED, 1, 2),
    )


def test_another_spelling_of_the_same_json_is_still_another_body() -> None:
    old, new = good({"body_base64": base64_of('{"a":1}')}), good({"body_base64": base64_of('{ "a": 1 }')})
    assert found(old, new) == ("changed", ["/body_base64"])


@pytest.mark.parametrize(
    ("rules", "pointers"),
    [
        (ReplayRules(("/headers",)), ["/url", "/age"]),
        (ReplayRules(("/headers/*/value",)), ["/url", "/age"]),
        (ReplayRules(("/headers/0/value",)), ["/url", "/headers/1/value", "/age"]),
        (ReplayRules(("/*",)), []),
        (ReplayRules(("",)), []),
        (ReplayRules(("/head",)), ["/url", "/headers/0/value", "/headers/1/value", "/age"]),
        (ReplayRules(tolerances={"/age": 5}), ["/url", "/headers/0/value", "/headers/1/value"]),
        (ReplayRules(tolerances={"/*": 4.9}), ["/url", "/headers/0/value", "/headers/1/value", "/age"]),
        (ReplayRules(("/url",)).joined(ReplayRules(("/headers",), {"/age": 5})), []),
    ],
)
def test_rules_say_what_does_not_count(rules: ReplayRules, pointers: list[str]) -> None:
    old = good({"url": "a", "headers": [{"value": 1}, {"value": "x"}], "age": 10})
    new = good({"url": "b", "headers": [{"value": True}, {"value": "y"}], "age": 15})
    assert found(old, new, rules) == ("changed" if pointers else "same", pointers)


def test_a_tolerance_does_not_make_true_a_number() -> None:
    assert found(good({"a": 1}), good({"a": True}), ReplayRules(tolerances={"/a": 9})) == ("changed", ["/a"])


def test_a_failed_call_is_compared_without_its_back_trace() -> None:
    fault = DispatchError("plugin_call", "shape", "", "a return of 0", "error while executing\n 0: f7", "a trap")
    assert stable_cause(fault) == "expected a return of 0, found a trap"


def test_the_row_of_a_matrix_knows_its_worst_verdict() -> None:
    cells = [CallComparison(verdict) for verdict in ReplayVerdict]
    assert MatrixRow(7, "shape", (*cells, None)).worst is ReplayVerdict.NEWLY_FAILING
    assert MatrixRow(7, "shape", (cells[0], cells[3])).worst is ReplayVerdict.FIXED
    assert MatrixRow(7, "shape", (None,)).worst is None
    assert set(count_verdicts(cells).values()) == {1}


# What a host does with the answers.


def shaped(**fields: Any) -> CallEffect:
    """An end of `shape`."""
    return good({"url": "https://h", "method": "POST", "headers": [], "body_base64": "", **fields})


ASKED = Asked("shape", "{}", Profile.V0_1, Profile.V0_1)


def test_a_change_of_the_host_s_effect_is_a_difference() -> None:
    compared = compare_effects(shaped(), shaped(url="h"), NO_RULES, ASKED)
    assert compared.verdict is ReplayVerdict.CHANGED
    assert compared.differences == (
        JsonDifference("/@effect", JsonChange.CHANGED, "used", "fails_request"),
        JsonDifference("/url", JsonChange.CHANGED, "https://h", "h"),
    )


def test_it_counts_even_where_the_answer_is_ignored() -> None:
    length = {"name": "content-length", "value_base64": ""}
    rules = ReplayRules(ignore=("/headers", "/url"))
    assert compare_effects(shaped(), shaped(headers=[length]), rules, ASKED).differences == (
        JsonDifference("/@effect", JsonChange.CHANGED, "used", "used_in_part"),
    )
    assert compare_effects(shaped(), shaped(url="https://g"), rules, ASKED).verdict is ReplayVerdict.SAME


def test_it_can_be_ignored_itself() -> None:
    rules = ReplayRules(ignore=("/@effect", "/url"))
    assert compare_effects(shaped(), shaped(url=""), rules, ASKED).verdict is ReplayVerdict.SAME


def test_a_failed_end_has_no_effect_to_compare() -> None:
    assert found_asked(shaped(), CallEffect(failure())) == ["/@stage", "/@cause"]
    assert found_asked(CallEffect(failure()), CallEffect(failure("panic"))) == ["/@stage"]


def test_an_answer_that_is_none_of_the_function_has_no_effect_to_compare() -> None:
    assert found_asked(good({"a": 1}), shaped()) == ["/url", "/method", "/headers", "/body_base64", "/a"]


def test_each_end_is_judged_in_its_own_profile() -> None:
    ids = ["00000000-0000-0000-0000-000000000001"]
    old = good({"results": [{"upstream_id": ids[0], "decision": "accept", "reason": ""}]})
    new = good({"kept_upstream_ids": ids * 2, "reason": "", "per_candidate_reasons": []})
    payload = json.dumps({"candidates": [{"upstream_id": one} for one in ids]})
    compared = compare_effects(old, new, NO_RULES, Asked("filter", payload, Profile.V0_1, Profile.V0_3))
    assert compared.differences[0] == JsonDifference("/@effect", JsonChange.CHANGED, "used", "ignored")


def found_asked(before: CallEffect, after: CallEffect) -> list[str]:
    """Where two ends of `shape` differ."""
    return [one.pointer for one in compare_effects(before, after, NO_RULES, ASKED).differences]
