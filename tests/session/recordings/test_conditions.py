"""Terms go from settings into JSON and back, so that a replay has the same host anywhere."""

from __future__ import annotations

from typing import Any

import pytest

from workbench.protocol.budgets import SERVING, STRICT, Imports, adjusted
from workbench.protocol.hosting.injected_faults import parse_plan
from workbench.protocol.offer import Offer
from workbench.session.recordings.conditions import (
    ConditionsInvalid,
    conditions_difference,
    conditions_of,
    conditions_value,
    read_conditions,
    settings_under,
)
from workbench.session.values.conditions import USUAL_CONDITIONS, Conditions
from workbench.session.values.settings import Settings

ODD = Settings(
    capabilities=frozenset({"b", "a"}),
    budget=adjusted(SERVING, {"fuel": 7, "max_pages": 32}),
    strict=adjusted(STRICT, {"max_pages": 9}),
    imports=Imports.TRAP,
    offer=Offer({"shape": (2, 1)}, frozenset({"c"})),
    faults=parse_plan(["any=fail", "quota=1", "capability:a"]),
)


def test_the_usual_terms_are_nothing_to_say() -> None:
    assert conditions_of(Settings()) == USUAL_CONDITIONS
    assert conditions_value(USUAL_CONDITIONS) == {}
    assert read_conditions({}) == USUAL_CONDITIONS
    assert settings_under(USUAL_CONDITIONS, "strict", ODD) == Settings(budget=STRICT)


def test_what_is_odd_comes_back_from_json_and_makes_the_same_settings() -> None:
    made = conditions_of(ODD)
    assert made.capabilities == ("a", "b")
    assert made.limits == {"serving": {"fuel": 7}, "strict": {"max_pages": 9}}
    value = conditions_value(made)
    assert value["faults"] == ["any=fail", "quota=1", "capability:a"]
    assert read_conditions(value | {"something": "else"}) == made
    assert settings_under(read_conditions(value), "serving", Settings()) == ODD


def test_the_first_difference_is_told_in_words() -> None:
    assert conditions_difference(USUAL_CONDITIONS, Conditions()) is None
    assert conditions_difference(Conditions(faults=ODD.faults), USUAL_CONDITIONS) == (
        "faults",
        "any=fail, quota=1, capability:a",
        "none",
    )
    assert conditions_difference(USUAL_CONDITIONS, conditions_of(ODD)) == ("imports", "reference", "trap")
    limited = Conditions(limits={"serving": {"fuel": 7}})
    assert conditions_difference(limited, USUAL_CONDITIONS) == ("limits", "serving.fuel=7", "the protocol's")


@pytest.mark.parametrize(
    ("value", "term", "found"),
    [
        ({"imports": 1}, "imports", "a number"),
        ({"capabilities": {}}, "capabilities", "an object"),
        ({"capabilities": [1]}, "capabilities", "another element"),
        ({"budgets": []}, "budgets", "an array"),
        ({"budgets": {"loose": {}}}, "budgets", "'loose'"),
        ({"budgets": {"strict": 1}}, "budgets", "'strict'"),
        ({"budgets": {"strict": {"fuel": True}}}, "budgets", "strict.fuel with true"),
        ({"budgets": {"strict": {"wall": 1}}}, "budgets", "strict.wall with 1"),
        ({"offer": {}}, "offer", "no such field"),
        ({"faults": ["no"]}, "faults", '"no"'),
    ],
)
def test_what_can_not_be_is_named(value: dict[str, Any], term: str, found: str) -> None:
    with pytest.raises(ConditionsInvalid) as caught:
        read_conditions(value)
    assert (caught.value.term, caught.value.found) == (term, found)
