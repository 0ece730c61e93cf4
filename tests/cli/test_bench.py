"""`workbench bench` on real plugins."""

from __future__ import annotations

import json

import pytest

from workbench.assets import asset_folder
from workbench.cli.main import main
from workbench.cli.plugin_parsers import BENCH_RUNS_MAX
from workbench.session.measure import benchmark

SAMPLES = asset_folder("sample_plugins")
DIALECT = str(SAMPLES / "dialect/dialect.wasm")


@pytest.mark.slow
def test_bench_prints_every_figure(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["bench", DIALECT, "-n", "40"]) == 0
    shown = capsys.readouterr().out
    for said in ("compile, cold", "instantiate", "bare call", "call in a series", "border", "calls per second"):
        assert said in shown


@pytest.mark.scenario
def test_bench_reports_every_key(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["bench", DIALECT, "normalize_error", "-n", "40", "--format", "json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert (report["function"], report["outcome"], report["trouble"]) == ("normalize_error", "ok", None)
    assert report["call"]["count"] == report["bare"]["count"] == report["border"]["count"] == 40
    assert report["compile"]["median_us"] > 0
    assert report["ratio_to_bare"] > 0
    assert "libextism" in report["engine"]


@pytest.mark.scenario
@pytest.mark.parametrize("words", [["sign"], ["shape", "-i", "no JSON"]])
def test_what_can_not_be_called_exits_1(capsys: pytest.CaptureFixture[str], words: list[str]) -> None:
    assert main(["bench", DIALECT, *words, "-n", "3", "--format", "json"]) == 1
    report = json.loads(capsys.readouterr().out)
    assert (report["call"], report["error"] is None) == (None, False)


@pytest.mark.parametrize("runs", ["0", "100001", "many"])
def test_a_number_of_runs_that_can_not_be_exits_2(runs: str) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["bench", DIALECT, "-n", runs])
    assert ended.value.code == 2


def test_the_most_runs_are_those_of_the_session() -> None:
    assert BENCH_RUNS_MAX == benchmark.RUNS_MAX
