"""What follows from the table of types: names, samples, schemas and mutations."""

from __future__ import annotations

import copy
from typing import Any

import jsonschema
import pytest

from workbench.protocol.functions import WIRE_FUNCTIONS
from workbench.protocol.json.parsing import parse
from workbench.protocol.profiles import Profile
from workbench.protocol.wire import samples
from workbench.protocol.wire.decode import DecodeError, Mode, from_text, from_value
from workbench.protocol.wire.encode import canonical
from workbench.protocol.wire.messages import TYPES_BY_NAME, request_type, response_type
from workbench.protocol.wire.mutation import count_mutations, mutations
from workbench.protocol.wire.parts import HEADER
from workbench.protocol.wire.problems import problems
from workbench.protocol.wire.schema import json_schema
from workbench.protocol.wire.types import (
    STR,
    U8,
    ArrayOf,
    Field,
    ListOf,
    MapOf,
    SetOf,
    Struct,
    TaggedUnion,
    WireType,
    expectation,
    type_name,
)

MESSAGES: list[tuple[str, WireType, Any]] = [
    *((f"{name}_request", request_type(name), samples.request_sample(name)) for name in WIRE_FUNCTIONS),
    *(
        (f"{name}_response:{profile.value}", response_type(name, profile), samples.response_sample(name, profile))
        for name in WIRE_FUNCTIONS
        # Only `filter` answers otherwise in another profile.
        for profile in (Profile if name == "filter" else [Profile.V0_1])
    ),
    ("header", TYPES_BY_NAME["header"], samples.header_sample()),
    ("candidate", TYPES_BY_NAME["candidate"], samples.candidate_sample()),
    ("observe_event", TYPES_BY_NAME["observe_event"], samples.event_sample()),
    ("rate_limit", TYPES_BY_NAME["rate_limit"], samples.rate_limit_sample()),
    ("subscription_quota", TYPES_BY_NAME["subscription_quota"], samples.subscription_quota_sample()),
]


@pytest.mark.parametrize(("name", "wire_type", "sample"), MESSAGES)
def test_each_sample_decodes_to_itself_without_a_problem(name: str, wire_type: WireType, sample: Any) -> None:
    text = canonical(wire_type, sample)
    for mode in Mode:
        assert from_text(wire_type, text, mode) == sample, name
    assert list(from_value(wire_type, sample)) == list(sample)
    assert problems(wire_type, text) == []


def test_samples_are_fresh_at_each_call() -> None:
    samples.request_sample("shape")["request"]["headers"].append(samples.header_sample())
    assert samples.request_sample("shape")["request"]["headers"] == []


def test_the_filter_response_of_profile_0_3_keeps_the_nil_uuid() -> None:
    sample = samples.response_sample("filter", Profile.V0_3)
    assert sample["kept_upstream_ids"] == [samples.NIL_UUID]


def _types_within(wire_type: WireType) -> list[WireType]:
    match wire_type:
        case Struct(_, fields):
            return [wire_type, *(one for field in fields for one in _types_within(field.type))]
        case TaggedUnion(_, variants):
            return [wire_type, *(one for variant in variants for one in _types_within(variant))]
        case ListOf(item) | SetOf(item) | MapOf(item):
            return [wire_type, *_types_within(item)]
        case _:
            return [wire_type]


def test_every_type_of_the_table_has_a_name_an_expectation_and_a_line_of_doc() -> None:
    for name, top in TYPES_BY_NAME.items():
        for one in _types_within(top):
            assert type_name(one), name
            assert expectation(one), name
            if isinstance(one, (Struct, TaggedUnion)):
                assert one.doc, name
                assert "\n" not in one.doc, name


def test_names_of_types_are_unique_by_shape() -> None:
    named: dict[str, WireType] = {}
    for top in TYPES_BY_NAME.values():
        for one in _types_within(top):
            if isinstance(one, Struct) and one.name != "FilterResponse":
                assert named.setdefault(one.name, one) == one


@pytest.mark.parametrize(("name", "wire_type", "sample"), MESSAGES)
def test_the_schema_accepts_the_sample(name: str, wire_type: WireType, sample: Any) -> None:
    schema = json_schema(wire_type)
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.Draft202012Validator(schema).validate(sample)


@pytest.mark.parametrize(("name", "wire_type", "sample"), MESSAGES)
def test_the_schema_rejects_what_decoding_rejects(name: str, wire_type: WireType, sample: Any) -> None:
    validator = jsonschema.Draft202012Validator(json_schema(wire_type))
    for mutation in mutations(wire_type, sample):
        try:
            from_value(wire_type, mutation.value)
        except DecodeError:
            assert not validator.is_valid(mutation.value), mutation.label


def test_schemas_of_layer_messages_agree_with_decoding() -> None:
    identity = {"magic": [1] * 8, "abi_envelope": 1, "plugin_name": "x", "plugin_version": "1"}
    validator = jsonschema.Draft202012Validator(json_schema(TYPES_BY_NAME["identity"]))
    assert validator.is_valid(identity)
    assert not validator.is_valid({**identity, "magic": [1] * 7})
    assert not validator.is_valid({**identity, "extra": 1})
    validator = jsonschema.Draft202012Validator(json_schema(TYPES_BY_NAME["candidate_reason"]))
    assert validator.is_valid({"upstream_id": "0" * 32, "kept": True, "reason": ""})
    assert not validator.is_valid({"upstream_id": "0" * 31, "kept": True, "reason": ""})
    assert not validator.is_valid({"upstream_id": "0" * 32 + "\n", "kept": True, "reason": ""})
    assert json_schema(TYPES_BY_NAME["json"]).keys() == {"$schema"}


def test_mutations_are_labelled_and_leave_the_original_alone() -> None:
    wire_type, sample = request_type("shape"), samples.request_sample("shape")
    sample["request"]["headers"].append(samples.header_sample())
    before = copy.deepcopy(sample)
    labels = [mutation.label for mutation in mutations(wire_type, sample)]
    assert sample == before
    assert len(labels) == len(set(labels)) > 40
    for expected in (
        "missing field at $.request.method",
        "extra field at $.upstream.x_unknown",
        "unknown tag at $.upstream.kind",
        "bad base64 at $.request.headers[0].value_base64",
        "null at $.principal.claims",
        "wrong type at $",
    ):
        assert expected in labels


def test_entries_of_a_map_are_mutated_too() -> None:
    offer = {"handshake_schema_version": 1, "envelope_version": 1, "function_versions": {"shape": [1]}}
    labels = {one.label for one in mutations(TYPES_BY_NAME["offer"], {**offer, "host_capabilities": []})}
    assert "null at $.function_versions.shape[0]" in labels


def test_mutations_can_be_counted_without_making_them() -> None:
    wire_type, sample = request_type("shape"), samples.request_sample("shape")
    assert count_mutations(wire_type, sample) == len(list(mutations(wire_type, sample)))


def test_mutations_are_picked_by_the_caller_s_chances() -> None:
    wire_type = request_type("normalize_error")
    sample = {"status": 500, "body_base64": ""}
    every = list(mutations(wire_type, sample))
    picked = list(mutations(wire_type, sample, [3, 3, 3 + len(every)]))
    assert picked == [every[3]] * 3
    assert {mutation.label for mutation in every} >= {"boundary 65535 at $.status", "out of range -1 at $.status"}
    assert list(mutations(TYPES_BY_NAME["json"], None, [1])) == []


def test_a_mutation_can_be_written_and_read() -> None:
    wire_type, sample = request_type("observe"), {"events": [samples.event_sample()]}
    for mutation in mutations(wire_type, sample):
        assert parse(canonical(wire_type, mutation.value)) == mutation.value


def test_a_schema_says_that_a_set_holds_each_item_once_and_an_array_how_many() -> None:
    assert json_schema(SetOf(STR))["uniqueItems"] is True
    assert json_schema(ArrayOf(U8, 2)) == {
        **json_schema(ListOf(U8)), "minItems": 2, "maxItems": 2,
    }  # fmt: skip


def test_a_type_that_is_used_twice_is_defined_once() -> None:
    pair = Struct("Pair", (Field("a", HEADER), Field("b", HEADER)))
    assert json_schema(pair)["$defs"].keys() == {"Pair", "HeaderWire"}


def test_a_type_without_a_description_has_none_in_its_schema() -> None:
    assert "description" not in json_schema(Struct("Bare", ()))["$defs"]["Bare"]
