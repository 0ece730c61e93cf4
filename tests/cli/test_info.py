"""`workbench info`: every setting as a project file has it, and where it came from."""

from __future__ import annotations

from pathlib import Path

import pytest

from workbench.cli.main import main


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
