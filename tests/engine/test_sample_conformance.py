"""The sample plugins are held against their kinds, on the engine itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from workbench.engine.client.engine_client import EngineClient
from workbench.protocol.conformance import Kind
from workbench.protocol.profiles import Profile
from workbench.protocol.registry import sha256_of
from workbench.session.dispatch.conformance_run import run_conformance
from workbench.session.load.load_steps import load_generation
from workbench.session.values.conformance_report import ConformanceReport
from workbench.session.values.generation import Artifact
from workbench.session.values.settings import Settings

SAMPLES = Path(__file__).parent.parent.parent / "sample_plugins"


def conformance(engine: EngineClient, name: str, *capabilities: str) -> ConformanceReport:
    module = (SAMPLES / name / f"{name}.wasm").read_bytes()
    settings = Settings(capabilities=frozenset(capabilities))
    generation = load_generation(engine, Artifact(name, module, sha256_of(module)), settings, lambda: 1_700_000_000.0)
    assert generation.negotiation is not None
    assert generation.negotiation.error is None
    return run_conformance(engine, module, generation.negotiation, Profile.V0_1)


@pytest.mark.parametrize(
    ("name", "capabilities", "kind", "cases"),
    [
        ("dialect", (), Kind.DIALECT, 12),
        ("filter", (), Kind.ROUTER, 2),
        ("observer", ("observability:emit",), Kind.OBSERVABILITY, 9),
        ("signer", (), Kind.SIGNER, 10),
    ],
)
def test_a_good_sample_passes_every_case_of_its_kind(
    engine: EngineClient, name: str, capabilities: tuple[str, ...], kind: Kind, cases: int
) -> None:
    report = conformance(engine, name, *capabilities)
    assert report.kinds == (kind,)
    assert {result.layer: result.detail for result in report.results if not result.passed} == {}
    assert len(report.results) == cases
    assert engine.long_lived_instances == ()


def test_the_sample_signer_signs_with_the_state_that_it_built_and_refreshed(engine: EngineClient) -> None:
    details = {result.layer: result.detail for result in conformance(engine, "signer").results}
    assert details["dispatch:build_signer:null_state"].startswith("rejected, not trapped: ")
    assert details["dispatch:sign:basic"].startswith("url unchanged, method unchanged, headers set (2)")
    assert details["dispatch:on_unauthorized:body_null"] == "refresh with a new state"
    assert "body unchanged (with the state of " in details["dispatch:sign:after_refresh"]
