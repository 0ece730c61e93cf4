"""Templates: payloads to begin with."""

from __future__ import annotations

import json

import pytest

from workbench.protocol.functions import WIRE_FUNCTIONS
from workbench.protocol.wire.messages import request_type
from workbench.protocol.wire.samples import request_sample
from workbench.session.payloads.expansion import expansion_of, problems_in
from workbench.session.values.variable_values import KnownVariables
from workbench.ui.payload.payload_problems import check
from workbench.ui.payload.templates import MEANINGS, names_of, template, templates


@pytest.mark.parametrize("function", WIRE_FUNCTIONS)
def test_a_typical_payload_has_no_problem_and_one_with_every_field_has_each(function: str) -> None:
    assert check(function, template(function, "typical")) == []
    names = {field.name for field in request_type(function).fields}
    assert set(json.loads(template(function, "every field"))) == names
    assert set(json.loads(template(function, "minimal"))) <= names


def test_those_of_the_function_are_listed_and_of_all_those_that_are_looked_for() -> None:
    assert templates("sign", "") == [("sign", name) for name in MEANINGS]
    assert templates("shape", "") == [("shape", name) for name in ("minimal", "typical", "every field")]
    assert templates("sign", "FILTER typ") == [("filter", "typical")]
    assert len(templates("sign", "template")) == sum(len(names_of(function)) for function in WIRE_FUNCTIONS)
    assert [function for function, _ in templates("shape", "sign typ")] == ["sign", "build_signer"]
    assert templates("sign", "nothing like it") == []


@pytest.mark.parametrize("function", ["sign", "on_unauthorized"])
def test_one_of_answers_takes_what_a_host_would_fill_in_and_has_no_problem_once_there_are_some(function: str) -> None:
    answers = {("shape", ""): request_sample("sign")["shaped"], ("build_signer", ""): {"signer_state": {"n": 1}}}
    text = template(function, "answers")
    assert list(problems_in(text, "payload", KnownVariables())) != []
    sent = expansion_of(text, KnownVariables(answers=answers)).text
    assert check(function, sent) == []
    assert json.loads(sent)["signer_state"] == {"n": 1}
