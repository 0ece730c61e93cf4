"""What is told of two JSON values, and of two builds."""

from __future__ import annotations

from typing import Any

import pytest

from tests.builders import custom_section, identity_section, plugin_module
from tests.fakes import SELF_CHECK_PASSED, FakeClock, FakeEngine, accept_of, answered
from workbench.session import comparison
from workbench.session.comparison import Change, Difference, compare, generation_changes
from workbench.session.loading import load_generation
from workbench.session.state import Artifact, Generation, Settings


@pytest.mark.parametrize(
    ("before", "after", "differences"),
    [
        (None, None, []),
        ({"a": [1, {"b": "x"}]}, {"a": [1, {"b": "x"}]}, []),
        ({"a": 1, "b": 2}, {"b": 2, "a": 1}, []),
        (1, 2, [("", Change.CHANGED, 1, 2)]),
        (1, True, [("", Change.CHANGED, 1, True)]),
        (1, 1.0, [("", Change.CHANGED, 1, 1.0)]),
        (0, False, [("", Change.CHANGED, 0, False)]),
        (0.0, -0.0, [("", Change.CHANGED, 0.0, -0.0)]),
        ("1", 1, [("", Change.CHANGED, "1", 1)]),
        ([], {}, [("", Change.CHANGED, [], {})]),
        ({}, {"a": None}, [("/a", Change.ADDED, None, None)]),
        ({"a": None}, {}, [("/a", Change.REMOVED, None, None)]),
        ([1, 2], [1, 3, 4], [("/1", Change.CHANGED, 2, 3), ("/2", Change.ADDED, None, 4)]),
        ([1, 2], [1], [("/1", Change.REMOVED, 2, None)]),
        ({"a/b": {"~": 1}}, {"a/b": {"~": 2}}, [("/a~1b/~0", Change.CHANGED, 1, 2)]),
        (
            {"url": "u", "headers": [{"name": "a", "value": 1}], "gone": 1},
            {"url": "v", "new": 1, "headers": [{"name": "a", "value": 2}]},
            [
                ("/url", Change.CHANGED, "u", "v"),
                ("/new", Change.ADDED, None, 1),
                ("/headers/0/value", Change.CHANGED, 1, 2),
                ("/gone", Change.REMOVED, 1, None),
            ],
        ),
    ],
)
def test_values_differ_by_structure_and_type(
    before: Any, after: Any, differences: list[tuple[str, Change, Any, Any]]
) -> None:
    found = compare(before, after)

    # By their texts, since 1 == 1.0 == True.
    assert list(map(repr, found.differences)) == [repr(Difference(*one)) for one in differences]
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


def generation(module: bytes, functions: dict[str, int], **answers: Any) -> Generation:
    engine = FakeEngine(
        {
            "cc_lb_handshake": answered(accept_of(functions, **answers.get("accept", {}))),
            "cc_lb_self_check": answered(answers.get("self_check", SELF_CHECK_PASSED)),
        }
    )
    return load_generation(engine, Artifact("p.wasm", module, str(hash(module))), Settings(), FakeClock())


def test_the_same_build_has_no_changes() -> None:
    one = generation(plugin_module(exports=["shape"]), {"shape": 1})

    assert generation_changes(one, one) == ()


def test_what_changed_between_two_builds_is_told_in_short_lines() -> None:
    old = generation(plugin_module(exports=["shape"], after=custom_section("name", b"x" * 10)), {"shape": 1})
    new = generation(
        plugin_module(
            exports=["shape", "observe"],
            identity=identity_section(plugin_version="0.2.0"),
            after=custom_section("producers", b"x"),
        ),
        {"shape": 1, "observe": 1},
        self_check={
            "status": "failure",
            "failures": [{"stage": "wire_function_test", "message": "observe: boom"}],
            "completed_at": 1,
        },
    )

    lines = generation_changes(old, new)

    assert [line for line in lines if not line.startswith(("module: ", "section "))] == [
        "export added: observe, a function",
        "plugin_version: 0.1.0 → 0.2.0",
        "observe: not negotiated → version 1",
        "L3 self_check: passed → FailureStatus",
        "self-check failure added: wire_function_test: observe: boom",
    ]
    assert lines[0].startswith("module: ")
    assert "section producers added: 11 bytes" in lines
    assert "section name removed: 15 bytes" in lines
    assert any(line.startswith("section code: ") and line.endswith("bytes (+5)") for line in lines)


def test_a_build_that_lost_its_identity_says_so() -> None:
    old = generation(plugin_module(exports=["shape"]), {"shape": 1})
    new = generation(plugin_module(exports=["shape"], identity=b""), {})

    lines = generation_changes(old, new)

    assert "identity removed" in lines
    assert "shape: version 1 → not negotiated" in lines
    assert "L2 handshake: passed → not run" in lines


def test_a_refused_handshake_is_named_by_its_error() -> None:
    module = plugin_module(exports=["shape"])
    old = generation(module, {"shape": 1})
    new = generation(module, {"shape": 1}, accept={"required_capabilities": ["fs"]})

    assert generation_changes(old, new) == (
        "shape: version 1 → not negotiated",
        "required capability added: fs",
        "L2 handshake: passed → RequiredCapabilityUnavailable",
        "L3 self_check: passed → not run",
    )


def test_long_lists_of_changes_are_cut() -> None:
    old = generation(plugin_module(exports=["shape"]), {"shape": 1})
    new = generation(plugin_module(exports=["shape", *(f"e{n}" for n in range(100))]), {"shape": 1})

    lines = generation_changes(old, new)

    assert len(lines) == comparison.LINES_MAX + 1
    assert lines[-1].startswith("and ")
