"""Layers L1 to L4 in their order: what each says of a build, what is published between, and what is never called."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from tests.builders import identity_section, plugin_module, section, vector
from tests.fakes import SELF_CHECK_PASSED, FakeClock, FakeEngine, accept_of, answered, failed
from workbench.errors.operator import EngineUnavailable
from workbench.protocol.budgets import STRICT, HostLink, Imports
from workbench.protocol.calls import FailureKind, Phase
from workbench.protocol.layers import Layer, Verdict
from workbench.protocol.offer import Offer
from workbench.protocol.profiles import Profile
from workbench.session.load.load_steps import load_generation
from workbench.session.values.generation import Artifact, Generation
from workbench.session.values.settings import Settings
from workbench.session.values.state import LoopPhase

SHAPE = plugin_module(exports=["shape"])
GOOD = {
    "cc_lb_handshake": answered(accept_of({"shape": 1}), wall_us=1_500),
    "cc_lb_self_check": answered(SELF_CHECK_PASSED),
}


def artifact(module: bytes) -> Artifact:
    return Artifact("target/plugin.wasm", module, hashlib.sha256(module).hexdigest())


def load(engine: FakeEngine, module: bytes = SHAPE, **settings: Any) -> Generation:
    return load_generation(engine, artifact(module), Settings(**settings), FakeClock(1_700_000_000.9))


def verdicts(generation: Generation) -> list[str]:
    return [result.verdict.value for result in generation.layers]


def test_a_good_plugin_passes_all_layers_but_dispatch() -> None:
    generation = load(FakeEngine(GOOD))

    assert verdicts(generation) == ["passed", "passed", "passed", "passed", "not run"]
    assert generation.complete
    assert generation.is_good
    assert [result.detail for result in generation.layers] == [
        "sample 0.1.0",
        "shape@1",
        "7 functions checked",
        "a registry would keep this for 7 days",
        "nothing was dispatched yet",
    ]


def test_a_plugin_that_no_host_can_call_is_not_said_to_be_kept_without_a_word() -> None:
    module = (Path(__file__).parents[2] / "cases" / "modules" / "p21_initial_17mb.wasm").read_bytes()
    generation = load(FakeEngine(GOOD), module)
    assert "each dispatch fails" in generation.layer(Layer.RECORD).detail


def test_the_offer_goes_out_under_the_strict_budget() -> None:
    engine = FakeEngine(GOOD)
    load(engine, capabilities=frozenset({"b", "a"}))

    handshake, self_check = engine.asked("fresh")
    assert (handshake.export, handshake.budget) == ("cc_lb_handshake", STRICT)
    assert json.loads(handshake.payload)["host_capabilities"] == ["a", "b"]
    assert (self_check.export, self_check.budget) == ("cc_lb_self_check", STRICT)
    assert json.loads(self_check.payload)["initiated_at"] == 1_700_000_000


def test_imports_may_be_linked_as_traps() -> None:
    engine = FakeEngine(GOOD)
    load(engine, imports=Imports.TRAP)

    assert [called.budget.host_link for called in engine.asked("fresh") if called.budget] == [HostLink.TRAPS] * 2


def test_costs_stand_beside_their_limits() -> None:
    cost = load(FakeEngine(GOOD)).layer(Layer.HANDSHAKE).cost

    assert (cost.wall_us, cost.wall_max_ms, cost.fuel_max) == (1_500, 200, 10_000_000)
    assert (cost.output_bytes, cost.output_max_bytes) == (len(json.dumps(accept_of({"shape": 1}))), 32_768)


def test_the_record_takes_the_time_of_the_handshake_from_the_host_s_clock() -> None:
    metadata = load(FakeEngine(GOOD)).metadata

    assert metadata is not None
    assert metadata.handshake_completed_at == 1_700_000_000
    assert metadata.expires_at == 1_700_604_800


def test_when_the_self_check_ended_is_the_plugin_s_own_word() -> None:
    metadata = load(
        FakeEngine({**GOOD, "cc_lb_self_check": answered(SELF_CHECK_PASSED | {"completed_at": 7})})
    ).metadata

    assert metadata is not None
    assert metadata.self_check_completed_at == 7


def test_a_self_check_that_is_not_called_ends_by_the_host_s_clock() -> None:
    engine = FakeEngine({**GOOD, "cc_lb_handshake": answered(accept_of({"build_signer": 1}))})
    metadata = load(engine, plugin_module(exports=["build_signer"]), profile=Profile.V0_3).metadata

    assert metadata is not None
    assert metadata.self_check_completed_at == 1_700_000_000


def test_what_is_known_is_published_while_the_engine_is_awaited() -> None:
    told: list[tuple[LoopPhase, list[str], bool]] = []
    load_generation(
        FakeEngine(GOOD),
        artifact(SHAPE),
        Settings(),
        FakeClock(),
        lambda phase, generation: told.append((phase, verdicts(generation)[:3], generation.complete)),
    )

    assert told == [
        (LoopPhase.COMPILING, ["passed", "not run", "not run"], False),
        (LoopPhase.CHECKING, ["passed", "passed", "not run"], False),
    ]


@pytest.mark.parametrize(
    ("module", "error"),
    [
        (b"", "WasmParseError"),
        (SHAPE[:-1], "WasmParseError"),
        (plugin_module(identity=b""), "MissingCustomSection"),
        (plugin_module(identity=identity_section(plugin_name="Bad")), "PluginNameInvalid"),
    ],
)
def test_a_module_without_a_good_identity_never_reaches_the_engine(module: bytes, error: str) -> None:
    engine = FakeEngine(GOOD)
    generation = load(engine, module)

    assert generation.layers[0].error is not None
    assert generation.layers[0].error.kind == error
    assert verdicts(generation) == ["failed", "not run", "not run", "not run", "not run"]
    assert generation.layers[1].detail == "L1 identity failed"
    assert len(generation.static_checks) == 9
    assert {one.check: one.passed for one in generation.static_checks}["ExtismCanInstantiate"] is None
    assert engine.log == []
    assert generation.complete
    assert not generation.is_good


def test_what_can_be_read_of_a_damaged_module_is_shown() -> None:
    generation = load(FakeEngine(), SHAPE[:-1])

    assert [export.name for export in generation.module_map.exports] == ["cc_lb_handshake", "cc_lb_self_check", "shape"]


@pytest.mark.parametrize(
    ("answer", "error", "built"),
    [
        (failed(FailureKind.INSTANTIATE, "unknown import", phase=Phase.INSTANTIATE), "Instantiate", False),
        (failed(FailureKind.COMPILE, "invalid", phase=Phase.COMPILE), "Instantiate", False),
        (failed(FailureKind.TIMEOUT, "timeout"), "Timeout", True),
        (failed(FailureKind.TRAP, "error while executing at wasm backtrace"), "Call", True),
        (answered("{}"), "DecodeAccept", True),
        (answered(accept_of({"shape": 1}, required_capabilities=["fs"])), "RequiredCapabilityUnavailable", True),
        (answered(accept_of({"shape": 2})), "ChosenVersionNotOffered", True),
        (answered(accept_of({})), "UndeclaredExport", True),
    ],
)
def test_a_handshake_that_fails_ends_the_walk(answer: Any, error: str, built: bool) -> None:
    engine = FakeEngine({**GOOD, "cc_lb_handshake": answer})
    generation = load(engine)

    assert generation.layers[1].error is not None
    assert generation.layers[1].error.kind == error
    assert verdicts(generation) == ["passed", "failed", "not run", "not run", "not run"]
    assert [called.export for called in engine.asked("fresh")] == ["cc_lb_handshake"]
    (check,) = (check for check in generation.static_checks if check.check == "ExtismCanInstantiate")
    assert check.passed is built


def test_a_module_without_the_handshake_export_is_built_first() -> None:
    """`Instantiate` comes before `MissingHandshakeExport`, so the engine is asked all the same."""
    module = plugin_module().replace(b"cc_lb_handshake", b"cc_lb_handshook")
    missing, unbuilt = FakeEngine(), FakeEngine()
    unbuilt.answers["cc_lb_handshake"] = failed(FailureKind.INSTANTIATE, "no", phase=Phase.INSTANTIATE)

    kinds = [load(engine, module).layers[1].error for engine in (missing, unbuilt)]

    assert [error.kind for error in kinds if error] == ["MissingHandshakeExport", "Instantiate"]


def test_an_answer_that_is_refused_is_kept_for_display() -> None:
    generation = load(FakeEngine({**GOOD, "cc_lb_handshake": answered(b'{"no accept": "\xff"}')}))

    assert generation.accept_text == '{"no accept": "�"}'
    assert [row.cause for row in generation.function_table if row.function == "shape"] == ["no accept"]


def test_too_many_capabilities_are_the_host_s_own_fault() -> None:
    engine = FakeEngine(GOOD)
    generation = load(engine, capabilities=frozenset(str(number) for number in range(33)))

    assert generation.layers[1].error is not None
    assert generation.layers[1].error.kind == "CapabilityCountExceeded"
    assert engine.log == []


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (failed(FailureKind.TIMEOUT, "timeout"), "Call"),
        (answered("[]"), "DecodeResponse"),
        (answered({**SELF_CHECK_PASSED, "completed_at": 0}), "InvalidTimestamp"),
        (answered({**SELF_CHECK_PASSED, "status": "failure"}), "FailureWithoutFailures"),
    ],
)
def test_a_self_check_that_fails_ends_the_walk(answer: Any, error: str) -> None:
    generation = load(FakeEngine({**GOOD, "cc_lb_self_check": answer}))

    assert generation.layers[2].error is not None
    assert generation.layers[2].error.kind == error
    assert verdicts(generation) == ["passed", "passed", "failed", "not run", "not run"]
    assert generation.metadata is None
    assert not generation.is_good


def test_a_profile_that_has_nothing_to_ask_calls_nothing() -> None:
    engine = FakeEngine({**GOOD, "cc_lb_handshake": answered(accept_of({"build_signer": 1}))})
    generation = load(engine, plugin_module(exports=["build_signer"]), profile=Profile.V0_3)

    assert [called.export for called in engine.asked("fresh")] == ["cc_lb_handshake"]
    assert generation.layers[2].verdict is Verdict.PASSED
    assert generation.self_check is not None
    assert generation.self_check.request is None


def test_a_profile_that_has_nothing_to_ask_requires_the_export() -> None:
    module = plugin_module(exports=["build_signer"]).replace(b"cc_lb_self_check", b"cc_lb_self_chuck")
    engine = FakeEngine({"cc_lb_handshake": answered(accept_of({"build_signer": 1}))})
    generation = load(engine, module, profile=Profile.V0_3)

    assert generation.layers[2].error is not None
    assert generation.layers[2].error.kind == "MissingSelfCheckExport"


def test_a_plugin_that_negotiated_nothing_fails_at_its_record() -> None:
    engine = FakeEngine({**GOOD, "cc_lb_handshake": answered(accept_of({}))})
    generation = load(engine, plugin_module())

    assert generation.layers[3].error is not None
    assert generation.layers[3].error.kind == "NoNegotiatedFunctions"
    assert verdicts(generation) == ["passed", "passed", "passed", "failed", "not run"]


@pytest.mark.parametrize(
    ("module", "answers"),
    [
        (b"no module", GOOD),
        (plugin_module(identity=identity_section(b"{")), GOOD),
        (SHAPE, GOOD | {"cc_lb_handshake": answered("{")}),
        (SHAPE, GOOD | {"cc_lb_self_check": answered("{")}),
    ],
)
def test_the_error_that_is_kept_does_not_keep_the_frames_and_the_module_in_them(
    module: bytes, answers: dict[str, Any]
) -> None:
    failed_layer = load(FakeEngine(answers), module).failed_layer
    assert failed_layer is not None
    error = failed_layer.error
    assert error is not None
    assert (error.__traceback__, error.__context__, error.__cause__) == (None, None, None)


def test_the_walk_may_end_at_the_handshake() -> None:
    engine = FakeEngine(GOOD)
    generation = load_generation(engine, artifact(SHAPE), Settings(), FakeClock(), until=Layer.HANDSHAKE)

    assert verdicts(generation) == ["passed", "passed", "not run", "not run", "not run"]
    assert generation.layers[2].detail == "not asked for"


def test_an_engine_that_is_not_there_is_the_caller_s_to_handle() -> None:
    engine = FakeEngine(GOOD)
    engine.unavailable = EngineUnavailable("no child")

    with pytest.raises(EngineUnavailable):
        load(engine)


def test_a_module_that_would_end_the_engine_s_process_never_reaches_it() -> None:
    """A NUL in an import's name takes libextism down."""
    bad_import = section(2, vector([b"\x03env" + b"\x03a\0b" + b"\x00\x00"]))
    module = plugin_module(exports=["shape"])
    types_end = module.index(section(3, vector(b"\0" for _ in range(3))))
    engine = FakeEngine(GOOD)
    generation = load(engine, module[:types_end] + bad_import + module[types_end:])

    error = generation.layers[1].error
    assert error is not None
    assert error.kind == "Instantiate"
    assert engine.log == []
    assert generation.negotiation is not None
    (check,) = (check for check in generation.static_checks if check.check == "ExtismCanInstantiate")
    assert check.passed is False


def test_another_offer_takes_the_place_of_the_reference_s_and_keeps_named_capabilities() -> None:
    engine = FakeEngine(GOOD)
    offer = Offer({"shape": (1, 2)}, frozenset({"b"}))
    generation = load(engine, offer=offer, capabilities=frozenset({"a"}))

    sent = json.loads(engine.asked("fresh")[0].payload)
    assert (sent["function_versions"], sent["host_capabilities"]) == ({"shape": [1, 2]}, ["a", "b"])
    assert generation.is_good
