"""A pyproject.toml with our table is a project file; without it, it never disturbs."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from workbench.errors.operator import FileDamaged, SettingInvalid
from workbench.errors.projects import ProjectFileRefused
from workbench.project import read_settings
from workbench.store.pyproject import pyproject_in
from workbench.store.settings_files import find_project_file, overruled_by, read_settings_file

OURS = '[project]\nname = "x"\n\n[tool.cc-lb-workbench]\nprofile = "0.3"\n'


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(folder: Path, text: str | bytes) -> Path:
    file = folder / "pyproject.toml"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return file


def test_our_table_is_read_with_the_places_of_its_keys(folder: Path) -> None:
    file = write(
        folder, OURS + "  budget = 'strict'\n[tool.cc-lb-workbench.config]\nregion = 'eu'\n[tool.other]\nx = 1\n"
    )
    assert find_project_file(None) == file
    found = read_settings_file(file)
    assert found.values == {"profile": "0.3", "budget": "strict", "config": {"region": "eu"}}
    assert found.positions["budget",][:2] == (6, 3)
    assert found.positions["config", "region"][:2] == (8, 1)
    assert set(found.positions) == {("profile",), ("budget",), ("config",), ("config", "region")}


@pytest.mark.parametrize(
    "text", ["[tool]\ncc-lb-workbench = {}\n", "tool.cc-lb-workbench.fuel = true", "[tool.'cc-lb-workbench']"]
)
def test_our_table_in_any_form_of_toml_is_ours(folder: Path, text: str) -> None:
    file = write(folder, text)
    assert find_project_file(None) == file


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[tool.ruff]\n",
        '[project]\ndependencies = ["cc-lb-workbench"]\n',
        '[project\ndependencies = ["cc-lb-workbench>=0.1"]\n',
        "# [tool.cc-lb-workbench]\n[broken",
        "tool = 'cc-lb-workbench'\n",
        b"\xff\xfe[tool.ruff]",
        "[tool.cc-lb-workbenches]\n[broken",
    ],
)
def test_without_our_table_nothing_of_it_disturbs_broken_or_not(folder: Path, text: str | bytes) -> None:
    write(folder, text)
    assert find_project_file(None) is None
    assert read_settings({}).project.file is None


def test_the_search_goes_on_above_one_that_is_not_ours(folder: Path) -> None:
    (folder / "a").mkdir()
    write(folder / "a", "[tool.ruff]\n")
    assert find_project_file(str(folder / "a/p.wasm")) is None
    assert find_project_file(str(folder / "a/p.wasm")) is None
    above = write(folder, OURS)
    assert find_project_file(str(folder / "a/p.wasm")) == above


def test_what_is_no_file_or_closed_is_not_ours_and_not_waited_for(folder: Path) -> None:
    os.mkfifo(folder / "pyproject.toml")
    assert find_project_file(None) is None
    (folder / "pyproject.toml").unlink()
    (folder / "pyproject.toml").mkdir()
    assert find_project_file(None) is None
    (folder / "pyproject.toml").rmdir()
    (folder / "pyproject.toml").symlink_to("/dev/zero")
    assert find_project_file(None) is None


def test_one_that_changes_is_looked_at_again(folder: Path) -> None:
    write(folder, "[tool.ruff]\n")
    assert pyproject_in(folder) is None
    write(folder, OURS)
    assert pyproject_in(folder) == folder / "pyproject.toml"


def test_beside_a_workbench_toml_it_does_not_hold_and_that_is_known(folder: Path) -> None:
    file = write(folder, OURS)
    (folder / "workbench.toml").write_text('budget = "strict"\n')
    settings = read_settings({})
    assert (settings["profile"].value, settings["budget"].value) == ("0.1", "strict")
    assert settings.project.overrules == file
    write(folder, "[tool.ruff]\n")
    assert overruled_by(folder / "workbench.toml") is None
    assert read_settings({}).project.overrules is None


def test_the_rules_of_project_files_hold_for_it(folder: Path) -> None:
    file = write(folder, OURS + 'build = "make"\nplugin = "../x.wasm"\ncompile_limit_ms = 600_000\n')
    settings = read_settings({})
    untrusted = settings.project.untrusted
    assert untrusted is not None
    assert (untrusted.command, len(untrusted.limits), len(untrusted.paths)) == ("make", 1, 1)
    assert (untrusted.limits[0].line, untrusted.limits[0].column) == (8, 20)
    assert settings["compile_limit_ms"].value == 20_000
    file.chmod(0o666)
    with pytest.raises(ProjectFileRefused):
        read_settings({})
    write(folder, "[tool.ruff]\n")
    file.chmod(0o666)
    assert read_settings({}).project.refused is None, "it is not ours"


@pytest.mark.parametrize("ending", ["\n", "\r\n", " # ours\n", "", "\nbudget = 'strict'"])
def test_a_header_of_our_table_that_is_not_closed_is_named_and_no_setting_is_left_out(
    folder: Path, ending: str
) -> None:
    write(folder, f"[tool.cc-lb-workbench{ending}")
    with pytest.raises(FileDamaged, match="line 1"):
        read_settings({})


def test_one_that_has_our_table_and_is_broken_is_named(folder: Path) -> None:
    write(folder, OURS + "budget =\n")
    with pytest.raises(FileDamaged, match="line 6"):
        read_settings({})


def test_what_is_no_table_is_named_with_its_place(folder: Path) -> None:
    write(folder, "[tool]\ncc-lb-workbench = 5\n")
    with pytest.raises(SettingInvalid, match=r"line 2, column 19\): expected a table of settings, found 5"):
        read_settings({})
