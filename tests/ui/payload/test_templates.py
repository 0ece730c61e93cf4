"""Templates: payloads to begin with."""

from __future__ import annotations

import json

import pytest

from workbench.protocol.functions import WIRE_FUNCTIONS
from workbench.protocol.wire.messages import request_type
from workbench.ui.payload.payload_problems import check
from workbench.ui.payload.templates import MEANINGS, template, templates


@pytest.mark.parametrize("function", WIRE_FUNCTIONS)
def test_a_typical_payload_has_no_problem_and_one_with_every_field_has_each(function: str) -> None:
    assert check(function, template(function, "typical")) == []
    names = {field.name for field in request_type(function).fields}
    assert set(json.loads(template(function, "every field"))) == names
    assert set(json.loads(template(function, "minimal"))) <= names


def test_those_of_the_function_are_listed_and_of_all_those_that_are_looked_for() -> None:
    assert templates("sign", "") == [("sign", name) for name in MEANINGS]
    assert templates("sign", "FILTER typ") == [("filter", "typical")]
    assert len(templates("sign", "template")) == len(WIRE_FUNCTIONS) * len(MEANINGS)
    assert [function for function, _ in templates("shape", "sign typ")] == ["sign", "build_signer"]
    assert templates("sign", "nothing like it") == []
