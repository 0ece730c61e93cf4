"""`call` with a host of its own: faults, clock, seed and storage, and the fuel; `check` with fuel and audit."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from workbench.assets import asset_folder
from workbench.cli.main import main

SAMPLES = asset_folder("sample_plugins")
TOUR = str(SAMPLES / "host_tour/host_tour.wasm")
DIALECT = str(SAMPLES / "dialect/dialect.wasm")
OBSERVER = str(SAMPLES / "observer/observer.wasm")


def run_json(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, Any]:
    code = main([*words, "--format", "json"])
    return code, json.loads(capsys.readouterr().out)


def tour(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, Any]:
    return run_json(capsys, "call", TOUR, "shape", "--imports", "trap", *words)


@pytest.mark.scenario
def test_the_same_state_clock_and_seed_give_the_same_result_byte_by_byte(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    file = tmp_path / "storage.json"
    file.write_text('{"visits": "7", "raw": {"base64": "AAH/"}}')
    words = ("--clock", "1700000000123", "--seed", "a seed", "--storage", str(file))
    reports = [tour(capsys, *words)[1] for _ in range(2)]
    for report in reports:
        del report["wall_us"]
        for name in ("wall_us", "compile_us", "instantiate_us"):
            del report["cost"][name]
    assert json.dumps(reports[0]) == json.dumps(reports[1])
    assert reports[0]["host"]["clock_unix_ms"] == 1_700_000_000_123
    assert reports[0]["host"]["storage_sha256_before"] != reports[0]["host"]["storage_sha256_after"]
    _, other = tour(capsys, "--clock", "1700000000124", "--seed", "another", "--storage", str(file))
    assert other["raw_base64"] != reports[0]["raw_base64"]


def test_without_a_given_host_none_is_reported(capsys: pytest.CaptureFixture[str]) -> None:
    assert tour(capsys)[1]["host"] is None


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"[]", "an array"), (b"{", "storage.json"), (b'{"k": 1}', "key k"), (b'{"k": {"base64": "?"}}', "base64")],
)
def test_a_storage_of_another_form_is_refused(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, content: bytes, said: str
) -> None:
    file = tmp_path / "storage.json"
    file.write_bytes(content)
    assert main(["call", TOUR, "shape", "--storage", str(file)]) == 2
    assert said in capsys.readouterr().err


@pytest.mark.scenario
def test_an_export_of_several_plugins_is_read_too(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    one, several = tmp_path / "one.json", tmp_path / "several.json"
    one.write_text('{"visits": "7"}')
    several.write_text('{"storage_of": {"host_tour": {"visits": "7"}, "other": {"visits": "9"}}}')
    hosts = [tour(capsys, "--storage", str(file))[1]["host"] for file in (one, several)]
    assert hosts[0] == hosts[1]


def test_the_screen_refuses_a_fault_that_is_none(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([DIALECT, "--fault", "storage_putt=fail"]) == 2
    assert "did you mean 'storage_put=fail'?" in capsys.readouterr().err


def test_a_triggered_fault_is_reported(capsys: pytest.CaptureFixture[str]) -> None:
    code, report = tour(capsys, "--fault", "storage_put=fail", "--fault", "quota=1000000")
    assert (code, report["stage"]) == (1, "plugin_call")
    assert report["faults"] == {"set": ["storage_put=fail", "quota=1000000"], "triggered": ["storage_put=fail"]}


def test_a_smaller_limit_is_triggered(capsys: pytest.CaptureFixture[str]) -> None:
    code, report = run_json(capsys, "call", DIALECT, "shape", "--fault", "fuel=1000")
    assert (code, report["faults"]["triggered"]) == (1, ["fuel=1000"])


@pytest.mark.scenario
def test_a_withdrawn_capability_fails_the_negotiation(capsys: pytest.CaptureFixture[str]) -> None:
    words = ("call", OBSERVER, "observe", "--capability", "observability:emit")
    assert run_json(capsys, *words)[0] == 0
    code, report = run_json(capsys, *words, "--fault", "capability:observability:emit")
    assert (code, report["stage"]) == (1, "version_lookup")
    assert report["faults"]["triggered"] == ["capability:observability:emit"]


@pytest.mark.parametrize("fault", ["never", "log=slow", "fuel=0"])
def test_a_fault_that_is_none_exits_2(capsys: pytest.CaptureFixture[str], fault: str) -> None:
    assert main(["call", TOUR, "shape", "--fault", fault]) == 2
    assert "FUNCTION=slow:MS" in capsys.readouterr().err


@pytest.mark.parametrize("words", [("--clock", "1"), ("--seed", "a"), ("--fuel",)])
def test_a_recording_has_its_own_host(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, words: tuple[str, ...]
) -> None:
    file = tmp_path / "r.jsonl"
    assert main(["call", DIALECT, "shape", "--record", str(file), *words]) == 2
    assert "--record" in capsys.readouterr().err
    assert not file.exists()


@pytest.mark.scenario
def test_fuel_stands_beside_its_limit_and_the_engine(capsys: pytest.CaptureFixture[str]) -> None:
    _, report = run_json(capsys, "call", DIALECT, "normalize_error", "--fuel")
    assert 1_000 < report["fuel"]["used"] < report["fuel"]["max"] == 1_000_000_000
    assert "libextism" in report["fuel"]["engine"]
    assert report["fuel"]["why_not"] is None
    assert main(["call", DIALECT, "normalize_error", "--fuel"]) == 0
    assert f"fuel {report['fuel']['used']:,} of 1,000,000,000" in capsys.readouterr().err


@pytest.mark.scenario
def test_check_measures_the_layers_when_asked(capsys: pytest.CaptureFixture[str]) -> None:
    _, report = run_json(capsys, "check", DIALECT, "--fuel")
    fuel = {layer["layer"]: layer["fuel"] for layer in report["layers"]}
    assert fuel["identity"] is None
    assert all(1_000 < fuel[name]["used"] < fuel[name]["max"] for name in ("handshake", "self_check"))
    _, report = run_json(capsys, "check", DIALECT)
    assert [layer["fuel"] for layer in report["layers"]] == [None] * 3


@pytest.mark.scenario
def test_check_audits_what_a_plugin_uses(capsys: pytest.CaptureFixture[str]) -> None:
    _, report = run_json(capsys, "check", TOUR)
    uses = {use["name"]: use for use in report["audit"]["host_functions"]}
    assert all(use["imported"] and use["calls"]["dispatch"] > 0 for use in uses.values())
    kinds = [one["kind"] for one in report["audit"]["findings"]]
    assert kinds == ["HostFunctionImported", "UsedWithoutCapability"]
    _, report = run_json(capsys, "check", DIALECT)
    assert report["audit"]["findings"] == []


@pytest.mark.scenario
def test_other_budgets_of_the_project_hold_and_are_named(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    plugin = tmp_path / "dialect.wasm"
    plugin.write_bytes(Path(DIALECT).read_bytes())
    (tmp_path / "workbench.toml").write_text("[budgets.serving]\nfuel = 1000\n[budgets.strict]\nwall_ms = 400\n")
    code, report = run_json(capsys, "call", str(plugin), "shape")
    assert (code, report["stage"]) == (1, "plugin_call")
    code, report = run_json(capsys, "check", str(plugin), "--trust-project")
    assert (code, report["budgets"]) == (0, {"serving": {"fuel": 1000}, "strict": {"wall_ms": 400}})
    assert main(["--trust-project", "check", str(plugin)]) == 0
    assert "the strict budget of your settings" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("toml", "place"),
    [
        ("[budgets.lenient]\nfuel = 1", "'budgets.lenient'"),
        ("[budgets.serving]\nfule = 1", "'budgets.serving.fule'"),
        ("[budgets.serving]\nwall_ms = 1", "budgets.serving.wall_ms"),
        ("[budgets.serving]\nfuel = true", "budgets.serving.fuel"),
        ("budgets = 3", "budgets"),
        ("compile_limit_ms = 5", "compile_limit_ms"),
        ("resident_limit_mb = 1.5", "resident_limit_mb"),
    ],
)
def test_a_limit_that_can_not_be_is_named(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, toml: str, place: str
) -> None:
    plugin = tmp_path / "dialect.wasm"
    plugin.write_bytes(Path(DIALECT).read_bytes())
    (tmp_path / "workbench.toml").write_text(toml)
    assert main(["check", str(plugin)]) == 2
    assert (place if "'" in place else f"{place} (") in capsys.readouterr().err


def test_the_limits_of_settings_are_those_of_budgets() -> None:
    from workbench.protocol import budgets
    from workbench.settings import kinds, table

    assert table.LIMITS == budgets.ADJUSTABLE
    assert set(kinds.BUDGETS) == set(budgets.BUDGETS)
