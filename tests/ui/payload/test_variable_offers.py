"""What is offered inside `${`."""

from __future__ import annotations

import json

import pytest

from workbench.protocol.functions import WIRE_FUNCTIONS
from workbench.session.values.variable_values import KnownVariables, VariableValues
from workbench.ui.payload.completion import payload_offers

KNOWN = KnownVariables(
    VariableValues({"HOST": "api.example.com"}, {"KEY": "sk-secret"}), {("sign", ""): {"a/b": 1}, ("sign", "one"): {}}
)


def offered(text: str, known: KnownVariables | None = KNOWN) -> list[str]:
    """Return the texts that taking each offer gives; the cursor stands at the bar."""
    cursor = text.index("|")
    plain = text.replace("|", "")
    found = payload_offers("shape", plain, cursor, None, known)
    return [plain[: found.start] + one.text + plain[found.end :] for one in found.offers]


def test_names_come_first_then_parts_of_answers_then_functions_without_one() -> None:
    found = payload_offers("shape", '{"a": "${', 9, None, KNOWN)
    labels = [one.label for one in found.offers]
    assert labels[:4] == ["HOST", "KEY", "response:sign:", "response:sign:/a~1b"]
    assert labels[4] == "response:sign/one:"
    assert labels[5:] == [f"response:{name}:/" for name in WIRE_FUNCTIONS if name != "sign"]


def test_an_offer_shows_plain_values_and_no_secret_ones() -> None:
    found = payload_offers("shape", '{"a": "${', 9, None, KNOWN)
    assert "api.example.com" in found.offers[0].meaning
    assert "sk-secret" not in repr(found)


@pytest.mark.parametrize(
    ("text", "taken"),
    [
        ('{"a": "${|"}', '{"a": "${HOST}"}'),
        ('{"a": "${H|"}', '{"a": "${HOST}"}'),
        ('{"a": "${H|OST}"}', '{"a": "${HOST}"}'),
        ('{"a": "x${|} y"}', '{"a": "x${HOST} y"}'),
        ('{"${|": 1}', '{"${HOST}": 1}'),
        ('{"body_base64": "${|"}', '{"body_base64": "${HOST}"}'),
    ],
)
def test_taking_an_offer_writes_a_whole_variable(text: str, taken: str) -> None:
    assert offered(text)[0] == taken
    assert all(json.loads(one) for one in offered(text))


@pytest.mark.parametrize("text", ['{"a": "$${|"}', '{"a": "${X} |"}', "{${|", '{"a": "$|"}', '{"a": ["x"], ${|'])
def test_elsewhere_no_variable_is_offered(text: str) -> None:
    assert not any("HOST" in one for one in offered(text))


def test_nothing_is_offered_before_anything_is_known() -> None:
    assert offered('{"a": "${|"}', None) == []
