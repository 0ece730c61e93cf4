"""The partner of a bracket is found, nearby."""

from __future__ import annotations

import pytest

from workbench.ui.editor.brackets import LOOKED_AT_MAX, partner

LINES = ["{", '  "a": [1, {"b": []}],', '  "c": {}', "}"]


@pytest.mark.parametrize(
    ("place", "found"),
    [((0, 0), (3, 0)), ((1, 7), (1, 20)), ((1, 11), (1, 19)), ((1, 17), (1, 18)), ((2, 7), (2, 8))],
)
def test_a_bracket_and_its_partner_find_each_other(place: tuple[int, int], found: tuple[int, int]) -> None:
    assert partner(LINES, place) == found
    assert partner(LINES, found) == place


@pytest.mark.parametrize("lines", [["{"], ["}"], ["{]"], ["[}"], [""], ["x"]])
def test_what_has_no_partner_has_none(lines: list[str]) -> None:
    assert partner(lines, (0, 0)) is None
    assert partner(lines, (0, 1)) is None
    assert partner(lines, (7, 0)) is None


def test_no_more_is_looked_at_than_so_much() -> None:
    near = ["[" + " " * (LOOKED_AT_MAX - 10) + "]"]
    far = ["[" + " " * LOOKED_AT_MAX + "]"]
    assert partner(near, (0, 0)) == (0, len(near[0]) - 1)
    assert partner(near, (0, len(near[0]) - 1)) == (0, 0)
    assert partner(far, (0, 0)) is None
    assert partner(far, (0, len(far[0]) - 1)) is None
    assert partner(["["] + [""] * LOOKED_AT_MAX + ["]"], (0, 0)) is None
