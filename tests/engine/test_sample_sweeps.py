"""The smallest breaking offer of each sample plugin, on the engine itself."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from workbench.engine.client.engine_client import EngineClient
from workbench.protocol.offer import Offer, reference_offer
from workbench.protocol.registry import sha256_of
from workbench.session.negotiation.sweep import sweep_build
from workbench.session.values.generation import Artifact
from workbench.session.values.settings import Settings

SAMPLES = Path(__file__).parent.parent.parent / "sample_plugins"
EMIT = "observability:emit"
SMALLEST = [
    ("dialect", (), ["without normalize_error", "without shape"]),
    ("filter", (), ["without filter"]),
    ("observer", (EMIT,), [f"without capability {EMIT}", "without observe"]),
    ("observer", (), [f"with capability {EMIT}"]),
    ("signer", (), ["without build_signer", "without on_unauthorized", "without sign"]),
    ("host_tour", (), []),
    ("broken_self_check", (), ["without shape"]),
]
OFTEN = ("observer", "host_tour")
"""What every run tries: what breaks, what mends, and what no offer helps; the others wait for the long run."""


def found(engine: EngineClient, name: str, offer: Offer) -> Sequence[str]:
    module = (SAMPLES / name / f"{name}.wasm").read_bytes()
    artifact, settings = Artifact(name, module, sha256_of(module)), Settings(offer=offer)
    report = sweep_build(engine, artifact, settings, clock=time.time, timer=time.monotonic, limit_s=3_600)
    assert report.ended_early is None
    return [one.sentence for one in report.found]


@pytest.mark.parametrize(
    ("name", "capabilities", "smallest"),
    [
        pytest.param(*one, marks=[] if one[0] in OFTEN else pytest.mark.slow, id=f"{one[0]}-{len(one[1])}")
        for one in SMALLEST
    ],
)
def test_a_sweep_finds_the_smallest_breaking_offer_of_each_sample(
    engine: EngineClient, name: str, capabilities: tuple[str, ...], smallest: list[str]
) -> None:
    assert found(engine, name, reference_offer(capabilities)) == smallest
