"""What a call used up stands beside its limits, in JSON and in words."""

from __future__ import annotations

import json

import pytest

from workbench.assets import asset_folder
from workbench.cli.main import main
from workbench.linux import is_linux
from workbench.protocol.layers import Cost
from workbench.reports.json.parts import cost_json
from workbench.reports.text.costs import cost_text

DIALECT = str(asset_folder("sample_plugins") / "dialect" / "dialect.wasm")


def test_call_reports_its_cost(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["call", DIALECT, "shape", "--format", "json"]) == 0
    cost = json.loads(capsys.readouterr().out)["cost"]
    limits = {"wall_max_ms": 5_000, "output_max_bytes": 32 << 20, "memory_max_pages": 32, "fuel_max": 1_000_000_000}
    assert limits.items() <= cost.items()
    assert cost["wall_us"] > 0
    assert not is_linux() or cost["memory_pages"] >= 2
    assert cost["fuel_used"] is None


@pytest.mark.scenario
def test_check_reports_the_cost_of_each_layer_that_calls(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", DIALECT, "--format", "json"]) == 0
    layers = json.loads(capsys.readouterr().out)["layers"]
    assert [layer["cost"] is None for layer in layers] == [True, False, False]
    assert [layer["cost"]["memory_max_pages"] for layer in layers[1:]] == [None, None]
    assert main(["check", DIALECT]) == 0
    assert f" of 200 ms, output 235 B of 32.0 KiB{', memory ' if is_linux() else ''}" in capsys.readouterr().out


def test_what_is_not_known_or_not_limited_is_not_made_up() -> None:
    cost = Cost(wall_us=1_500, wall_max_ms=200, output_bytes=7)
    assert cost_text(cost) == "1.5 ms of 200 ms, output 7 B"
    report = cost_json(cost)
    assert [report[name] for name in ("output_max_bytes", "memory_pages", "memory_max_pages", "fuel_max")] == [None] * 4
