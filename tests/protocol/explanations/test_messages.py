"""Every field of every message says why it is there, what a host does with it, and where that stands."""

from __future__ import annotations

import pytest

from workbench.errors.operator import NameUnknown
from workbench.protocol.conformance.signers import build_signer_cases, on_unauthorized_cases, sign_cases
from workbench.protocol.conformance.suites import (
    normalize_error_cases,
    observability_cases,
    router_cases,
    shape_cases,
)
from workbench.protocol.explanations.case_words import case_name
from workbench.protocol.explanations.explain import EXPLANATIONS, WORDS, MessageField, explain
from workbench.protocol.explanations.message_notes import NOTES
from workbench.protocol.explanations.messages import field_by_name, field_names, fields_of, word_of_message
from workbench.protocol.functions import WIRE_FUNCTIONS
from workbench.protocol.profiles import Profile
from workbench.protocol.wire.messages import TYPES_BY_NAME


def test_every_field_of_every_message_is_explained_by_its_name() -> None:
    names = {one.name for message in TYPES_BY_NAME for one in fields_of(message)}
    assert {"identity.magic", "accept.chosen_versions", "sign_response.headers.name"} <= names
    for name in names:
        found = explain(name)
        assert isinstance(found, MessageField) or name in WORDS
    assert names | set(TYPES_BY_NAME) == set(field_names())


def test_a_field_of_a_layer_or_a_wire_function_says_why_it_is_there_and_what_a_host_does() -> None:
    for message in TYPES_BY_NAME:
        if word_of_message(message) is not None:
            for one in fields_of(message):
                assert one.why, one.name
                assert one.host, one.name
                assert one.rule, one.name
                assert one.section, one.name


def test_each_note_belongs_to_a_field_and_names_rules_that_exist() -> None:
    fields = [one for message in TYPES_BY_NAME for one in fields_of(message)]
    owners = {(one.field.owner, one.name.rpartition(".")[2]) for one in fields}
    for place, note in NOTES.items():
        assert place in owners
        assert set(note.rules) <= set(EXPLANATIONS), place
        assert all(text.endswith(".") for text in (note.why, note.host) if text), place


@pytest.mark.parametrize("name", ["shape_response.headers.name", "shape_response.headers[0].name"])
def test_an_index_may_stand_in_a_name(name: str) -> None:
    assert field_by_name(name).name == "shape_response.headers.name"


def test_a_field_that_no_message_has_is_unknown() -> None:
    with pytest.raises(NameUnknown) as caught:
        field_by_name("shape_response.ur")
    assert caught.value.nearest == "shape_response.url"


def test_the_answer_of_filter_has_a_word_in_both_profiles() -> None:
    assert word_of_message("filter_response:0.3") == "filter"
    assert word_of_message("header") is None


def test_every_conformance_case_has_a_word() -> None:
    cases = [
        *shape_cases(),
        *normalize_error_cases(),
        *observability_cases(),
        *router_cases(Profile.V0_1),
        *build_signer_cases({"a": 1}),
        *sign_cases(),
        *on_unauthorized_cases(),
    ]
    assert all(case_name(one.layer) in WORDS and case_name(one.layer) != "conformance" for one in cases)
    assert {one.function for one in cases} == set(WIRE_FUNCTIONS)
    assert case_name("extra_function") == "conformance"
