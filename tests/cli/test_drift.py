"""`check --drift` on real plugins."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from workbench.assets import asset_folder
from workbench.cli.main import main

SAMPLES = asset_folder("sample_plugins")


def drift_of(capsys: pytest.CaptureFixture[str], sample: str, *words: str) -> Any:
    main(["check", str(SAMPLES / sample / f"{sample}.wasm"), "--drift", "--format", "json", *words])
    return json.loads(capsys.readouterr().out)["drift"]


@pytest.mark.scenario
def test_samples_have_no_hidden_state(capsys: pytest.CaptureFixture[str]) -> None:
    for sample in ("dialect", "filter"):
        drift = drift_of(capsys, sample)
        assert drift["passed"]
        assert [one["depends_on"] for one in drift["functions"]] == [[]] * len(drift["functions"])


def test_the_host_tour_depends_on_all_that_a_host_gives(capsys: pytest.CaptureFixture[str]) -> None:
    drift = drift_of(capsys, "host_tour", "--imports", "trap")
    (shape,) = drift["functions"]
    assert [one["cause"] for one in shape["depends_on"]] == ["clock", "random", "storage"]
    assert drift["passed"]


@pytest.mark.scenario
def test_a_signer_is_called_with_the_state_that_it_made_itself(capsys: pytest.CaptureFixture[str]) -> None:
    drift = drift_of(capsys, "signer", "--factory-state", '{"api_key":"k"}')
    assert [one["function"] for one in drift["functions"]] == ["build_signer", "sign", "on_unauthorized"]
    assert drift["passed"]


@pytest.mark.scenario
def test_it_is_told_in_words_and_in_a_report(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    report = tmp_path / "check.xml"
    words = ["check", str(SAMPLES / "dialect/dialect.wasm"), "--drift", "--report", f"junit={report}"]
    assert main(words) == 0
    assert "depends on the payload alone" in capsys.readouterr().out
    assert 'classname="drift"' in report.read_text()
    main(["check", str(SAMPLES / "host_tour/host_tour.wasm"), "--drift", "--imports", "trap"])
    assert "depends on the host's clock" in capsys.readouterr().out
