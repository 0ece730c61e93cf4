"""A payload is broken in one place after the other, and what is to be expected of it is said."""

from __future__ import annotations

import json

import pytest

from workbench.protocol.functions import WIRE_FUNCTIONS
from workbench.ui.payload.drafts import sample
from workbench.ui.payload.payload_problems import check
from workbench.ui.payload.variants import TEXT_MAX, Variant, next_variant


def all_variants(function: str, text: str) -> list[Variant]:
    first = next_variant(function, text, None)
    assert first is not None
    found = [first]
    while len(found) < first.total:
        following = next_variant(function, found[-1].text, found[-1])
        assert following is not None
        found.append(following)
    return found


@pytest.mark.parametrize("function", WIRE_FUNCTIONS)
def test_each_variant_is_another_one_of_the_same_payload(function: str) -> None:
    variants = all_variants(function, sample(function))
    assert [one.number for one in variants] == list(range(1, variants[0].total + 1))
    assert {one.base for one in variants} == {sample(function)}
    assert len({one.label for one in variants}) == len(variants)
    assert all(check(function, one.text) for one in variants if "should refuse" in one.expected)
    after_the_last = next_variant(function, variants[-1].text, variants[-1])
    assert after_the_last == variants[0]


def test_what_is_to_be_expected_is_said() -> None:
    said = {one.label: one.expected for one in all_variants("shape", sample("shape"))}
    assert said["null at $"] == "It is not sent: stage request_envelope requires a JSON object."
    assert said["missing field at $.request.method"] == (
        "No host sends it ($.request: expected the field method, found no such field). "
        "The plugin should refuse it: plugin_call, fail_request."
    )
    assert said["bad base64 at $.request.body_base64"] == "A host may send it: the plugin should answer."


def test_the_place_of_the_change_is_told_and_of_what_is_gone_that_of_its_object() -> None:
    by_label = {one.label: one for one in all_variants("shape", sample("shape"))}
    for label, begins in (("bad base64 at $.request.body_base64", '"body_base64"'), ("null at $", "null")):
        line, column = by_label[label].place
        assert by_label[label].text.splitlines()[line][column:].startswith(begins)
    gone = by_label["missing field at $.request.method"]
    assert gone.text.splitlines()[gone.place[0]].strip().startswith('"request"')


def test_a_payload_that_was_edited_is_broken_anew_and_version_and_short_forms_are_understood() -> None:
    text = json.dumps({"_v": 7, "status": 500, "body_base64": None})
    first = next_variant("normalize_error", json.dumps({"_v": 7, "status": 500, "body_base64": ""}), None)
    assert first is not None
    assert next_variant("normalize_error", text, first) is None
    edited = first.text + " "
    again = next_variant("normalize_error", edited.replace("null", '{"status":1,"body_base64":""}'), first)
    assert again is not None
    assert again.number == 1


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", " " * (TEXT_MAX + 1)])
def test_what_is_no_request_can_not_be_broken(text: str) -> None:
    assert next_variant("shape", text, None) is None


def test_what_is_said_of_a_variant_reads_on_one_line() -> None:
    """It stands at the foot of the screen, where a line's end is a space."""
    variants = all_variants("shape", sample("shape"))
    first = next(one for one in variants if one.label == "null at $")
    start = f"{first.number} of {first.total}: null at $. "
    assert first.sentence == start + "It is not sent: stage request_envelope requires a JSON object."
