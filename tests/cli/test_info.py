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
    assert told["budgets.serving.fuel"] == ["500_000", str(project)]
    assert told["capabilities"] == ["fs:read", str(project)]
    assert told["config"] == ["none", "default"]


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
