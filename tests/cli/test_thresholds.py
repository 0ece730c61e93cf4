"""`check` with limits of one's own: what is above one fails, with figure, limit, by how much, and what to do."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from workbench.assets import asset_folder
from workbench.cli.main import main

DIALECT = asset_folder("sample_plugins") / "dialect/dialect.wasm"


@pytest.fixture(autouse=True)
def _in_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    shutil.copy(DIALECT, "dialect.wasm")


def found(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    report: dict[str, Any] = json.loads(capsys.readouterr().out)
    return report


def test_a_plugin_above_its_limit_fails_and_is_told_what_to_do(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "dialect.wasm", "--max-size", "100KiB"]) == 1
    out = capsys.readouterr().out
    assert "✕ --max-size        size 107.8 KiB of at most 100.0 KiB" in out
    assert "expected at most 102,400 bytes (--max-size), found 110,352: 7,952 too much (7.8%)" in out
    assert "strip debug information" in out
    assert out.endswith("failed\n")


@pytest.mark.scenario
def test_the_dispatch_that_needs_most_fuel_is_held_against_its_share(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "dialect.wasm", "--max-fuel=50%", "--max-wall=10s", "--format", "json"]) == 1
    report = found(capsys)
    wall, fuel = report["thresholds"]
    assert (wall["passed"], fuel["passed"], fuel["in"]) == (True, False, "dispatch:robustness:large_body")
    assert fuel["error"]["details"]["over"] == fuel["found"] - fuel["limit"] > 0
    assert report["figures"]["fuel"] == fuel["found"]


@pytest.mark.scenario
def test_growth_fails_until_it_is_accepted(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "dialect.wasm", "--baseline", "b.json", "--update", "--format", "json"]) == 0
    assert found(capsys)["thresholds"] == []
    baseline = json.loads(Path("b.json").read_text())
    baseline["plugins"]["dialect.wasm"]["size_bytes"] -= 30_000
    Path("b.json").write_text(json.dumps(baseline))
    grown = ("check", ".", "--baseline", "b.json", "--max-growth", "10%", "--format", "json", "--jobs", "1")
    assert main(grown) == 1
    (plugin,) = found(capsys)["results"]
    assert [(one["figure"], one["passed"]) for one in plugin["thresholds"]] == [("size", False), ("fuel", True)]
    assert plugin["thresholds"][0]["limit"] == 88_387
    assert main(["check", "dialect.wasm", "--baseline", "b.json", "--update"]) == 0
    capsys.readouterr()
    assert main(grown) == 0


def test_without_limits_nothing_is_said_of_them(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "dialect.wasm", "--format", "json"]) == 0
    assert not {"thresholds", "figures"} & found(capsys).keys()


@pytest.mark.parametrize("words", [("--max-growth", "10%"), ("--update",), ("--baseline", "b.json")])
def test_options_that_need_each_other_are_named(words: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "dialect.wasm", *words]) == 2
    assert "baseline" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("--max-fuel", "80"),
        ("--max-fuel", "0%"),
        ("--max-wall", "50"),
        ("--max-size", "1 GB"),
        ("--max-size", "-1"),
        ("--max-growth", "٣%"),
        ("--max-growth", "nan%"),
    ],
)
def test_a_limit_without_its_unit_is_named(option: str, value: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["check", "dialect.wasm", f"{option}={value}"])
    assert ended.value.code == 2
    assert f"{option}: expected a" in capsys.readouterr().err


def test_a_baseline_never_replaces_the_plugin(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "dialect.wasm", "--baseline", "dialect.wasm", "--update"]) == 2
    assert Path("dialect.wasm").read_bytes() == DIALECT.read_bytes()
    assert "does not read" in capsys.readouterr().err
