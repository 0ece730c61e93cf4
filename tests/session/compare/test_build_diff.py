"""What is told of two builds: every fact of both, and in short lines what changed."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import Any

import pytest

from tests.builders import custom_section, identity_section, plugin_module
from tests.fakes import SELF_CHECK_PASSED, FakeClock, FakeEngine, accept_of, answered
from workbench.protocol.calls import FuelMeasured
from workbench.protocol.layers import Layer
from workbench.session.compare import build_diff as build_comparison
from workbench.session.compare.build_diff import compare_builds, fuel_changes, generation_changes, grown_by
from workbench.session.load.load_steps import load_generation, with_layer
from workbench.session.measure.fuel import with_fuel
from workbench.session.values.build_comparison import Pair, Part, SetChange
from workbench.session.values.generation import Artifact, Generation
from workbench.session.values.settings import Settings


def generation(module: bytes, functions: dict[str, int], **answers: Any) -> Generation:
    engine = FakeEngine(
        {
            "cc_lb_handshake": answered(accept_of(functions, **answers.get("accept", {}))),
            "cc_lb_self_check": answered(answers.get("self_check", SELF_CHECK_PASSED)),
        }
    )
    artifact = Artifact("p.wasm", module, hashlib.sha256(module).hexdigest())
    return load_generation(engine, artifact, Settings(), FakeClock())


def measured(build: Generation, layer: Layer, fuel: int) -> Generation:
    return with_layer(build, with_fuel(build.layer(layer), FuelMeasured(fuel, None)))


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
        "L3 self_check: passed → FailureStatus",
        "L4 persistence: passed → not run",
        "observe: not negotiated → version 1",
        "self-check failure added: wire_function_test: observe: boom",
        "plugin_version: 0.1.0 → 0.2.0",
        "export added: observe (function)",
    ]
    assert any(line.startswith("module: ") for line in lines)
    assert "section producers added: 11 bytes" in lines
    assert "section name removed: 15 bytes" in lines
    assert any(line.startswith("section code: ") and line.endswith("bytes (+5)") for line in lines)


def test_a_build_that_lost_its_identity_says_so() -> None:
    old = generation(plugin_module(exports=["shape"]), {"shape": 1})
    new = generation(plugin_module(exports=["shape"], identity=b""), {})

    lines = generation_changes(old, new)

    assert "identity removed" in lines
    assert "shape: version 1 → not negotiated" in lines
    assert lines[0].startswith("L1 identity: passed → ")
    assert "L2 handshake: passed → not run" in lines


def test_a_refused_handshake_is_named_by_its_error() -> None:
    module = plugin_module(exports=["shape"])
    old = generation(module, {"shape": 1})
    new = generation(module, {"shape": 1}, accept={"required_capabilities": ["fs"]})

    assert generation_changes(old, new) == (
        "L2 handshake: passed → RequiredCapabilityUnavailable",
        "L3 self_check: passed → not run",
        "L4 persistence: passed → not run",
        "shape: version 1 → not negotiated",
        "required capability added: fs",
    )


def test_long_lists_of_changes_are_cut() -> None:
    old = generation(plugin_module(exports=["shape"]), {"shape": 1})
    new = generation(plugin_module(exports=["shape", *(f"e{n}" for n in range(100))]), {"shape": 1})

    lines = generation_changes(old, new)

    assert len(lines) == build_comparison.LINES_MAX + 1
    assert lines[-1].startswith("and ")


def test_sections_of_one_size_with_other_bytes_are_named() -> None:
    old, new = (
        generation(plugin_module(exports=["shape"], after=custom_section("filling", byte * 9)), {"shape": 1})
        for byte in (b"a", b"b")
    )

    found = compare_builds(old, new)

    size = len(custom_section("filling", b"a" * 9)) - 2
    assert found.differing(Part.SECTIONS) == (Pair("filling", size, size, rewritten=True),)
    assert generation_changes(old, new) == (
        f"module: other bytes, {old.artifact.size_bytes:,} as before",
        f"section filling: other bytes, {size} as before",
    )
    assert found.same, "no host can tell them apart by what they declare"
    dropped = replace(old, artifact=replace(old.artifact, module=b"", dropped_bytes=old.artifact.size_bytes))
    assert not compare_builds(dropped, new).differing(Part.SECTIONS)


def test_builds_are_compared_over_all_their_names(monkeypatch: pytest.MonkeyPatch) -> None:
    """However few are kept for listing; once the bytes are gone, by how many there are."""
    monkeypatch.setattr("workbench.protocol.wasm.contents.LISTED_MAX", 5)
    monkeypatch.setattr("workbench.protocol.wasm.walker.SECTIONS_LISTED_MAX", 2)
    names = [f"e{number}" for number in range(50)]
    old = generation(plugin_module(exports=["shape", *names], after=custom_section("x", b"1") * 9), {"shape": 1})
    new = generation(plugin_module(exports=["shape", *names[:-1]], after=custom_section("x", b"2") * 9), {"shape": 1})
    assert len(old.module_map.exports) < 10

    found = compare_builds(old, new)

    assert found.changed_set(Part.EXPORTS) == SetChange((), ("e49 (function)",))
    assert len(found.parts[Part.EXPORTS]) == 53
    assert "x" in [pair.name for pair in found.differing(Part.SECTIONS)]
    same = compare_builds(old, replace(old, number=2))
    assert same.same
    assert not any(same.differing(part) for part in (Part.EXPORTS, Part.IMPORTS, Part.SECTIONS))
    dropped = replace(old, artifact=replace(old.artifact, module=b"", dropped_bytes=old.artifact.size_bytes))
    assert compare_builds(dropped, new).changed_set(Part.EXPORTS) == SetChange(("52 in all",), ("53 in all",))


def test_all_facts_of_both_builds_stand_side_by_side() -> None:
    old = measured(generation(plugin_module(exports=["shape"]), {"shape": 1}), Layer.SELF_CHECK, 100)
    new = generation(plugin_module(exports=["shape", "sign"], identity=b""), {})

    found = compare_builds(old, new)

    assert found.parts[Part.LAYERS][0] == Pair(
        "L1 identity", "passed", new.layers[0].error and new.layers[0].error.kind
    )
    assert found.parts[Part.FUEL] == (Pair("L2 handshake", None, None), Pair("L3 self_check", 100, None))
    assert Pair("plugin_name", "sample", None) in found.differing(Part.IDENTITY)
    assert found.parts[Part.NEGOTIATED] == (Pair("shape", 1, None),)
    assert Pair("shape (function)", True, True) in found.parts[Part.EXPORTS]
    assert found.changed_set(Part.EXPORTS) == SetChange(("sign (function)",), ())
    assert not found.same


def test_fuel_that_is_known_of_both_builds_is_compared() -> None:
    module = plugin_module(exports=["shape"])
    old, new = (measured(generation(module, {"shape": 1}), Layer.SELF_CHECK, fuel) for fuel in (12_345, 13_000))

    assert fuel_changes(old, new) == ("fuel L3 12,345 → 13,000 (+5.3 %)",)
    assert fuel_changes(old, generation(module, {"shape": 1})) == ()
    assert fuel_changes(old, old) == ()
    assert compare_builds(old, new).same, "fuel is no difference to a host"


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [(100, 125, "+25 %"), (100, 95, "-5.0 %"), (100_000, 100_001, "+1"), (0, 7, "+7"), (10, 1_000_000, "+9,999,900 %")],
)
def test_growth_is_told_as_a_share(before: int, after: int, words: str) -> None:
    assert grown_by(before, after) == words
