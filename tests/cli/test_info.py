"""`workbench info`: every setting as a project file has it, and where it came from."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from workbench.assets import sample_plugins
from workbench.cli.main import main
from workbench.engine.wire.confinement import Feature
from workbench.linux import PORTABLE_VARIABLE


def test_a_table_of_the_project_is_told_entry_by_entry(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    project = tmp_path / "workbench.toml"
    project.write_text('capabilities = ["fs:read"]\n[budgets.serving]\nfuel = 500_000\n')
    assert main(["info", str(tmp_path / "plugin.wasm"), "--color", "never"]) == 0
    told = {line.split()[0]: line.split()[1:] for line in capsys.readouterr().out.splitlines()}
    assert told["budgets.serving.fuel"] == ["500_000", f"{project},", "line", "3"]
    assert told["capabilities"] == ["fs:read", f"{project},", "line", "1"]
    assert told["config"] == ["none", "default"]


@pytest.mark.scenario
def test_each_setting_says_where_it_came_from_as_text_and_as_json(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    project = tmp_path / "workbench.toml"
    project.write_text('[profiles.prod]\nprofile = "0.3"\n  config = { region = "eu" }\n')
    monkeypatch.setenv("WORKBENCH_PROFILE", "prod")
    monkeypatch.setenv("WORKBENCH_FUEL", "0")
    monkeypatch.setenv("WORKBENCH_BUDGTE", "strict")
    words = ["info", str(tmp_path / "plugin.wasm"), "--config", "tier=1", "--color", "never"]
    assert main(words) == 0
    told = {line[2:44].strip(): line[45:].split() for line in capsys.readouterr().out.splitlines()}
    assert told["chosen profile"] == ["prod", "environment"]
    assert told["profile"] == ["0.3", f"{project},", "line", "2,", "profile", "prod"]
    assert told["fuel"] == ["false", "environment,", "WORKBENCH_FUEL"]
    assert told["config.tier"] == ["1", "option"]
    assert told["config.region"] == ["eu", f"{project},", "line", "3,", "profile", "prod"]
    assert " ".join(told["note 1"]).startswith("WORKBENCH_BUDGTE (environment): expected a variable of a setting")
    assert main([*words, "--format", "json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["named_profile"] == {"name": "prod", "source": "environment", "files": [str(project)]}
    in_file = {"source": str(project), "profile": "prod", "line": 3, "column": 14}
    assert found["settings"]["config"]["entries"]["region"] == in_file
    assert found["settings"]["config"]["source"] == "option"
    assert len(found["notes"]) == 1


def test_a_closed_folder_of_settings_is_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def is_file(_: Path) -> bool:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "is_file", is_file)
    assert main(["info", str(tmp_path / "plugin.wasm"), "--color", "never"]) == 0
    assert "default" in capsys.readouterr().out


def told_of(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, str]:
    """What the part on the confinement says."""
    assert main(["info", "--format", "json", *arguments]) == 0
    told: dict[str, str] = json.loads(capsys.readouterr().out)["confinement"]
    return told


@pytest.mark.scenario
def test_it_says_what_the_process_that_runs_plugins_gives_up(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("WORKBENCH_CONFINEMENT", raising=False)
    told = told_of(capsys)
    assert set(told) == {*(feature.value for feature in Feature), "compile cache"}
    monkeypatch.setenv(PORTABLE_VARIABLE, "1")
    portable = told_of(capsys)
    assert portable[Feature.LIMITS.value] == "in force"
    assert portable[Feature.FILES.value] == "not in force: not on this system"
    monkeypatch.setenv("WORKBENCH_CONFINEMENT", "required")
    assert told_of(capsys)["error"].startswith(
        'engine: expected a running child process, found: a system that cannot confine it (confinement = "required"): '
    )
    monkeypatch.setenv("WORKBENCH_CONFINEMENT", "off")
    assert told_of(capsys)[Feature.LIMITS.value] == "not in force: confinement is off"


def test_a_command_that_must_confine_and_cannot_ends_with_4_and_says_what_is_lacking(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(PORTABLE_VARIABLE, "1")
    monkeypatch.setenv("WORKBENCH_CONFINEMENT", "required")
    assert main(["check", str(sample_plugins()[0].path)]) == 4
    assert "file access (Landlock): not on this system" in capsys.readouterr().err


def test_a_project_file_cannot_switch_the_confinement_off(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "workbench.toml").write_text('confinement = "off"\n')
    assert main(["info", str(tmp_path / "plugin.wasm")]) == 2
    assert "only your own settings switch it off" in capsys.readouterr().err
    (tmp_path / "workbench.toml").write_text('confinement = "required"\n')
    assert main(["info", str(tmp_path / "plugin.wasm")]) == 0
