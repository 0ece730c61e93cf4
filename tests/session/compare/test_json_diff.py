"""What is told of two JSON values."""

from __future__ import annotations

from typing import Any

import pytest

from workbench.session.compare import json_diff as comparison
from workbench.session.compare.json_diff import compare
from workbench.session.values.json_difference import JsonChange, JsonDifference


@pytest.mark.parametrize(
    ("before", "after", "differences"),
    [
        (None, None, []),
        ({"a": [1, {"b": "x"}]}, {"a": [1, {"b": "x"}]}, []),
        ({"a": 1, "b": 2}, {"b": 2, "a": 1}, []),
        (1, 2, [("", JsonChange.CHANGED, 1, 2)]),
        (1, True, [("", JsonChange.CHANGED, 1, True)]),
        (1, 1.0, [("", JsonChange.CHANGED, 1, 1.0)]),
        (0, False, [("", JsonChange.CHANGED, 0, False)]),
        (0.0, -0.0, [("", JsonChange.CHANGED, 0.0, -0.0)]),
        ("1", 1, [("", JsonChange.CHANGED, "1", 1)]),
        ([], {}, [("", JsonChange.CHANGED, [], {})]),
        ({}, {"a": None}, [("/a", JsonChange.ADDED, None, None)]),
        ({"a": None}, {}, [("/a", JsonChange.REMOVED, None, None)]),
        ([1, 2], [1, 3, 4], [("/1", JsonChange.CHANGED, 2, 3), ("/2", JsonChange.ADDED, None, 4)]),
        ([1, 2], [1], [("/1", JsonChange.REMOVED, 2, None)]),
        ({"a/b": {"~": 1}}, {"a/b": {"~": 2}}, [("/a~1b/~0", JsonChange.CHANGED, 1, 2)]),
        (
            {"url": "u", "headers": [{"name": "a", "value": 1}], "gone": 1},
            {"url": "v", "new": 1, "headers": [{"name": "a", "value": 2}]},
            [
                ("/url", JsonChange.CHANGED, "u", "v"),
                ("/new", JsonChange.ADDED, None, 1),
                ("/headers/0/value", JsonChange.CHANGED, 1, 2),
                ("/gone", JsonChange.REMOVED, 1, None),
            ],
        ),
    ],
)
def test_values_differ_by_structure_and_type(
    before: Any, after: Any, differences: list[tuple[str, JsonChange, Any, Any]]
) -> None:
    found = compare(before, after)

    # By their texts, since 1 == 1.0 == True.
    assert list(map(repr, found.differences)) == [repr(JsonDifference(*one)) for one in differences]
    assert found.equal is not bool(differences)


def test_too_many_differences_are_cut_off() -> None:
    found = compare(list(range(2_000)), list(range(1, 2_001)))

    assert len(found.differences) == comparison.DIFFERENCES_MAX
    assert found.cut_off
    assert not found.equal


def test_too_large_values_are_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(comparison, "VALUES_MAX", 10)

    assert compare([0] * 9, [0] * 9).equal
    assert not compare([0] * 10, [0] * 10).equal


def test_deep_values_are_compared_without_recursion() -> None:
    def nested(innermost: int) -> Any:
        value: Any = innermost
        for _ in range(5_000):
            value = [value]
        return value

    assert compare(nested(1), nested(2)).differences[0].pointer == "/0" * 5_000
