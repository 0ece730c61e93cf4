"""Each rule of section 8a says what to mend, before anything else."""

from __future__ import annotations

import pytest

from workbench.errors.conformance import HostEffect
from workbench.errors.host_rules import MENDED_BY
from workbench.protocol.host_effect.effect import Rule


def hint_of(rule: str) -> str:
    return HostEffect("dispatch:shape:basic", "ignored", "/x", rule, "x").hint


@pytest.mark.parametrize("rule", [rule.value for rule in Rule])
def test_the_hint_of_a_useless_answer_says_what_to_mend_first(rule: str) -> None:
    hint = hint_of(rule)
    assert hint.startswith(MENDED_BY[rule])
    assert f"`workbench explain {rule}`" in hint
    assert hint.index("--reference") > len(MENDED_BY[rule])


def test_a_url_is_mended_by_an_absolute_one() -> None:
    assert hint_of("url").startswith("Give an absolute URL")


def test_a_rule_that_is_not_known_has_the_reference_alone() -> None:
    assert hint_of("other").startswith("The reference's suite")
