"""A value that is chosen fits its type, whatever the type is."""

from __future__ import annotations

import base64
import json

import pytest

from workbench.protocol.functions import WIRE_FUNCTIONS
from workbench.protocol.fuzzing.chances import Chances
from workbench.protocol.fuzzing.choices import Choices
from workbench.protocol.profiles import Profile
from workbench.protocol.wire.decode import from_value
from workbench.protocol.wire.layer_messages import ACCEPT, OFFER, SELF_CHECK_RESPONSE
from workbench.protocol.wire.messages import request_type, response_type
from workbench.protocol.wire.types import BOOL, BYTES64, F64, STR, U8, ArrayOf, MapOf, WireType

TYPES: list[WireType] = [
    *(request_type(function) for function in WIRE_FUNCTIONS),
    *(response_type(function, profile) for function in WIRE_FUNCTIONS for profile in Profile),
    OFFER,
    ACCEPT,
    SELF_CHECK_RESPONSE,
    ArrayOf(U8, 4),
    MapOf(STR),
    BOOL,
    F64,
]


@pytest.mark.parametrize("wire_type", TYPES, ids=lambda one: getattr(one, "name", type(one).__name__))
def test_a_value_made_from_nothing_decodes(wire_type: WireType) -> None:
    choices = Choices(Chances("7"), ("word",))
    for _ in range(60):
        from_value(wire_type, choices.of_type(wire_type))


def test_a_map_loses_one_key_or_gains_one() -> None:
    choices, now = Choices(Chances("7")), {"a": "b", "c": "d"}
    made = [choices.of_type(MapOf(STR), now) for _ in range(30)]
    assert {len(one) for one in made} >= {1, 3}
    assert all(now.items() >= one.items() or one.keys() >= now.keys() for one in made)


def test_a_body_that_is_too_large_to_be_read_as_json_is_changed_as_bytes() -> None:
    choices = Choices(Chances("7"))
    body = json.dumps({"a": "b" * 70_000}).encode()
    made = [base64.b64decode(choices.of_type(BYTES64, base64.b64encode(body).decode())) for _ in range(20)]
    kept = [one for one in made if len(one) > 300]
    assert kept
    assert all(one.startswith(body[:200]) or one.endswith(body[-200:]) for one in kept)


def test_a_body_that_is_json_is_changed_as_json_and_a_large_one_as_bytes() -> None:
    choices = Choices(Chances("7"))
    seen = {repr(choices.json_near({"a": [1, "b", {"c": None}], "d": True}))[:40] for _ in range(300)}
    assert len(seen) > 50
