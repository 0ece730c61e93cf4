"""The choices of a seed are the same everywhere, and a seed is read as it is printed."""

from __future__ import annotations

import pytest

from workbench.errors.operator import SettingInvalid
from workbench.protocol.fuzzing.chances import Chances, seed_of, seed_text


def test_a_seed_gives_the_same_choices_on_every_machine() -> None:
    chances = Chances("v1:7:shape")
    assert [chances.below(1_000) for _ in range(6)] == [490, 872, 497, 466, 116, 129]


def test_choices_are_spread_over_all_that_can_be_chosen() -> None:
    chances = Chances("spread")
    assert {chances.below(7) for _ in range(500)} == set(range(7))
    assert 30 < sum(chances.once_in(10) for _ in range(1_000)) < 200
    assert {chances.one_of("ab") for _ in range(50)} == {"a", "b"}


def test_a_seed_is_read_with_and_without_the_version_before_it() -> None:
    assert seed_of(seed_text("a-1_B")) == seed_of("a-1_B") == "a-1_B"


@pytest.mark.parametrize(
    ("text", "expected"),
    [("", "up to 64 letters"), ("a b", "up to 64 letters"), ("v2:7", "another version"), ("v1:", "up to 64 letters")],
)
def test_what_is_no_seed_of_this_generator_is_told(text: str, expected: str) -> None:
    with pytest.raises(SettingInvalid, match=expected):
        seed_of(text)
